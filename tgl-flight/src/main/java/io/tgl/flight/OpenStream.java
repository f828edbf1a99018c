package io.tgl.flight;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightStream;

/**
 * One put or exchange, served by one thread. That thread waits for its client in here, and nowhere else; only while it
 * waits is it ever interrupted, because an interrupt at another moment would close the event log. Flight frees an
 * exchange's batch as soon as its client hangs up: {@link #hangUp} holds it back until the serving thread has done with it.
 */
final class OpenStream implements AutoCloseable {
    private final OpenStreams all;
    private final Thread thread = Thread.currentThread();
    private final Object lock = new Object();
    private boolean waiting;
    private boolean hungUp;
    private boolean draining;
    private boolean late;
    private boolean ended;

    OpenStream(OpenStreams all) {
        this.all = all;
    }

    /** Waits for the client's next batch; false at the end of its stream or when the service wants to end. */
    boolean next(FlightStream in) {
        return waiting(in::next, false);
    }

    /** Waits for the name of what the client wants; one that never says it, is cut off. */
    FlightDescriptor descriptor(FlightStream in, Duration patience, Executor threads) {
        Executor delayed = CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, threads);
        boolean[] known = new boolean[1];
        delayed.execute(() -> {
            synchronized (lock) {
                if (!known[0]) {
                    late = true;
                    interruptWaiting();
                }
            }
        });
        FlightDescriptor none = FlightDescriptor.path();
        FlightDescriptor found = waiting(in::getDescriptor, none);
        synchronized (lock) {
            known[0] = true;
        }
        return found;
    }

    private <T> T waiting(Supplier<T> step, T nothing) {
        synchronized (lock) {
            if (hungUp) {
                throw Failure.hungUp();
            }
            if (draining) {
                return nothing;
            }
            waiting = true;
        }
        try {
            return step.get();
        } catch (RuntimeException e) {
            synchronized (lock) {
                if (hungUp) {
                    throw Failure.hungUp();
                }
                if (draining) {
                    return nothing;
                }
                throw late ? Failure.slow("descriptor: expected one with the first message, found none") : e;
            }
        } finally {
            synchronized (lock) {
                waiting = false;
                // One that came too late is not meant for what follows.
                Thread.interrupted();
            }
        }
    }

    private void interruptWaiting() {
        if (waiting) {
            thread.interrupt();
        }
    }

    /** Waits until the client has read enough of its answers; false if it does not in time or the service wants to end. */
    boolean awaitReady(BooleanSupplier ready, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            for (long left = patience.toMillis(); !ready.getAsBoolean(); left = (end - System.nanoTime()) / 1_000_000) {
                if (hungUp) {
                    throw Failure.hungUp();
                }
                if (left <= 0 || draining) {
                    return false;
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts a thread that waits for a reader", e);
                }
            }
            return true;
        }
    }

    /** The client can take more answers. */
    void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** The client has gone. Returns when the serving thread has done with what it sent. */
    void hangUp() {
        synchronized (lock) {
            hungUp = true;
            lock.notifyAll();
            interruptWaiting();
            while (!ended && Thread.currentThread() != thread) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** End after the batch in hand. */
    void drain() {
        synchronized (lock) {
            draining = true;
            lock.notifyAll();
            interruptWaiting();
        }
    }

    boolean draining() {
        synchronized (lock) {
            return draining;
        }
    }

    /** The serving thread has done with the stream. */
    @Override
    public void close() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
        all.ended(this);
    }
}
