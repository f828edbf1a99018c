package io.tgl.core.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One call of {@link Workers#run}: the counter that hands out its tasks, and what is left of them. */
final class Job {
    /** A job without tasks: what an idle team works on. */
    static final Job NONE = new Job(i -> {}, 0);

    private static final int SPINS_BEFORE_PARK = 2_000;

    private final Workers.Task task;
    private final int count;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile @Nullable Thread waiting;
    private volatile int failedTask = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    Job(Workers.Task task, int count) {
        this.task = task;
        this.count = count;
    }

    boolean hasTasks() {
        return next.get() < count;
    }

    /** Takes and runs tasks until none is left. */
    void work() {
        int done = 0;
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            // Lower numbers always run, so that the failure that is reported does not depend on timing.
            if (i < failedTask) {
                attempt(i);
            }
            done++;
        }
        if (done > 0 && finished.addAndGet(done) == count) {
            Thread caller = waiting;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void attempt(int i) {
        try {
            task.run(i);
        } catch (Throwable t) {
            recordFailure(i, t);
        }
    }

    private synchronized void recordFailure(int i, Throwable t) {
        if (i < failedTask) {
            failure = t;
            failedTask = i;
        }
    }

    /** Returns when every task is finished. */
    void await() {
        for (int spins = 0; finished.get() < count; spins++) {
            if (spins < SPINS_BEFORE_PARK) {
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (finished.get() < count) {
                    LockSupport.park(this);
                }
            }
        }
    }

    synchronized void rethrow() {
        Throwable t = failure;
        if (t != null) {
            throw unchecked(t);
        }
    }

    /** A task declares no checked exception, so what it threw is unchecked, or was thrown behind the compiler's back. */
    private static RuntimeException unchecked(Throwable t) {
        return switch (t) {
            case Error e -> throw e;
            case RuntimeException e -> e;
            default -> new IllegalStateException(t);
        };
    }
}
