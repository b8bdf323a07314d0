package io.mqttspec.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user name with its password, or a token in the place of either. Immutable. */
public final class Credentials {

  private final String userName;
  private final String password;

  private Credentials(String userName, String password) {
    this.userName = userName;
    this.password = password;
  }

  /**
   * Credentials.
   *
   * @param userName the user name
   * @param password the password; empty if there is none
   * @return both
   */
  public static Credentials of(String userName, String password) {
    return new Credentials(
        Objects.requireNonNull(userName, "userName"), Objects.requireNonNull(password, "password"));
  }

  /**
   * The user name.
   *
   * @return as given
   */
  public String userName() {
    return userName;
  }

  /**
   * The password.
   *
   * @return as given
   */
  public String password() {
    return password;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Credentials)) {
      return false;
    }
    Credentials that = (Credentials) other;
    return userName.equals(that.userName) && password.equals(that.password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(userName, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Credentials of " + userName;
  }
}
