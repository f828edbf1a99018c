package io.tgl.flight;

import io.tgl.models.wire.WireLimits;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * One client's questions and the answers to them. A batch is not touched before the client has room for its answers, so a
 * slow reader makes its own stream wait and nothing else; one that reads nothing for too long is cut off.
 */
record Exchanges(Served served, WireLimits limits, Duration patience, BufferAllocator allocator) {
    /** Registers who is told that the client reads or has gone; before anything is sent. */
    static void attach(OpenStream stream, ServerStreamListener out) {
        out.setOnReadyHandler(stream::wake);
        out.setOnCancelHandler(stream::hangUp);
        // Either the handler is seen by who cancels, or the cancellation is seen here.
        VarHandle.fullFence();
        if (out.isCancelled()) {
            throw Failure.hungUp();
        }
    }

    /** Serves the stream to its end. */
    void serve(OpenStream stream, Exchange exchange, FlightStream in, ServerStreamListener out) {
        try (VectorSchemaRoot answers = VectorSchemaRoot.create(exchange.schema(), allocator)) {
            out.start(answers);
            for (long batch = 0; stream.next(in); batch++) {
                answer(stream, exchange, in, out, answers, "batch " + batch);
            }
        }
        if (stream.draining()) {
            throw Failure.closing(served.live.position());
        }
    }

    private void answer(
            OpenStream stream,
            Exchange exchange,
            FlightStream in,
            ServerStreamListener out,
            VectorSchemaRoot answers,
            String place) {
        if (!stream.awaitReady(out::isReady, patience)) {
            throw stream.draining()
                    ? Failure.closing(served.live.position())
                    : Failure.slow("answers: expected a client that reads them, found none read for " + patience);
        }
        Puts.check(in, limits, place);
        Exchange.Questions questions = exchange.decode(in.getRoot(), in.getDictionaryProvider());
        OptionalLong position = Puts.position(in.getLatestMetadata(), place);
        Map<String, Object> note = questions.answer(answers, position);
        out.putNext(Notes.buffer(allocator, note));
    }
}
