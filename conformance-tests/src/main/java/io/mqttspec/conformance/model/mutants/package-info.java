/** The model server, wrong in one point each. */
@NullMarked
package io.mqttspec.conformance.model.mutants;

import org.jspecify.annotations.NullMarked;
