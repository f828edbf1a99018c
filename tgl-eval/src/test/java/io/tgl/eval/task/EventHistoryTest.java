package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import org.junit.jupiter.api.Test;

class EventHistoryTest {
    private final EventStream events = EventStream.of(
                    4, new int[] {0, 0, 0, 1}, new int[] {2, 2, 3, 2}, new long[] {1, 5, 5, 9})
            .build();

    @Test
    void countsOnlyWhatIsStrictlyEarlier() {
        FeatureTable counts = EventHistory.counts(events);
        assertThat(row(counts, 0)).containsExactly(0, 0, 0);
        assertThat(row(counts, 1)).containsExactly(log(1), log(1), log(1));
        assertThat(row(counts, 2)).containsExactly(log(1), 0, 0);
        assertThat(row(counts, 3)).containsExactly(0, log(2), 0);
    }

    @Test
    void signsAreAveragedOverTheEarlierOnes() {
        FeatureTable signs = EventHistory.meanSigns(events, new boolean[] {true, false, true, true});
        assertThat(row(signs, 0)).containsExactly(0, 0);
        assertThat(row(signs, 1)).containsExactly(1, 1);
        assertThat(row(signs, 2)).containsExactly(1, 0);
        assertThat(row(signs, 3)).containsExactly(0, 0);
    }

    private static float log(int count) {
        return (float) StrictMath.log1p(count);
    }

    private static float[] row(FeatureTable table, int i) {
        float[] row = new float[table.width()];
        table.copyRow(i, row, 0);
        return row;
    }
}
