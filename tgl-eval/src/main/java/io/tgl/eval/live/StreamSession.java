package io.tgl.eval.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.live.StreamLoop.End;
import io.tgl.eval.live.StreamLoop.Outcome;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveStatus;
import io.tgl.models.live.LiveStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A predictor that serves a place until its stream ends or it is stopped. One thread serves; any other may stop it. */
public final class StreamSession {
    private final LivePredictor live;
    private final Optional<LiveStore> store;
    private final StreamLoop loop;
    private final StreamStatistics statistics;
    private final Consumer<String> report;
    private volatile boolean stopping;
    private volatile @Nullable ServerSocket server;
    private volatile @Nullable String trouble;

    /**
     * A session that has not begun.
     *
     * @param store what keeps the predictor, if anything does
     * @param report told in a line where it waits
     */
    public StreamSession(
            LivePredictor live,
            Optional<LiveStore> store,
            StreamLoop loop,
            StreamStatistics statistics,
            Consumer<String> report) {
        this.live = live;
        this.store = store;
        this.loop = loop;
        this.statistics = statistics;
        this.report = report;
    }

    /**
     * Serves a place: one stream, or, where it waits for senders, one after the other until it is stopped.
     *
     * @param in see {@link StreamPlaces}
     * @param out where answers go; empty for back through the socket, or standard output where there is none
     */
    public Outcome serve(String in, Optional<String> out) throws IOException {
        Outcome outcome;
        if (StreamPlaces.listens(in)) {
            if (out.isPresent()) {
                throw InvalidInput.at("--out", "none: a client gets its answers back", out.get());
            }
            outcome = serveClients(in);
        } else if (StreamPlaces.connects(in)) {
            try (Socket socket = StreamPlaces.connect(in)) {
                outcome = follow(in, socket.getInputStream(), out.isPresent() ? output(out.get()) : answersOf(socket));
            }
        } else {
            String name = in.equals(StreamPlaces.STANDARD) ? "stdin" : in;
            try (InputStream events = StreamPlaces.input(in)) {
                outcome = follow(name, events, output(out.orElse(StreamPlaces.STANDARD)));
            }
        }
        trouble = outcome.reason().isEmpty() ? null : outcome.reason();
        return outcome;
    }

    private static OutputStream output(String place) throws IOException {
        return StreamPlaces.connects(place) ? answersOf(StreamPlaces.connect(place)) : StreamPlaces.output(place);
    }

    private static OutputStream answersOf(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return StreamPlaces.buffered(socket.getOutputStream());
    }

    private Outcome serveClients(String place) throws IOException {
        try (ServerSocket waiting = StreamPlaces.listen(place)) {
            server = waiting;
            report.accept(
                    "waits for senders at " + waiting.getInetAddress().getHostAddress() + ":" + waiting.getLocalPort());
            while (!stopping) {
                Outcome outcome = client(waiting);
                if (outcome.end() == End.LOG_FAILED || outcome.end() == End.STOPPED) {
                    return outcome;
                }
            }
        }
        return new Outcome(End.STOPPED, "stopped");
    }

    private Outcome client(ServerSocket waiting) throws IOException {
        Socket accepted;
        try {
            accepted = waiting.accept();
        } catch (IOException e) {
            if (stopping) {
                return new Outcome(End.STOPPED, "stopped");
            }
            throw e;
        }
        try (accepted) {
            String name = "client " + accepted.getRemoteSocketAddress();
            return follow(name, accepted.getInputStream(), answersOf(accepted));
        } catch (IOException e) {
            return new Outcome(End.READER_GONE, String.valueOf(e.getMessage()));
        }
    }

    private Outcome follow(String name, InputStream events, OutputStream answers) {
        Outcome outcome = loop.follow(name, events, answers);
        try {
            answers.close();
        } catch (IOException e) {
            // Whatever counts was flushed: this is left over from a reader that went away.
            return outcome.end() == End.COMPLETE ? new Outcome(End.READER_GONE, name + ": " + e.getMessage()) : outcome;
        }
        return outcome;
    }

    /** Takes nothing further in; see {@link StreamLoop#stop}. */
    public boolean stop(Duration patience) {
        stopping = true;
        boolean answered = loop.stop(patience);
        ServerSocket waiting = server;
        if (waiting != null) {
            try {
                waiting.close();
            } catch (IOException e) {
                report.accept("cannot close " + waiting + ": " + e.getMessage());
            }
        }
        return answered;
    }

    /** Why no answers are given any more, if so. */
    public Optional<String> trouble() {
        RuntimeException snapshot = store.map(LiveStore::snapshotFailure).orElse(null);
        return Optional.ofNullable(trouble)
                .or(() -> Optional.ofNullable(snapshot).map(e -> "no snapshot could be written: " + e.getMessage()));
    }

    /** The metrics as text. */
    public String metrics() {
        return StreamMetrics.of(statistics.figures(), live.status(), store);
    }

    /** How it goes, in a line. */
    public String progress() {
        StreamStatistics.Figures figures = statistics.figures();
        return String.format(
                Locale.ROOT,
                "%,d events, %,d links, %,.0f events/s, a batch p50 %.2f ms, p99 %.2f ms; position %,d",
                figures.events(),
                figures.links(),
                figures.eventsPerSecond(),
                figures.latencyMillis().getOrDefault("p50", 0.0),
                figures.latencyMillis().getOrDefault("p99", 0.0),
                live.position());
    }

    /** Everything that was counted, for a file. */
    public Map<String, Object> summary(Outcome outcome) {
        StreamStatistics.Figures figures = statistics.figures();
        LiveStatus status = live.status();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("model", live.model());
        summary.put("end", outcome.end().name().toLowerCase(Locale.ROOT));
        summary.put("reason", outcome.reason());
        summary.put("position", status.position());
        summary.put("connections", figures.connections());
        summary.put("brokenConnections", figures.brokenConnections());
        summary.put("batches", figures.batches());
        summary.put("refusedBatches", figures.refusedBatches());
        summary.put("links", figures.links());
        summary.put("events", figures.events());
        summary.put("lateEvents", status.lateEvents());
        summary.put("nodes", status.nodes());
        summary.put("forgottenNodes", status.forgottenNodes());
        summary.put("learningSteps", status.learningSteps());
        summary.put("seconds", figures.seconds());
        summary.put("busySeconds", figures.busySeconds());
        summary.put("eventsPerSecond", figures.eventsPerSecond());
        summary.put("batchLatencyMillis", figures.latencyMillis());
        store.ifPresent(
                kept -> summary.put("snapshotPosition", kept.lastSnapshot().position()));
        return summary;
    }
}
