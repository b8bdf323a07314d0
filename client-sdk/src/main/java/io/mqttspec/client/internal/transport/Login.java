package io.mqttspec.client.internal.transport;

/** User name and password of one connection attempt. */
public final class Login {

  final String userName;
  final byte[] password;

  /**
   * Creates a login.
   *
   * @param userName the user name
   * @param password the password, not copied
   */
  public Login(String userName, byte[] password) {
    this.userName = userName;
    this.password = password;
  }
}
