/** A sample app: one screen with readings that follow the database. */
@NullMarked
package io.mqttspec.sample;

import org.jspecify.annotations.NullMarked;
