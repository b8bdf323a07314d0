package io.mqttspec.server.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Rows of a table between the two refer to a row and to one of another entity. On an attribute,
 * which then is no column and gives the relation its name, or on the class.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Repeatable(ManyToMany.Several.class)
public @interface ManyToMany {
  /** Name in messages; by default that of the attribute, or of the other entity. */
  String name() default "";

  /** The other entity, as {@code schema.entity}, or {@code entity} of the default schema. */
  String target();

  /** The table between them, as {@code schema.table}, or {@code table} of this entity's schema. */
  String through();

  /** Columns of the table between them that refer to this entity. */
  String[] throughColumns();

  /** Columns of the table between them that refer to the other entity. */
  String[] throughTargetColumns();

  /** Columns of this entity that are referred to; by default its primary key. */
  String[] columns() default {};

  /** Columns of the other entity that are referred to; by default its primary key. */
  String[] targetColumns() default {};

  /** Several on one class. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
  @interface Several {
    ManyToMany[] value();
  }
}
