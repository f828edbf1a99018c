package io.tgl.eval.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.TimeQuantile;
import io.tgl.core.random.PythonRandom;
import io.tgl.eval.testing.SyntheticStreams;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
    @Property(tries = 200)
    void theThreePartsFollowTheDefinitionAndTiesStayTogether(
            @ForAll long seed, @ForAll @IntRange(min = 40, max = 200) int size) {
        PythonRandom random = new PythonRandom(seed & Long.MAX_VALUE);
        long[] time = LongStream.generate(() -> random.below(100))
                .limit(size)
                .sorted()
                .toArray();
        ChronologicalSplit split = ChronologicalSplit.of(stream(time));
        for (int i = 0; i < size; i++) {
            assertThat(i < split.validationStart()).isEqualTo(time[i] <= split.validationTime());
            assertThat(i < split.testStart()).isEqualTo(time[i] <= split.testTime());
        }
        assertThat(split.training().size()
                        + split.validation().size()
                        + split.test().size())
                .isEqualTo(size);
    }

    /** Values of numpy.quantile. */
    @Test
    void quantilesAreNumpys() {
        long[] time = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2049};
        assertThat(TimeQuantile.of(time, time.length, 0.70)).isEqualTo(217.5999999999999);
        assertThat(TimeQuantile.of(time, time.length, 0.85)).isEqualTo(691.1999999999998);
        assertThat(TimeQuantile.of(stream(time), 1 - 0.15)).isEqualTo(691.1999999999998);
        assertThat(TimeQuantile.of(time, time.length, 1)).isEqualTo(2049);
        assertThat(TimeQuantile.of(new long[] {5}, 1, 0.3)).isEqualTo(5);
    }

    @Test
    void aStreamThatCannotBeCutIsRefused() {
        assertThatThrownBy(() -> ChronologicalSplit.of(stream(new long[50])))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("events in all three parts");
        assertThatThrownBy(() -> ChronologicalSplit.of(stream(new long[0]))).isInstanceOf(InvalidInput.class);
    }

    @Property(tries = 50)
    void heldOutNodesNeverTrainAndNewNodesNeverTrained(@ForAll long seed) {
        EventStream stream = SyntheticStreams.of(seed, 60, 400);
        ChronologicalSplit split = ChronologicalSplit.of(stream);
        HeldOutNodes heldOut = HeldOutNodes.draw(split);
        BitSet nodes = new BitSet();
        for (int i = 0; i < stream.size(); i++) {
            nodes.set(stream.source(i));
            nodes.set(stream.destination(i));
        }
        assertThat(heldOut.heldOut().cardinality()).isEqualTo(nodes.cardinality() / 10);
        boolean[] trained = new boolean[60];
        for (int row : heldOut.training()) {
            assertThat(row).isLessThan(split.validationStart());
            assertThat(heldOut.heldOut().get(stream.source(row))).isFalse();
            assertThat(heldOut.heldOut().get(stream.destination(row))).isFalse();
            trained[stream.source(row)] = true;
            trained[stream.destination(row)] = true;
        }
        assertThat(heldOut.seenInTraining()).isEqualTo(trained);
        EventBatch test = split.test();
        int[] newRows = heldOut.newNodeRows(test);
        for (int row = test.from(); row < test.to(); row++) {
            boolean isNew = !trained[stream.source(row)] || !trained[stream.destination(row)];
            assertThat(Arrays.binarySearch(newRows, row) >= 0).isEqualTo(isNew);
        }
    }

    private static EventStream stream(long[] time) {
        return EventStream.of(1, new int[time.length], new int[time.length], time)
                .build();
    }
}
