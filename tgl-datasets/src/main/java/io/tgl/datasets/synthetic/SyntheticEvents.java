package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The first events of a process, chunk by chunk: each is a stream whose event numbers go on, so that
 * {@link EventStream#all} of it is the next batch. Takes the memory of the process and of one chunk.
 */
public final class SyntheticEvents implements Iterator<EventStream> {
    /** Numbers of events are ints. */
    public static final int MOST_EVENTS = Integer.MAX_VALUE - 8;

    /** Rows of a chunk unless told. */
    public static final int USUAL_CHUNK = 1 << 16;

    private final SyntheticProcess process;
    private final EventSequence sequence;
    private final long events;
    private final int chunk;
    private long done;

    /**
     * Before the first chunk.
     *
     * @param events how many in all, 1 to {@link #MOST_EVENTS}
     * @param chunk events of a chunk; the last one may have fewer
     */
    public SyntheticEvents(SyntheticProcess process, long seed, long events, int chunk) {
        if (events < 1 || events > MOST_EVENTS || chunk < 1) {
            throw InvalidInput.at(
                    "synthetic events", "1 to " + MOST_EVENTS + ", chunks of 1 at least", events + ", " + chunk);
        }
        this.process = process;
        this.sequence = process.start(seed);
        this.events = events;
        this.chunk = chunk;
    }

    /** All of them at once. */
    public static EventStream whole(SyntheticProcess process, long seed, int events) {
        return new SyntheticEvents(process, seed, events, events).next();
    }

    @Override
    public boolean hasNext() {
        return done < events;
    }

    @Override
    public EventStream next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + events + " events were given");
        }
        int n = (int) Math.min(chunk, events - done);
        int[] source = new int[n];
        int[] destination = new int[n];
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            sequence.advance();
            source[i] = sequence.source();
            destination[i] = sequence.destination();
            time[i] = sequence.time();
        }
        int first = (int) done;
        done += n;
        return EventStream.of(process.nodes(), source, destination, time)
                .granularity(process.granularity())
                .firstEvent(first)
                .build();
    }
}
