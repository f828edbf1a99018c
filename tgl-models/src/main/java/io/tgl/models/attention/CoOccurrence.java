package io.tgl.models.attention;

import io.tgl.core.tensor.op.Sequences;
import java.util.Arrays;

/**
 * How often the node at each position of a sequence stands in that sequence and in another one (Yu et al. 2023, section
 * 4.2), by sorted runs: a sequence is sorted once, a pair of sequences is one merge.
 */
final class CoOccurrence {
    private final Sequences sequences;
    private final int[] runBegin;
    private final int[] runNode;
    private final int[] runLength;
    /** Run of each position. */
    private final int[] runOf;

    private final int[] other;

    /**
     * Counts within each sequence.
     *
     * @param node [rows] the node at each position
     */
    CoOccurrence(Sequences sequences, int[] node) {
        int rows = sequences.rows();
        this.sequences = sequences;
        this.runBegin = new int[sequences.count() + 1];
        this.runNode = new int[rows];
        this.runLength = new int[rows];
        this.runOf = new int[rows];
        this.other = new int[rows];
        long[] keys = new long[rows];
        for (int r = 0; r < rows; r++) {
            keys[r] = (long) node[r] << Integer.SIZE | r;
        }
        for (int s = 0; s < sequences.count(); s++) {
            Arrays.sort(keys, sequences.begin(s), sequences.begin(s + 1));
            runBegin[s + 1] = runs(keys, sequences.begin(s), sequences.begin(s + 1), runBegin[s]);
        }
    }

    private int runs(long[] keys, int from, int to, int firstRun) {
        int run = firstRun - 1;
        for (int i = from; i < to; i++) {
            int node = (int) (keys[i] >> Integer.SIZE);
            if (run < firstRun || runNode[run] != node) {
                runNode[++run] = node;
            }
            runLength[run]++;
            runOf[(int) keys[i]] = run;
        }
        return run + 1;
    }

    /** Times that the node at a position stands in its own sequence. */
    int own(int row) {
        return runLength[runOf[row]];
    }

    /** Counts how often each position's node of sequence a stands in b: into {@code counts[0 .. length(a) - 1]}. */
    void across(int a, int b, int[] counts) {
        int j = runBegin[b];
        for (int i = runBegin[a]; i < runBegin[a + 1]; i++) {
            while (j < runBegin[b + 1] && runNode[j] < runNode[i]) {
                j++;
            }
            other[i] = j < runBegin[b + 1] && runNode[j] == runNode[i] ? runLength[j] : 0;
        }
        int begin = sequences.begin(a);
        for (int r = 0; r < sequences.length(a); r++) {
            counts[r] = other[runOf[begin + r]];
        }
    }
}
