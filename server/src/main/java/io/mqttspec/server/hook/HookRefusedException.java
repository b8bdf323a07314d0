package io.mqttspec.server.hook;

import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;

/** A hook said no; the client gets its code and message. */
public final class HookRefusedException extends ProtocolException {

  private static final long serialVersionUID = 1L;

  HookRefusedException(ErrorInfo error) {
    super(error);
  }
}
