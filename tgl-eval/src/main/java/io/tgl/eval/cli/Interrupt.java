package io.tgl.eval.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or a termination signal) while a command works: the work is asked to stop at its next safe place and to save
 * what can be resumed; the JVM waits for that. The exit code is then the signal's own, 130 for Ctrl-C.
 */
final class Interrupt {
    private static final long PATIENCE_SECONDS = 60;
    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static volatile boolean watching;
    private static volatile boolean requested;

    private Interrupt() {}

    /** From now on a signal asks the work to stop instead of ending the JVM at once. */
    static synchronized void watch() {
        if (!watching) {
            watching = true;
            Runtime.getRuntime().addShutdownHook(new Thread(Interrupt::stop, "tgl-interrupt"));
        }
    }

    /** Whether the work should stop. */
    static boolean requested() {
        return requested;
    }

    /** The command is done, whichever way it ended. */
    static void finished() {
        FINISHED.countDown();
    }

    private static void stop() {
        if (FINISHED.getCount() == 0) {
            return;
        }
        requested = true;
        try {
            FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
