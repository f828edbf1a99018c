/**
 * A live predictor over a wire: Arrow record batches of events and questions come in, answers go out as Arrow record
 * batches or JSON lines. What carries them (pipes, sockets, Flight) lives above. Types of Arrow may show here. Uses {@code
 * core.io}, {@code live}, {@code query}.
 */
@NullMarked
package io.tgl.models.wire;

import org.jspecify.annotations.NullMarked;
