/**
 * Reports as pages for people: each one file that needs no other, made of the JSON reports alone.
 */
@NullMarked
package io.mqttspec.conformance.report.html;

import org.jspecify.annotations.NullMarked;
