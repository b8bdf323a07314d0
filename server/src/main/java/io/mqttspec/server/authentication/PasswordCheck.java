package io.mqttspec.server.authentication;

/** Whether a password is a user's. Called on the server's workers, by several at a time. */
@FunctionalInterface
public interface PasswordCheck {

  /**
   * Checks a password.
   *
   * @param userName user name of the CONNECT packet, never empty; becomes the client's user
   * @param password its password as UTF-8 text, never empty
   * @return whether the client may connect
   * @throws Exception when it can't be told: the client is told that the server is unavailable
   */
  boolean isValid(String userName, String password) throws Exception;
}
