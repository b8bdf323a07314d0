package io.mqttspec.server.authentication;

/** Asks the application. An empty password is refused before: some directories take it for any. */
record PasswordAuthenticator(PasswordCheck check) implements Authenticator {

  @Override
  public Authenticated authenticate(Credentials credentials) throws Exception {
    String userName = credentials.userName().orElse("");
    String password = credentials.passwordText().orElse("");
    if (userName.isEmpty() || password.isEmpty()) {
      throw new AuthenticationException(
          Refusal.BAD_CREDENTIALS, "Connect with a user name and a password.");
    }
    if (!check.isValid(userName, password)) {
      throw new AuthenticationException(Refusal.BAD_CREDENTIALS, "User name or password is wrong.");
    }
    return Authenticated.of(userName);
  }
}
