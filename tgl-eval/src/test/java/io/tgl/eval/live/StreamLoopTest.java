package io.tgl.eval.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.NodeIndex;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.eval.live.StreamLoop.End;
import io.tgl.eval.live.StreamLoop.Format;
import io.tgl.eval.live.StreamLoop.Outcome;
import io.tgl.eval.testing.ArrowClient;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import io.tgl.models.wire.WireLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may go wrong with a stream, and what comes of it: the table of docs/live.md. */
@Timeout(60)
class StreamLoopTest {
    private static final long[] ONE = {1};
    private static final long[] TWO = {2};

    private final List<String> reports = new ArrayList<>();
    private final StreamStatistics statistics = new StreamStatistics();

    private static LivePredictor live(LiveSettings settings) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        Map<String, String> small = Map.of("node-width", "8", "edge-width", "4", "time-width", "4");
        return new LivePredictor(
                (nodes, edges) -> ModelRegistry.create("jodie", new ModelContext(nodes, edges, 1.0, 0, small, compute)),
                settings,
                NodeIndex.identity(0));
    }

    private StreamLoop loop(LivePredictor live, Format format, boolean passOver) {
        return new StreamLoop(live, WireLimits.USUAL, format, passOver, statistics, reports::add);
    }

    private Outcome follow(LivePredictor live, boolean passOver, byte[] bytes, OutputStream out) {
        return loop(live, Format.ARROW, passOver).follow("feed", new ByteArrayInputStream(bytes), out);
    }

    private static byte[] good(int batches) throws IOException {
        return ArrowClient.stream(client -> {
            for (int b = 0; b < batches; b++) {
                client.send(new long[] {1, 2}, new long[] {2, 3}, new long[] {10 * b, 10 * b + 5});
            }
        });
    }

    @Test
    void aWholeStreamIsAnsweredBatchByBatch() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LivePredictor live = live(LiveSettings.USUAL);
        assertThat(follow(live, false, good(3), out).end()).isEqualTo(End.COMPLETE);
        List<ArrowClient.Scores> answers = ArrowClient.answers(out.toByteArray());
        assertThat(answers).hasSize(3);
        assertThat(answers.get(2).position()).containsExactly(4, 4);
        assertThat(live.position()).isEqualTo(6);
        assertThat(statistics.figures().events()).isEqualTo(6);
        assertThat(statistics.figures().latencyMillis().get("p99")).isPositive();
        assertThat(reports).isEmpty();
    }

    @Test
    void aBadRowStopsTheStreamOrIsPassedOverAndIsNeverHalfTakenIn() throws IOException {
        byte[] bytes = ArrowClient.stream(client -> client.send(ONE, TWO, new long[] {10})
                .sendWithout(1, new long[] {1, 1}, new long[] {2, 2}, new long[] {11, 12})
                .send(ONE, TWO, new long[] {13}));
        String reason = "feed, batch 1, row 1, column dst: expected a value, found null";
        LivePredictor stopped = live(LiveSettings.USUAL);
        assertThat(follow(stopped, false, bytes, new ByteArrayOutputStream()))
                .isEqualTo(new Outcome(End.REFUSED, reason));
        assertThat(stopped.position()).isEqualTo(1);
        assertThat(reports).containsExactly(reason);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LivePredictor skipping = live(LiveSettings.USUAL);
        assertThat(follow(skipping, true, bytes, out).end()).isEqualTo(End.COMPLETE);
        assertThat(skipping.position()).isEqualTo(2);
        assertThat(ArrowClient.answers(out.toByteArray()))
                .extracting(scores -> scores.score().length)
                .containsExactly(1, 0, 1);
        assertThat(reports).last().isEqualTo("passed over: " + reason);
        assertThat(statistics.figures().refusedBatches()).isEqualTo(2);
    }

    @Test
    void aRefusedBatchIsALineOfJson() throws IOException {
        byte[] bytes = ArrowClient.stream(
                client -> client.send(ONE, TWO, new long[] {10}).send(ONE, TWO, new long[] {9}));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        loop(live(LiveSettings.USUAL), Format.JSONL, true).follow("feed", new ByteArrayInputStream(bytes), out);
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines[0])
                .startsWith("{\"src\":1,\"dst\":2,\"time\":10,\"score\":")
                .endsWith(",\"position\":0}");
        assertThat(lines[1])
                .isEqualTo(
                        "{\"refused\":\"feed, batch 1, row 0, column time: expected times in ascending order, at least"
                                + " 10, found 9\",\"position\":1}");
    }

    @Test
    void aClockThatGoesBackIsRefusedClampedOrAdmittedAsDeclared() throws IOException {
        byte[] bytes = ArrowClient.stream(
                client -> client.send(ONE, TWO, new long[] {10}).send(ONE, TWO, new long[] {9}));
        for (Late late : Late.values()) {
            LivePredictor live = live(LiveSettings.USUAL.withLate(late));
            End end = follow(live, false, bytes, new ByteArrayOutputStream()).end();
            assertThat(end).isEqualTo(late == Late.REFUSE ? End.REFUSED : End.COMPLETE);
            assertThat(live.position()).isEqualTo(late == Late.REFUSE ? 1 : 2);
            assertThat(live.status().lateEvents()).isEqualTo(late == Late.REFUSE ? 0 : 1);
            assertThat(live.status().latestTime()).isEqualTo(10);
        }
    }

    @Test
    void aSenderThatHangsUpInMidBatchLosesThatBatchOnly() throws IOException {
        byte[] whole = good(3);
        byte[] two = ArrowClient.stream(client -> {
            client.send(new long[] {1, 2}, new long[] {2, 3}, new long[] {0, 5});
            client.send(new long[] {1, 2}, new long[] {2, 3}, new long[] {10, 15});
        });
        int endMarker = 8;
        int batch = whole.length - two.length;
        for (int cut = 1; cut < batch; cut += 7) {
            LivePredictor live = live(LiveSettings.USUAL);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = Arrays.copyOf(whole, two.length - endMarker + cut);
            assertThat(follow(live, true, part, out).end()).as("cut at " + cut).isEqualTo(End.BROKEN_OFF);
            assertThat(live.position()).isEqualTo(4);
            assertThat(ArrowClient.answers(out.toByteArray())).hasSize(2);
        }
    }

    @Test
    void anotherSchemaInMidStreamEndsIt() throws IOException {
        byte[] first = good(1);
        byte[] withoutEnd = Arrays.copyOf(first, first.length - 8);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(withoutEnd);
        both.writeBytes(good(1));
        LivePredictor live = live(LiveSettings.USUAL);
        Outcome outcome = follow(live, true, both.toByteArray(), new ByteArrayOutputStream());
        assertThat(outcome.end()).isEqualTo(End.BROKEN_OFF);
        assertThat(outcome.reason()).contains("one schema from the first batch to the end");
        assertThat(live.position()).isEqualTo(2);
    }

    @Test
    void whatIsNoArrowAtAllIsNamed() {
        Outcome outcome = follow(
                live(LiveSettings.USUAL),
                true,
                "src,dst,time\n1,2,3\n".getBytes(StandardCharsets.UTF_8),
                new ByteArrayOutputStream());
        assertThat(outcome.end()).isEqualTo(End.BROKEN_OFF);
        assertThat(outcome.reason()).startsWith("feed: expected Arrow IPC messages");
    }

    /** An output that takes so many bytes and then fails, as a full disk or a closed pipe does. */
    private static final class Ending extends OutputStream {
        private int left;

        Ending(int bytes) {
            left = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException("no space left");
            }
        }
    }

    @Test
    void answersThatDoNotArriveAreNamedWithThePosition() throws IOException {
        ByteArrayOutputStream counted = new ByteArrayOutputStream();
        follow(live(LiveSettings.USUAL), false, good(1), counted);
        LivePredictor live = live(LiveSettings.USUAL);
        Outcome outcome = follow(live, false, good(3), new Ending(counted.size()));
        assertThat(outcome.end()).isEqualTo(End.READER_GONE);
        assertThat(outcome.reason())
                .contains("no space left", "2 events up to position 4 were taken in without their answers arriving");
        assertThat(live.position()).isEqualTo(4);
        assertThat(follow(live, false, good(1), new Ending(3)).end()).isEqualTo(End.READER_GONE);
        assertThat(live.position()).isEqualTo(4);
    }

    @Test
    void aSlowReaderMakesTheSenderWaitAndMemoryStaysBounded() throws Exception {
        byte[] bytes = good(200);
        LivePredictor live = live(LiveSettings.USUAL);
        PipedInputStream answers = new PipedInputStream(2048);
        PipedOutputStream out = new PipedOutputStream(answers);
        CompletableFuture<Outcome> following = CompletableFuture.supplyAsync(
                () -> loop(live, Format.ARROW, false).follow("feed", new ByteArrayInputStream(bytes), out));
        long seen = settled(live);
        assertThat(seen).isBetween(2L, 40L);
        try (ArrowClient.Answers reader = new ArrowClient.Answers(answers)) {
            for (int b = 0; b < 200; b++) {
                assertThat(reader.next().position()[0]).isEqualTo(2L * b);
            }
            assertThat(reader.next()).isNull();
        }
        assertThat(following.get(30, TimeUnit.SECONDS).end()).isEqualTo(End.COMPLETE);
        assertThat(live.position()).isEqualTo(400);
    }

    /** The position at which a stream has come to rest. */
    private static long settled(LivePredictor live) throws InterruptedException {
        long before = -1;
        for (int same = 0; same < 5; same = live.position() == before && before > 0 ? same + 1 : 0) {
            before = live.position();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return live.position();
    }

    @Test
    void stoppingEndsTheAnswersProperlyAndTakesNothingMoreIn() throws Exception {
        LivePredictor live = live(LiveSettings.USUAL);
        StreamLoop loop = loop(live, Format.ARROW, false);
        PipedInputStream in = new PipedInputStream(1 << 16);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PipedOutputStream sender = new PipedOutputStream(in);
                ArrowClient client = new ArrowClient(sender)) {
            CompletableFuture<Outcome> following = CompletableFuture.supplyAsync(() -> loop.follow("feed", in, out));
            client.send(ONE, TWO, new long[] {10});
            assertThat(settled(live)).isEqualTo(1);
            assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
            client.send(ONE, TWO, new long[] {11});
            assertThat(following.get(30, TimeUnit.SECONDS).end()).isEqualTo(End.STOPPED);
        }
        assertThat(live.position()).isEqualTo(1);
        assertThat(ArrowClient.answers(out.toByteArray())).hasSize(1);
    }

    @Test
    void anOperatorSeesHealthAndMetrics() throws Exception {
        LivePredictor live = live(LiveSettings.USUAL);
        StreamLoop loop = loop(live, Format.ARROW, false);
        StreamSession session = new StreamSession(live, Optional.empty(), loop, statistics, reports::add);
        follow(live, false, good(2), OutputStream.nullOutputStream());
        try (HealthServer server = new HealthServer(0, session::trouble, session::metrics);
                HttpClient browser = HttpClient.newHttpClient()) {
            assertThat(get(browser, server, "/health").body()).isEqualTo("ok\n");
            String metrics = get(browser, server, "/metrics").body();
            assertThat(metrics)
                    .contains("# TYPE tgl_stream_position counter\ntgl_stream_position 4\n")
                    .contains("tgl_stream_batch_seconds{quantile=\"0.99\"} ")
                    .contains("tgl_stream_batch_seconds_count 2\n")
                    .contains("tgl_stream_heap_used_bytes ");
            assertThat(metrics.lines()).allMatch(line -> line.matches("#.*|[a-z_]+(\\{[a-z]+=\"[^\"]+\"})? [-0-9.]+"));
            assertThat(get(browser, server, "/other").statusCode()).isEqualTo(404);
        }
        try (HealthServer server = new HealthServer(0, () -> Optional.of("disk full"), () -> "");
                HttpClient browser = HttpClient.newHttpClient()) {
            assertThat(get(browser, server, "/health").statusCode()).isEqualTo(503);
        }
    }

    private static HttpResponse<String> get(HttpClient browser, HealthServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void readingFailsLikeABrokenStream() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        Outcome outcome = loop(live(LiveSettings.USUAL), Format.ARROW, false)
                .follow("feed", failing, OutputStream.nullOutputStream());
        assertThat(outcome.end()).isEqualTo(End.BROKEN_OFF);
        assertThat(outcome.reason()).contains("connection reset");
    }
}
