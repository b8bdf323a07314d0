package io.mqttspec.conformance.bench;

/** An MQTT 3.1.1 client of a load, with a clean session. For the loop's thread. */
interface Connection {

  /** What a client does with what happens to it. On the loop's thread. */
  interface Listener {

    /** The broker has let it in. */
    void connected();

    /** What was subscribed to is subscribed to. */
    void subscribed();

    /**
     * A message has come.
     *
     * @param onResponse whether it came on the client's topic for responses
     * @param buffer holds the payload from {@code from} to before {@code to} until this returns
     */
    void received(boolean onResponse, byte[] buffer, int from, int to);

    /** All that has come is read; what is written now goes out in the same piece. */
    default void readAll() {}

    /** The end of the connection, wanted or not. */
    void closed(String reason);
  }

  /** Connects; what comes of it is told to the listener. */
  void connect();

  /** Subscribes; the listener is told when that is done. */
  void subscribe(String filter, int qos);

  /** Publishes to the topic of requests. May go out with the next {@link #flushUnlessReading}. */
  void publish(Template payload, long token, int qos);

  /** Sends what is written, unless more is being read: then it goes out after that. */
  void flushUnlessReading();

  /** Ends the connection for a reason that the listener will be told. */
  void fail(String reason);

  /** Sends DISCONNECT and ends the connection. */
  void disconnect();
}
