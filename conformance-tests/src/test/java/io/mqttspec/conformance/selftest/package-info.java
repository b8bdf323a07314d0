@NullMarked
package io.mqttspec.conformance.selftest;

import org.jspecify.annotations.NullMarked;
