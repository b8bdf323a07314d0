/**
 * Step 5: rows in and out. For each entity the server makes a MyBatis mapping, or runs the
 * application's own mapper in its place. SQL text is made here, of registered identifiers and
 * placeholders alone. Receives from {@code dispatch}, runs on a transaction of {@code database}.
 * The only package that imports MyBatis.
 */
@NullMarked
package io.mqttspec.server.mapper;

import org.jspecify.annotations.NullMarked;
