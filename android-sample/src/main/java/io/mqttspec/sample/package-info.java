/**
 * A sample app: one screen with readings that follow the database. {@code ReadingsApplication} owns
 * the client, {@code ReadingsViewModel} what the screen shows, {@code ReadingsActivity} the screen.
 */
@NullMarked
package io.mqttspec.sample;

import org.jspecify.annotations.NullMarked;
