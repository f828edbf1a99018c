package io.tgl.core.kernel;

/**
 * Rows of a matrix with weights, as sparse products read them: term i is entry e = entry[i], whose weight for head h is
 * weight[e stride + h] and whose row is row[e] of x.
 *
 * @param entry the terms' entries
 * @param weight weights of all entries
 * @param stride distance of two entries' weights
 * @param row row of x of each entry
 * @param x a matrix
 * @param ld distance of two rows of x
 */
public record WeightedRows(int[] entry, float[] weight, int stride, int[] row, float[] x, int ld) {
    /** The entries 0 .. count - 1 in order. */
    public static int[] inOrder(int count) {
        int[] entry = new int[count];
        for (int i = 0; i < count; i++) {
            entry[i] = i;
        }
        return entry;
    }
}
