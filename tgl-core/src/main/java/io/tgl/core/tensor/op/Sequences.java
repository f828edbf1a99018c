package io.tgl.core.tensor.op;

/**
 * Sequences of different lengths laid one after another in the rows of a matrix: sequence s is rows offset[s] ..
 * offset[s + 1] - 1. Nothing is padded.
 *
 * @param offset S + 1 ascending rows, the first of them 0
 */
public record Sequences(int[] offset) {
    /** Sequences of these lengths. */
    public static Sequences ofLengths(int[] length, int count) {
        int[] offset = new int[count + 1];
        for (int s = 0; s < count; s++) {
            offset[s + 1] = Math.addExact(offset[s], length[s]);
        }
        return new Sequences(offset);
    }

    /** {@code count} sequences of one length. */
    public static Sequences uniform(int count, int length) {
        int[] offset = new int[count + 1];
        for (int s = 0; s <= count; s++) {
            offset[s] = Math.multiplyExact(s, length);
        }
        return new Sequences(offset);
    }

    /** Number of sequences S. */
    public int count() {
        return offset.length - 1;
    }

    /** Rows in all. */
    public int rows() {
        return offset[offset.length - 1];
    }

    /** First row of a sequence. */
    public int begin(int sequence) {
        return offset[sequence];
    }

    /** Rows of a sequence. */
    public int length(int sequence) {
        return offset[sequence + 1] - offset[sequence];
    }

    /** These sequences in another order, with repetitions: result sequence i is sequence {@code which[i]}. */
    public Sequences select(int[] which) {
        int[] chosen = new int[which.length];
        for (int i = 0; i < which.length; i++) {
            chosen[i] = length(which[i]);
        }
        return ofLengths(chosen, which.length);
    }

    /** The rows that {@link #select} lays one after another: entry r is the row here of result row r. */
    public int[] selectRows(int[] which) {
        int[] rows = new int[select(which).rows()];
        int at = 0;
        for (int s : which) {
            for (int r = offset[s]; r < offset[s + 1]; r++) {
                rows[at++] = r;
            }
        }
        return rows;
    }
}
