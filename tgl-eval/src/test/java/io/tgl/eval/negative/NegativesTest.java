package io.tgl.eval.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.eval.testing.SyntheticStreams;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NegativesTest {
    private static final int SEED = 3;

    /** Five calls on one sampler: the destinations that DyGLib's sampler draws, and the positives' sources. */
    @Test
    @Tag("golden")
    void randomNegativesAreDyglibs() {
        Npz golden = Npz.read(GoldenFiles.find("graph/graph.npz"));
        int[] source = golden.ints("src");
        int[] destination = golden.ints("dst");
        int nodes = 1
                + Math.max(
                        Arrays.stream(source).max().orElseThrow(),
                        Arrays.stream(destination).max().orElseThrow());
        long[] time =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        EventStream stream = EventStream.of(nodes, source, destination, time).build();
        int[] expected = golden.ints("negative_random_seed" + SEED);
        int[] shape = golden.shape("negative_random_seed" + SEED);
        int size = shape[2];
        RandomNegatives sampler = new RandomNegatives(stream, SEED);
        for (int repetition = 0; repetition < 2; repetition++) {
            sampler.reset();
            for (int call = 0; call < shape[0]; call++) {
                int[] drawnSource = new int[size + 1];
                int[] drawn = new int[size + 1];
                EventBatch batch = new EventBatch(stream, call * size, (call + 1) * size);
                sampler.sample(batch, drawnSource, drawn, 1);
                int from = (call * shape[1] + 1) * size;
                assertThat(Arrays.copyOfRange(drawn, 1, size + 1))
                        .as("call " + call)
                        .isEqualTo(Arrays.copyOfRange(expected, from, from + size));
                assertThat(Arrays.copyOfRange(drawnSource, 1, size + 1))
                        .isEqualTo(IntStream.range(0, size).map(batch::source).toArray());
            }
        }
    }

    @Test
    void trainingNegativesDependOnSeedEpochAndBatchAlone() {
        TrainingNegatives negatives = new TrainingNegatives(SyntheticStreams.of(1, 50, 300));
        int[] first = draw(negatives, 5, 2, 7, 200);
        draw(negatives, 5, 2, 8, 33);
        assertThat(draw(negatives, 5, 2, 7, 200)).isEqualTo(first);
        assertThat(draw(negatives, 5, 2, 7, 99)).isEqualTo(Arrays.copyOf(first, 99));
        assertThat(draw(negatives, 6, 2, 7, 200)).isNotEqualTo(first);
        assertThat(draw(negatives, 5, 3, 7, 200)).isNotEqualTo(first);
        assertThat(draw(negatives, 5, 2, 8, 200)).isNotEqualTo(first);
    }

    /** Chi-squared of 20,000 draws over the distinct destinations stays below its 99.99 % quantile (5 degrees: 25.7). */
    @Test
    void trainingNegativesAreUniformOverTheDestinations() {
        int[] destination = {4, 9, 9, 9, 2, 7, 9, 0, 5};
        EventStream stream =
                EventStream.of(10, new int[9], destination, new long[9]).build();
        int[] counts = new int[10];
        for (int drawn : draw(new TrainingNegatives(stream), 0, 1, 0, 20_000)) {
            counts[drawn]++;
        }
        double expected = 20_000 / 6.0;
        double chiSquared = 0;
        for (int node : new int[] {0, 2, 4, 5, 7, 9}) {
            chiSquared += (counts[node] - expected) * (counts[node] - expected) / expected;
        }
        assertThat(chiSquared).isLessThan(25.7);
        assertThat(counts[1] + counts[3] + counts[6] + counts[8]).isZero();
    }

    @Test
    void withoutEventsThereIsNothingToDrawFrom() {
        EventStream empty =
                EventStream.of(1, new int[0], new int[0], new long[0]).build();
        assertThatThrownBy(() -> new TrainingNegatives(empty)).isInstanceOf(InvalidInput.class);
    }

    private static int[] draw(TrainingNegatives negatives, long seed, int epoch, int batch, int size) {
        int[] destination = new int[size];
        negatives.sample(seed, epoch, batch, destination);
        return destination;
    }
}
