package io.mqttspec.server.bench;

/** One way to answer a request: bytes in, bytes out, on the calling thread. */
interface Way extends AutoCloseable {

  byte[] answer(byte[] request);

  @Override
  void close();
}
