/**
 * Who a client is, by what it says in its CONNECT: a user name and password that the application
 * checks, a JSON Web Token, or a client certificate. {@code dispatch} asks the {@link
 * io.mqttspec.server.authentication.Authenticator} on a worker and takes what it finds into the
 * client's identity and metadata. A leaf: every step may use it, it knows only {@code config}. The
 * only package that imports the JWT library.
 */
@NullMarked
package io.mqttspec.server.authentication;

import org.jspecify.annotations.NullMarked;
