package io.tgl.eval.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.wire.AnswerWriter;
import io.tgl.models.wire.Answers;
import io.tgl.models.wire.ArrowAnswerWriter;
import io.tgl.models.wire.JsonAnswerWriter;
import io.tgl.models.wire.WireExchange;
import io.tgl.models.wire.WireLimits;
import io.tgl.models.wire.WireReader;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers streams, one after the other: each record batch is scored, then taken in, then its answers go out, before the
 * next one is read. So one batch is in memory at a time, and who reads slowly makes the sender wait. An answer
 * acknowledges its events. Streams are followed by one thread; any other may stop it.
 */
public final class StreamLoop {
    private final LivePredictor live;
    private final WireLimits limits;
    private final Format format;
    private final boolean passOverRefused;
    private final StreamStatistics statistics;
    private final Consumer<String> report;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean stopping;
    private @Nullable AnswerWriter open;

    /** How answers are written. */
    public enum Format {
        /** An Arrow IPC stream. */
        ARROW,
        /** JSON lines. */
        JSONL
    }

    /** How a stream ended. */
    public enum End {
        /** Its sender ended it. */
        COMPLETE,
        /** This process was asked to stop. */
        STOPPED,
        /** A batch was refused. */
        REFUSED,
        /** The bytes broke off, were damaged or brought another schema. */
        BROKEN_OFF,
        /** Nobody reads the answers any more, or there is no room for them. */
        READER_GONE,
        /** A batch could not be logged: it was not taken in, and no other one can be. */
        LOG_FAILED
    }

    /**
     * How a stream ended.
     *
     * @param reason why, if not as it should
     */
    public record Outcome(End end, String reason) {}

    /**
     * A loop that has not followed anything yet.
     *
     * @param passOverRefused whether a stream goes on behind a batch that was refused
     * @param report told in a line of everything that goes wrong
     */
    public StreamLoop(
            LivePredictor live,
            WireLimits limits,
            Format format,
            boolean passOverRefused,
            StreamStatistics statistics,
            Consumer<String> report) {
        this.live = live;
        this.limits = limits;
        this.format = format;
        this.passOverRefused = passOverRefused;
        this.statistics = statistics;
        this.report = report;
    }

    /**
     * Follows a stream to its end and closes its input; the output is flushed and stays open.
     *
     * @param name what messages call it
     */
    public Outcome follow(String name, InputStream in, OutputStream out) {
        statistics.connected();
        Outcome outcome = answered(name, in, out);
        if (outcome.end != End.COMPLETE && outcome.end != End.STOPPED) {
            statistics.broken();
            report.accept(outcome.reason);
        }
        return outcome;
    }

    private Outcome answered(String name, InputStream in, OutputStream out) {
        try (AnswerWriter writer = writer(out)) {
            open(writer);
            try (WireReader reader = new WireReader(in, name, limits)) {
                return batches(reader, writer);
            } catch (InvalidInput e) {
                return new Outcome(End.BROKEN_OFF, String.valueOf(e.getMessage()));
            } finally {
                open(null);
            }
        } catch (UncheckedIOException e) {
            return new Outcome(End.READER_GONE, name + ": " + e.getMessage());
        }
    }

    private AnswerWriter writer(OutputStream out) {
        return format == Format.JSONL
                ? new JsonAnswerWriter(out)
                : new ArrowAnswerWriter(
                        out,
                        live.hasTextIds(),
                        Map.of("tgl.model", live.model(), "tgl.position", Long.toString(live.position())));
    }

    private void open(@Nullable AnswerWriter writer) {
        turn.lock();
        try {
            open = writer;
        } finally {
            turn.unlock();
        }
    }

    private Outcome batches(WireReader reader, AnswerWriter writer) {
        while (true) {
            Optional<WireReader.Undecoded> next = reader.next();
            long arrived = System.nanoTime();
            turn.lock();
            try {
                if (stopping) {
                    return new Outcome(End.STOPPED, "stopped");
                }
                if (next.isEmpty()) {
                    writer.end();
                    return new Outcome(End.COMPLETE, "");
                }
                Optional<Outcome> end = answer(next.get(), writer, arrived);
                if (end.isPresent()) {
                    return end.get();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    /** Answers a batch; what ends the stream, if anything does. */
    private Optional<Outcome> answer(WireReader.Undecoded batch, AnswerWriter writer, long arrived) {
        Answers answers;
        try {
            answers = WireExchange.answer(live, batch.decode());
        } catch (InvalidInput e) {
            String reason = String.valueOf(e.getMessage());
            statistics.refused();
            writer.refuse(reason, live.position());
            if (!passOverRefused) {
                return Optional.of(new Outcome(End.REFUSED, reason));
            }
            report.accept("passed over: " + reason);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(new Outcome(End.LOG_FAILED, String.valueOf(e.getMessage())));
        }
        try {
            writer.write(answers);
        } catch (UncheckedIOException e) {
            String lost = answers.observed() + " events up to position " + live.position()
                    + " were taken in without their answers arriving";
            return Optional.of(new Outcome(End.READER_GONE, e.getMessage() + "; " + lost));
        }
        statistics.answered(answers.size(), answers.observed(), arrived, System.nanoTime());
        return Optional.empty();
    }

    /**
     * Takes no further batch in. Waits for the one that is being answered, and ends the stream of answers properly; a
     * reader that does not read is not waited for longer than this.
     *
     * @return whether the answers to everything that was taken in have left
     */
    public boolean stop(Duration patience) {
        boolean mine;
        try {
            mine = turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (!mine) {
            return false;
        }
        try {
            stopping = true;
            if (open != null) {
                open.end();
            }
            return true;
        } catch (UncheckedIOException e) {
            return true;
        } finally {
            turn.unlock();
        }
    }
}
