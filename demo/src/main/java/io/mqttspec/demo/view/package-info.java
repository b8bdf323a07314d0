/**
 * What a person sees of a replay while it goes on: a picture in a terminal, plain lines elsewhere.
 */
@NullMarked
package io.mqttspec.demo.view;

import org.jspecify.annotations.NullMarked;
