package io.mqttspec.server.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Column of the table that a record component or field stands for, where it is not its name in
 * snake case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Column {
  /** The name in the database, upper and lower case as in the database or all lower. */
  String value();
}
