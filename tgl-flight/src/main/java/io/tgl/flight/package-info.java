/**
 * A live predictor over Apache Arrow Flight: {@link io.tgl.flight.FlightService} serves, {@link
 * io.tgl.flight.RemotePredictor} asks, {@link io.tgl.flight.FlightCommand} is the command. The protocol is docs/flight.md.
 * What record batches mean stands in {@code models.wire}, what is done with them in {@code models.live}. Uses those two,
 * {@code models.model}, {@code models.query} and {@code core}; nothing uses it. Here alone live gRPC and netty.
 */
@NullMarked
package io.tgl.flight;

import org.jspecify.annotations.NullMarked;
