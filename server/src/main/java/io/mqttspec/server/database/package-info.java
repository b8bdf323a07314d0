/**
 * Step 6: connections and transactions, what differs from database to database, and what a
 * database's error means to a client. A leaf: every step may use it, it knows none of them.
 */
@NullMarked
package io.mqttspec.server.database;

import org.jspecify.annotations.NullMarked;
