package io.tgl.models.live;

import io.tgl.models.query.LinkQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One at a time: scoring calls of readers and changes by the writer. Whoever finds the lane free serves the requests of
 * all who wait, joined to one call of the model, so that many small requests cost as one large one. A change waits for
 * the call at hand, and no new one begins before it. A request of several calls ({@link #longRead}) lets others in
 * between, but no change.
 */
final class Lane {
    private static final int JOINED = 256;

    private final Calls calls;
    private final boolean joins;
    private final ReentrantLock lane = new ReentrantLock();
    private final ReentrantReadWriteLock point = new ReentrantReadWriteLock();
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger changesWaiting = new AtomicInteger();
    private volatile boolean asked;

    /** What the lane calls. */
    interface Calls {
        /** Scores queries from the present state. */
        void score(LinkQueries queries, float[] scores);

        /** Where in the stream that state is. */
        long position();
    }

    /**
     * A free lane.
     *
     * @param joins whether requests may be joined
     */
    Lane(Calls calls, boolean joins) {
        this.calls = calls;
        this.joins = joins;
    }

    private static final class Request {
        private final LinkQueries queries;
        private final Thread owner = Thread.currentThread();
        private float[] scores = new float[0];
        private long position;
        private @Nullable Throwable failure;
        private volatile boolean done;

        Request(LinkQueries queries) {
            this.queries = queries;
        }
    }

    /** Scores queries; the thread may serve others meanwhile. */
    Scores score(LinkQueries queries) {
        Request own = new Request(queries);
        noteAsked();
        waiting.add(own);
        boolean interrupted = false;
        while (!own.done) {
            if (changesWaiting.get() == 0 && lane.tryLock()) {
                List<Request> served = List.of();
                try {
                    served = serve();
                } finally {
                    leave();
                    wake(served);
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (own.failure instanceof Error error) {
            throw error;
        }
        if (own.failure instanceof RuntimeException exception) {
            throw exception;
        }
        return new Scores(own.scores, own.position);
    }

    /** Whether somebody asked since this was asked last: then there are readers who need a processor too. */
    boolean hasReaders() {
        boolean has = asked;
        asked = false;
        return has;
    }

    private void noteAsked() {
        if (!asked) {
            asked = true;
        }
    }

    /** Runs a reading action alone. */
    <T> T read(Supplier<T> action) {
        noteAsked();
        lane.lock();
        try {
            return action.get();
        } finally {
            leave();
        }
    }

    /** Runs an action of several {@link #score} calls, all from the same point of the stream. */
    <T> T longRead(Supplier<T> action) {
        point.readLock().lock();
        try {
            return action.get();
        } finally {
            point.readLock().unlock();
        }
    }

    /** Runs a change alone. */
    void change(Runnable change) {
        point.writeLock().lock();
        try {
            changesWaiting.incrementAndGet();
            lane.lock();
            try {
                change.run();
            } finally {
                changesWaiting.decrementAndGet();
                leave();
            }
        } finally {
            point.writeLock().unlock();
        }
    }

    /** Frees the lane; the request that waits longest wakes up, if its thread has parked. */
    private void leave() {
        lane.unlock();
        Request next = waiting.peek();
        if (next != null && !next.done) {
            LockSupport.unpark(next.owner);
        }
    }

    private static void wake(List<Request> served) {
        Thread self = Thread.currentThread();
        for (Request request : served) {
            if (request.owner != self) {
                LockSupport.unpark(request.owner);
            }
        }
    }

    /** Answers who waits; they are done, and still to be woken up. */
    private List<Request> serve() {
        List<Request> served = new ArrayList<>();
        int queries = 0;
        for (Request next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!served.isEmpty() && (!joins || queries + next.queries.size() > JOINED)) {
                break;
            }
            queries += next.queries.size();
            served.add(next);
            waiting.remove();
        }
        if (served.isEmpty()) {
            return served;
        }
        if (served.size() == 1 || !answered(served, queries)) {
            served.forEach(request -> answered(List.of(request), request.queries.size()));
        }
        for (Request request : served) {
            request.done = true;
        }
        return served;
    }

    /** Answers requests by one call; if it fails, the fault is the request's if there is but one. */
    private boolean answered(List<Request> served, int size) {
        float[] scores = new float[size];
        try {
            calls.score(served.size() == 1 ? served.getFirst().queries : join(served, size), scores);
        } catch (RuntimeException | Error e) {
            // Whatever it is, it belongs to who asked: the others wait for an answer.
            if (served.size() == 1) {
                served.getFirst().failure = e;
            }
            return false;
        }
        int at = 0;
        for (Request request : served) {
            int n = request.queries.size();
            request.scores = served.size() == 1 ? scores : Arrays.copyOfRange(scores, at, at + n);
            request.position = calls.position();
            at += n;
        }
        return true;
    }

    private static LinkQueries join(List<Request> served, int size) {
        LinkQueries joined = LinkQueries.of(new int[size], new int[size], new long[size]);
        int at = 0;
        for (Request request : served) {
            LinkQueries queries = request.queries;
            System.arraycopy(queries.source(), 0, joined.source(), at, queries.size());
            System.arraycopy(queries.destination(), 0, joined.destination(), at, queries.size());
            System.arraycopy(queries.time(), 0, joined.time(), at, queries.size());
            at += queries.size();
        }
        return joined;
    }
}
