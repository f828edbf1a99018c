package io.tgl.flight;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightStream;

/**
 * One put or exchange, served by one thread. Knows whether its client has hung up and whether the service wants to end,
 * and takes care that neither touches a batch in hand: on hanging up, Flight frees the batch, so what reads it does so
 * {@linkplain #reading under a lock} that {@link #hangUp} waits for; the service interrupts only a thread that waits for
 * the client, since an interrupt at another moment closes the event log.
 */
final class OpenStream implements AutoCloseable {
    private final OpenStreams all;
    private final Thread thread = Thread.currentThread();
    private final Object lock = new Object();
    private boolean waiting;
    private boolean hungUp;
    private boolean draining;

    OpenStream(OpenStreams all) {
        this.all = all;
    }

    /** Waits for the client's next batch; false at the end of its stream or when the service wants to end. */
    boolean next(FlightStream in) {
        return waiting(in::next);
    }

    private boolean waiting(BooleanSupplier step) {
        synchronized (lock) {
            if (draining) {
                return false;
            }
            waiting = true;
        }
        try {
            return step.getAsBoolean();
        } catch (RuntimeException e) {
            if (draining()) {
                return false;
            }
            throw hasHungUp() ? Failure.hungUp() : e;
        } finally {
            synchronized (lock) {
                waiting = false;
                // One that came too late is not meant for what follows.
                Thread.interrupted();
            }
        }
    }

    /** Reads the batch in hand. */
    <T> T reading(Supplier<T> reading) {
        synchronized (lock) {
            if (hungUp) {
                throw Failure.hungUp();
            }
            return reading.get();
        }
    }

    /** Waits until the client has read enough of its answers; false if it does not in time. */
    boolean awaitReady(BooleanSupplier ready, long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        synchronized (lock) {
            for (long left = milliseconds; !ready.getAsBoolean(); left = (end - System.nanoTime()) / 1_000_000) {
                if (hungUp) {
                    throw Failure.hungUp();
                }
                if (left <= 0 || draining) {
                    return false;
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
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

    /** The client has gone; when this returns, nobody reads its batch. */
    void hangUp() {
        synchronized (lock) {
            hungUp = true;
            lock.notifyAll();
        }
    }

    boolean hasHungUp() {
        synchronized (lock) {
            return hungUp;
        }
    }

    /** End after the batch in hand. */
    void drain() {
        synchronized (lock) {
            draining = true;
            lock.notifyAll();
            if (waiting) {
                thread.interrupt();
            }
        }
    }

    boolean draining() {
        synchronized (lock) {
            return draining;
        }
    }

    @Override
    public void close() {
        all.ended(this);
    }
}
