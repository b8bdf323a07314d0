package io.mqttspec.server.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Any number of rows of another entity refer to a row. On an attribute, which then is no column and
 * gives the relation its name, or on the class.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Repeatable(HasMany.Several.class)
public @interface HasMany {
  /** Name in messages; by default that of the attribute, or of the other entity. */
  String name() default "";

  /** The other entity, as {@code schema.entity}, or {@code entity} of the default schema. */
  String target();

  /** Columns of the other entity that refer, by their names in messages. */
  String[] targetColumns();

  /** Columns that they refer to; by default the primary key. */
  String[] columns() default {};

  /** Several on one class. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
  @interface Several {
    HasMany[] value();
  }
}
