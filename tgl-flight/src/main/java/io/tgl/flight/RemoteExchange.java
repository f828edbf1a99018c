package io.tgl.flight;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.models.wire.ArrivingVectors;
import io.tgl.models.wire.ArrivingVectors.Columns;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** An exchange that stays open: a batch of links out, their scores back. For one thread at a time. */
final class RemoteExchange implements AutoCloseable {
    private final Columns columns;
    private final VectorSchemaRoot questions;
    private final ExchangeReaderWriter call;
    private boolean broken;

    RemoteExchange(
            FlightClient client, BufferAllocator allocator, String name, Columns columns, CallOption... options) {
        this.columns = columns;
        questions = VectorSchemaRoot.create(ArrivingVectors.schema(columns), allocator);
        try {
            call = client.doExchange(FlightDescriptor.path(name), options);
            call.getWriter().start(questions);
        } catch (RuntimeException e) {
            questions.close();
            throw RemoteFailure.of(e);
        }
    }

    /** The columns that every batch must have. */
    Columns columns() {
        return columns;
    }

    /** Scores, and the note beside them. */
    record Reply(float[] score, Acknowledgement note) {}

    Reply ask(ArrivingEvents links) {
        broken = true;
        try {
            ArrivingVectors.fill(questions, links);
            call.getWriter().putNext();
            if (!call.getReader().next()) {
                throw new IllegalStateException("the service ended the exchange");
            }
            VectorSchemaRoot answers = call.getReader().getRoot();
            float[] score = new float[answers.getRowCount()];
            if (answers.getVector("score") instanceof Float4Vector vector) {
                for (int i = 0; i < score.length; i++) {
                    score[i] = vector.get(i);
                }
            }
            Acknowledgement note =
                    Acknowledgement.of(Notes.object(call.getReader().getLatestMetadata(), "answers"));
            broken = false;
            return new Reply(score, note);
        } catch (RuntimeException e) {
            throw RemoteFailure.of(e);
        }
    }

    @Override
    public void close() {
        try {
            if (!broken) {
                call.getWriter().completed();
                call.getResult();
            }
        } catch (RuntimeException e) {
            // The service had gone: nothing is open any more.
        } finally {
            closed(call);
            questions.close();
        }
    }

    /** Ends a call that may have ended before. */
    static void closed(ExchangeReaderWriter call) {
        try {
            call.close();
        } catch (Exception e) {
            // The service saw its client go, or had gone itself.
        }
    }
}
