package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.SmallWorld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Readers beside the writer: every answer has the bits of a predictor that stands still at the answer's position. With
 * assertions on, memory rows carry checksums that every read checks.
 */
class ConcurrencyTest {
    private static final int READERS = 4;
    private static final int PIECE = 3;
    private static final int ROUNDS = 12;

    @ParameterizedTest
    @CsvSource({"tgn, false", "tgn, true", "jodie, false", "dyrep, false", "tgat, false", "edgebank, false"})
    @Timeout(60)
    void everyAnswerIsThatOfOnePoint(String name, boolean learning) throws Exception {
        LiveWorld world = new LiveWorld(name);
        LiveSettings settings = LiveWorld.SETTINGS.withHistory(new Ring(40, Forgotten.REFUSE));
        settings = learning ? settings.withLearning(new Learning(48, 1)) : settings;
        LinkQueries queries = queries();
        float[][] expected = expected(world, settings, queries);
        AtomicLong answers = new AtomicLong();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                LivePredictor live = world.fresh(settings);
                AtomicBoolean ended = new AtomicBoolean();
                List<CompletableFuture<Void>> reading = new ArrayList<>();
                for (int r = 0; r < READERS; r++) {
                    int first = r;
                    reading.add(CompletableFuture.runAsync(
                            () -> read(live, queries, expected, first, ended, answers), readers));
                }
                for (int b = 0; b < LiveWorld.BATCHES; b++) {
                    if (b % 3 == 2) {
                        live.foresee(events(world, b));
                    } else {
                        live.observe(events(world, b));
                    }
                    LockSupport.parkNanos(20_000);
                }
                ended.set(true);
                for (CompletableFuture<Void> reader : reading) {
                    reader.get(30, TimeUnit.SECONDS);
                }
            }
        } finally {
            readers.shutdownNow();
        }
        assertThat(answers.get()).isGreaterThan(READERS * ROUNDS);
    }

    private static ArrivingEvents events(LiveWorld world, int b) {
        return ArrivingEvents.of(world.batch(b), NodeIndex.identity(SmallWorld.NODES));
    }

    private static LinkQueries queries() {
        int n = 60;
        LinkQueries queries = LinkQueries.of(new int[n], new int[n], new long[n]);
        for (int i = 0; i < n; i++) {
            queries.source()[i] = 7 * i % SmallWorld.NODES;
            queries.destination()[i] = (3 * i + 1) % SmallWorld.NODES;
            queries.time()[i] = 100_000 + i % 2;
        }
        return queries;
    }

    private static float[][] expected(LiveWorld world, LiveSettings settings, LinkQueries queries) {
        LivePredictor still = world.fresh(settings);
        float[][] expected = new float[LiveWorld.BATCHES + 1][];
        expected[0] = still.score(queries).score();
        for (int b = 0; b < LiveWorld.BATCHES; b++) {
            still.observe(events(world, b));
            expected[b + 1] = still.score(queries).score();
        }
        return expected;
    }

    private static void read(
            LivePredictor live,
            LinkQueries all,
            float[][] expected,
            int first,
            AtomicBoolean ended,
            AtomicLong answers) {
        int at = first * PIECE;
        long before = 0;
        boolean once = false;
        while (!ended.get() || !once) {
            int from = at % (all.size() - PIECE);
            int to = from + (at % 2 == 0 ? 1 : PIECE);
            Scores scores = live.score(LinkQueries.of(
                    Arrays.copyOfRange(all.source(), from, to),
                    Arrays.copyOfRange(all.destination(), from, to),
                    Arrays.copyOfRange(all.time(), from, to)));
            float[] right = Arrays.copyOfRange(expected[(int) (scores.position() / SmallWorld.BATCH)], from, to);
            assertThat(scores.score()).as("at position " + scores.position()).containsExactly(right);
            assertThat(scores.position()).isGreaterThanOrEqualTo(before);
            before = scores.position();
            at += 5;
            once = true;
            answers.incrementAndGet();
        }
    }
}
