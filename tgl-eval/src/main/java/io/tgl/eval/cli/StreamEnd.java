package io.tgl.eval.cli;

import io.tgl.eval.live.StreamLoop.End;
import io.tgl.eval.live.StreamLoop.Outcome;
import io.tgl.eval.live.StreamSession;
import io.tgl.models.live.LiveStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The end of a stream, however it comes: by itself, by an error, by SIGTERM or Ctrl-C. It comes once: a snapshot, the
 * counters, the exit code. A signal is a proper end, with exit code 0.
 */
final class StreamEnd {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_SECONDS = 300;

    private final StreamSession session;
    private final Optional<LiveStore> store;
    private final Consumer<String> report;
    private final Consumer<Map<String, Object>> summary;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    StreamEnd(
            StreamSession session,
            Optional<LiveStore> store,
            Consumer<String> report,
            Consumer<Map<String, Object>> summary) {
        this.session = session;
        this.store = store;
        this.report = report;
        this.summary = summary;
    }

    /** What serves. */
    @FunctionalInterface
    interface Serving {
        Outcome serve() throws IOException;
    }

    /** From now on a signal ends the stream properly. */
    void onSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "tgl-stream-end"));
    }

    private void signalled() {
        if (begun.compareAndSet(false, true)) {
            if (!session.stop(PATIENCE)) {
                report.accept("the last answers were not read");
            }
            Runtime.getRuntime().halt(finish(new Outcome(End.STOPPED, "stopped")));
        }
        await();
    }

    private void await() {
        try {
            if (!done.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                report.accept("the end takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves; where that fails with an exception, the store is let go. */
    Outcome guarded(Serving serving) throws IOException {
        try {
            return serving.serve();
        } catch (IOException | RuntimeException e) {
            if (begun.compareAndSet(false, true)) {
                try {
                    store.ifPresent(LiveStore::closeWithoutSnapshot);
                } finally {
                    done.countDown();
                }
            } else {
                await();
            }
            throw e;
        }
    }

    /** The end by itself; the exit code. */
    int conclude(Outcome outcome) {
        if (begun.compareAndSet(false, true)) {
            return finish(outcome);
        }
        await();
        return ExitCode.OK;
    }

    private int finish(Outcome outcome) {
        boolean proper = StreamCommand.isProper(outcome);
        try {
            store.ifPresent(LiveStore::close);
        } catch (RuntimeException e) {
            proper = false;
            report.accept("the log has everything, but no snapshot could be written: " + e.getMessage());
        }
        try {
            summary.accept(session.summary(outcome));
        } finally {
            done.countDown();
        }
        return proper ? ExitCode.OK : ExitCode.FAILED;
    }
}
