package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.models.wire.ArrivingVectors;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.util.Map;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.PutListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events to a service, all with the columns of the first batch. Batches are sent ahead of their
 * acknowledgements, a few at most. After a failure the upload is of no further use: what was not acknowledged was refused,
 * or not looked at, or (where the connection broke) possibly taken in. For one thread.
 */
public final class EventUpload implements AutoCloseable {
    /** Batches on their way: enough to keep both sides busy. */
    private static final int AHEAD = 8;

    private final BufferAllocator allocator;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Columns columns;
    private final VectorSchemaRoot root;
    private final ClientStreamListener out;
    private long sent;

    EventUpload(FlightClient client, BufferAllocator allocator, Columns columns, CallOption... options) {
        this.allocator = allocator;
        this.columns = columns;
        this.root = VectorSchemaRoot.create(ArrivingVectors.schema(columns), allocator);
        try {
            this.out = client.startPut(FlightDescriptor.path(LiveProducer.EVENTS), root, acknowledgements, options);
        } catch (RuntimeException e) {
            root.close();
            throw RemoteFailure.of(e);
        }
    }

    /** Receives acknowledgements from Flight's threads. */
    private static final class Acknowledgements implements PutListener {
        private long count;
        private @Nullable Acknowledgement last;
        private @Nullable Throwable failure;
        private boolean ended;

        @Override
        public synchronized void onNext(PutResult result) {
            try {
                last = Acknowledgement.of(Notes.object(result.getApplicationMetadata(), "acknowledgement"));
                count++;
            } catch (RuntimeException e) {
                failure = e;
            }
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable t) {
            failure = t;
            ended = true;
            notifyAll();
        }

        @Override
        public synchronized void onCompleted() {
            ended = true;
            notifyAll();
        }

        @Override
        public synchronized boolean isCancelled() {
            return ended;
        }

        /** Waits for so many; false if the stream ended before. */
        synchronized boolean await(long number) {
            try {
                while (count < number && failure == null && !ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            if (count < number && failure != null) {
                throw RemoteFailure.of(failure);
            }
            return count >= number;
        }

        private static IllegalStateException interrupted(InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted while waiting for an acknowledgement", e);
        }

        @Override
        public synchronized void getResult() {
            try {
                while (!ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            if (failure != null) {
                throw RemoteFailure.of(failure);
            }
        }

        synchronized @Nullable Acknowledgement last() {
            return last;
        }
    }

    /** The columns that every batch must have. */
    Columns columns() {
        return columns;
    }

    /** Sends a batch, after those sent long before were acknowledged. */
    public void send(ArrivingEvents events) {
        send(events, -1);
    }

    /**
     * The same, to be taken in only if the stream stands at a position: so that a batch whose acknowledgement was lost can be
     * sent again without being taken in twice.
     *
     * @param position events taken in before this batch; negative for wherever the stream stands
     */
    public void send(ArrivingEvents events, long position) {
        if (!Columns.of(events).equals(columns)) {
            throw InvalidInput.at("batch " + sent, "the columns of the first batch, " + columns, Columns.of(events));
        }
        acknowledgements.await(sent - AHEAD + 1);
        ArrivingVectors.fill(root, events);
        if (position < 0) {
            out.putNext();
        } else {
            out.putNext(Notes.buffer(allocator, Map.of("position", position)));
        }
        sent++;
    }

    /**
     * Waits until everything that was sent is acknowledged.
     *
     * @return the last acknowledgement
     * @throws InvalidInput if a batch was refused; those before it were taken in
     */
    public Acknowledgement await() {
        if (!acknowledgements.await(sent)) {
            throw new IllegalStateException("the service ended the stream before it acknowledged all of it");
        }
        Acknowledgement last = acknowledgements.last();
        return last == null ? new Acknowledgement(-1, 0, 0) : last;
    }

    /** The last acknowledgement that has come in; none yet if its batch is -1. */
    public Acknowledgement acknowledged() {
        Acknowledgement last = acknowledgements.last();
        return last == null ? new Acknowledgement(-1, 0, 0) : last;
    }

    /** Ends the stream and waits for what is not yet acknowledged. */
    public void finish() {
        await();
        out.completed();
        acknowledgements.getResult();
    }

    /** Gives up the stream; what was not acknowledged may or may not be taken in. */
    @Override
    public void close() {
        if (!acknowledgements.isCancelled()) {
            out.error(Failure.hungUp());
        }
        root.close();
    }
}
