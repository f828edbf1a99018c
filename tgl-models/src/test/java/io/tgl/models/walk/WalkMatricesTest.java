package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.Sampling;
import io.tgl.models.walk.TpNetConfig.Matrices;
import io.tgl.models.walk.TpNetConfig.Pads;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WalkMatricesTest {
    private static final int NODES = 6;
    private static final double DECAY = 0.01;

    private static WalkMatrices matrices(Matrices kind, int width) {
        TpNetConfig config =
                new TpNetConfig(4, 0, 4, 2, 3, 1, kind, 1, 0, DECAY, Pads.COUNTED, Sampling.RECENT, 0f, 0.1);
        return new WalkMatrices(NODES, width, config, 1.0, 1, new Compute(KernelProvider.kernels(), Workers.single()));
    }

    /** Walks counted by hand: one step is an event, two are an event and an earlier one (of another batch) at its end. */
    @Test
    void anEntryIsTheWeightOfAllWalksBackInTime() {
        NumpyRandomState random = new NumpyRandomState(2);
        int n = 40;
        int[] source = random.integers(NODES, n);
        int[] destination = random.integers(NODES, n);
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            time[i] = 5L * i;
        }
        EventStream stream = EventStream.of(NODES, source, destination, time).build();
        WalkMatrices walks = matrices(Matrices.EXACT, NODES + 1);
        for (int i = 0; i < n; i++) {
            walks.observe(new EventBatch(stream, i, i + 1));
        }
        double[][] one = new double[NODES][NODES];
        double[][] two = new double[NODES][NODES];
        for (int i = 0; i < n; i++) {
            step(one, two, source, destination, time, i);
        }
        float[] first = walks.matrix(1);
        float[] second = walks.matrix(2);
        for (int u = 0; u < NODES; u++) {
            for (int w = 0; w < NODES; w++) {
                int at = (u + 1) * (NODES + 1) + w + 1;
                assertThat((double) first[at]).isCloseTo(one[u][w], Offset.offset(1e-5));
                assertThat((double) second[at]).isCloseTo(two[u][w], Offset.offset(1e-4));
            }
        }
    }

    private static void step(double[][] one, double[][] two, int[] source, int[] destination, long[] time, int i) {
        long now = time[time.length - 1];
        double weight = StrictMath.exp(-DECAY * (now - time[i]));
        one[source[i]][destination[i]] += weight;
        one[destination[i]][source[i]] += weight;
        for (int j = 0; j < i; j++) {
            double both = weight * StrictMath.exp(-DECAY * (now - time[j]));
            int[][] ends = {{source[i], destination[i]}, {destination[i], source[i]}};
            for (int[] end : ends) {
                two[end[0]][destination[j]] += source[j] == end[1] ? both : 0;
                two[end[0]][source[j]] += destination[j] == end[1] ? both : 0;
            }
        }
    }

    @Test
    void everyEpochHasProjectionsOfItsOwnUntilTheFirstEvent() {
        WalkMatrices walks = matrices(Matrices.PROJECTED, 5);
        walks.enter(1);
        float[] first = walks.matrix(0);
        walks.reset();
        walks.enter(2);
        assertThat(walks.matrix(0)).isNotEqualTo(first);
        walks.reset();
        walks.enter(1);
        assertThat(walks.matrix(0)).isEqualTo(first);
        EventStream stream = EventStream.of(NODES, new int[] {1}, new int[] {2}, new long[] {3})
                .build();
        walks.observe(new EventBatch(stream, 0, 1));
        walks.enter(2);
        assertThat(walks.matrix(0)).isEqualTo(first);
    }

    /** Each distinct product of the joined stacks has its column, the transposed ones the same. */
    @Test
    void productsThatAreEqualShareAColumn() {
        int[] column = WalkRelations.columns(1);
        assertThat(column).hasSize(16);
        Set<Integer> distinct = new HashSet<>();
        for (int c : column) {
            distinct.add(c);
        }
        assertThat(distinct).hasSize(12);
        for (int r = 0; r < 2; r++) {
            for (int c = 2; c < 4; c++) {
                assertThat(column[r * 4 + c]).isEqualTo(column[c * 4 + r]);
            }
        }
    }
}
