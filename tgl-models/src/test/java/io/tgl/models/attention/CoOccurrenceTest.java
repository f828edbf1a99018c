package io.tgl.models.attention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.random.NumpyRandomState;
import io.tgl.core.tensor.op.Sequences;
import org.junit.jupiter.api.Test;

/** Counts against counting by hand. */
class CoOccurrenceTest {
    private static final int[] LENGTHS = {1, 7, 12, 3, 9};
    private static final Sequences SEQUENCES = Sequences.ofLengths(LENGTHS, LENGTHS.length);

    private final int[] node = new NumpyRandomState(3).integers(6, SEQUENCES.rows());

    private int count(int value, int sequence) {
        int count = 0;
        for (int r = SEQUENCES.begin(sequence); r < SEQUENCES.begin(sequence + 1); r++) {
            count += node[r] == value ? 1 : 0;
        }
        return count;
    }

    @Test
    void countsWithinAndAcross() {
        CoOccurrence counts = new CoOccurrence(SEQUENCES, node);
        int[] across = new int[SEQUENCES.rows()];
        for (int a = 0; a < SEQUENCES.count(); a++) {
            for (int b = 0; b < SEQUENCES.count(); b++) {
                counts.across(a, b, across);
                for (int r = 0; r < SEQUENCES.length(a); r++) {
                    int row = SEQUENCES.begin(a) + r;
                    assertThat(counts.own(row)).isEqualTo(count(node[row], a));
                    assertThat(across[r]).as(a + " in " + b).isEqualTo(count(node[row], b));
                }
            }
        }
    }
}
