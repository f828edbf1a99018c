package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.walk.CawnConfig.Sampling;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must hold of CAWN beyond parity and what every model must hold: without features, over several chunks. */
class CawnTest {
    private static final int NODES = 29;
    private static final int EVENTS = 400;
    private static final int BATCH = 90;

    private final EventStream stream = stream();

    private static EventStream stream() {
        NumpyRandomState random = new NumpyRandomState(5);
        long[] time = new long[EVENTS];
        int[] gap = random.integers(40, EVENTS);
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + gap[i] / 3;
        }
        return EventStream.of(NODES, random.integers(NODES, EVENTS), random.integers(NODES, EVENTS), time)
                .build();
    }

    private static CawnConfig config(int length, float dropout, boolean mergeDraws) {
        return new CawnConfig(6, 4, 5, 7, length, 5, 2, Sampling.TIME_INTERVAL_AWARE, 1e-3, dropout, 1e-2, mergeDraws);
    }

    private EncodedScorer model(CawnConfig config, Kernels kernels, int threads) {
        Compute compute = new Compute(kernels, Workers.ofThreads(threads));
        EncodedScorer model = Cawn.scorer(config, FeatureTable.absent(NODES), stream.features(), 1.0, 3, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    private EncodedScorer model(CawnConfig config) {
        return model(config, KernelProvider.kernels(), 2);
    }

    private LinkQueries positives(int b) {
        return queries(b * BATCH, (b + 1) * BATCH);
    }

    private LinkQueries queries(int from, int to) {
        return LinkQueries.of(
                Arrays.copyOfRange(stream.sources(), from, to),
                Arrays.copyOfRange(stream.destinations(), from, to),
                Arrays.copyOfRange(stream.times(), from, to));
    }

    private LinkQueries negatives(int b) {
        int[] others = new NumpyRandomState(1000L + b).integers(NODES, BATCH);
        return LinkQueries.of(positives(b).source(), others, positives(b).time());
    }

    private double train(EncodedScorer model, int epoch, int b) {
        EventBatch batch = new EventBatch(stream, b * BATCH, (b + 1) * BATCH);
        return model.trainBatch(positives(b), negatives(b), batch, epoch, b);
    }

    private int[] digest(EncodedScorer model) {
        float[] scores = new float[EVENTS];
        model.score(queries(0, EVENTS), scores);
        int[] bits = new int[EVENTS];
        Arrays.setAll(bits, i -> Float.floatToIntBits(scores[i]));
        return bits;
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true", "2, false"})
    void trainingGivesTheSameBitsOnAnyThreadsAndKernels(int length, boolean mergeDraws) {
        CawnConfig config = config(length, 0.2f, mergeDraws);
        EncodedScorer reference = model(config, KernelProvider.scalar(), 1);
        train(reference, 1, 1);
        train(reference, 1, 2);
        int[] expected = digest(reference);
        for (int threads = 1; threads <= 3; threads++) {
            EncodedScorer other = model(config, KernelProvider.kernels(), threads);
            train(other, 1, 1);
            train(other, 1, 2);
            assertThat(digest(other)).as(threads + " threads").isEqualTo(expected);
        }
    }

    @Test
    void aScoreHasTheSameBitsInAnyChunk() {
        EncodedScorer model = model(config(2, 0f, true));
        int[] all = digest(model);
        for (int from = 0; from < EVENTS; from += 133) {
            float[] scores = new float[EVENTS - from];
            model.score(queries(from, EVENTS), scores);
            for (int i = 0; i < scores.length; i++) {
                assertThat(Float.floatToIntBits(scores[i])).isEqualTo(all[from + i]);
            }
        }
    }

    /** A node meets its next: that the walks of one end visit the other tells a link. */
    @Test
    void learnsThatLinksRepeat() {
        int[] next = Arrays.stream(stream.sources()).map(v -> (v + 1) % NODES).toArray();
        EventStream repeating =
                EventStream.of(NODES, stream.sources(), next, stream.times()).build();
        EncodedScorer model = model(config(1, 0.1f, true));
        model.attach(TemporalAdjacency.of(repeating, Workers.single()));
        double loss = 0;
        for (int epoch = 1; epoch <= 100; epoch++) {
            EventBatch batch = new EventBatch(repeating, 2 * BATCH, 3 * BATCH);
            LinkQueries links = queries(2 * BATCH, 3 * BATCH);
            int[] met = Arrays.copyOfRange(next, 2 * BATCH, 3 * BATCH);
            LinkQueries positives = LinkQueries.of(links.source(), met, links.time());
            loss = model.trainBatch(positives, negatives(2), batch, epoch, 2);
        }
        assertThat(loss).isLessThan(0.4);
    }

    @Test
    void walksAndMasksAreDrawnAnewInEveryEpoch() {
        double first = train(model(config(1, 0f, true)), 1, 1);
        assertThat(train(model(config(1, 0f, true)), 1, 1)).isEqualTo(first);
        assertThat(train(model(config(1, 0f, true)), 2, 1)).as("walks").isNotEqualTo(first);
        assertThat(train(model(config(1, 0.3f, true)), 1, 1)).as("dropout").isNotEqualTo(first);
        assertThat(train(model(config(1, 0f, false)), 1, 1))
                .as("separate walks")
                .isNotEqualTo(first);
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> config(1, 1f, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("dropout");
        assertThatThrownBy(() -> config(8, 0f, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("5^8");
        assertThatThrownBy(() -> Cawn.scorer(
                        config(1, 0f, true),
                        FeatureTable.absent(NODES),
                        FeatureTable.zeros(EVENTS, 9),
                        1.0,
                        0,
                        new Compute(KernelProvider.kernels(), Workers.single())))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("at most 6 a node and 4 an edge");
    }
}
