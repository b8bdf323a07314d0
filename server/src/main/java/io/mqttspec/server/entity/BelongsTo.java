package io.mqttspec.server.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Each row refers to one row of another entity. On an attribute, which is then the column that
 * refers, or on the class, for any columns.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Repeatable(BelongsTo.Several.class)
public @interface BelongsTo {
  /** Name in messages; by default the column without {@code _id}. */
  String name() default "";

  /** The other entity, as {@code schema.entity}, or {@code entity} of the default schema. */
  String target();

  /** Columns that refer, by their names in messages; not on an attribute. */
  String[] columns() default {};

  /** Columns of the other entity that they refer to; by default its primary key. */
  String[] targetColumns() default {};

  /** Several on one class. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
  @interface Several {
    BelongsTo[] value();
  }
}
