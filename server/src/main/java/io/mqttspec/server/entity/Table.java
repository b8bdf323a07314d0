package io.mqttspec.server.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Table that a registered class stands for, where it is not the one in the entity's name: {@code
 * table} or {@code schema.table}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Table {
  /** The name in the database, upper and lower case as in the database or all lower. */
  String value();
}
