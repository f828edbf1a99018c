package io.tgl.core.nn;

import io.tgl.core.kernel.PreparedFactor;
import io.tgl.core.tensor.Tape;
import java.util.Arrays;

/**
 * What a {@link FoldedAttention} computes of nodes alone, kept row by row for as long as the node's row of the layer below
 * and the weights stay: whoever keeps it knows which rows count. Letters as there; C rows.
 *
 * <p>Shapes: h [C, N] rows of the layer below; value [C, H W] node parts of values; anchor [C, H P + N] the query in the
 * space of neighbor rows and the merge layer's part.
 */
public final class FoldedNodes {
    /** Rows of a block: whole tiles of the products. */
    private static final int GRAIN = 56;
    /** Rows that are projected before the next are gathered. */
    private static final int TOGETHER = 64 * GRAIN;

    final int inputWidth;
    final int valueWidth;
    final int anchorWidth;
    private int rows;
    private float[] h = new float[0];
    private float[] value = new float[0];
    private float[] anchor = new float[0];

    FoldedNodes(int inputWidth, int valueWidth, int anchorWidth) {
        this.inputWidth = inputWidth;
        this.valueWidth = valueWidth;
        this.anchorWidth = anchorWidth;
    }

    /** Floats a row. */
    public int rowSize() {
        return inputWidth + valueWidth + anchorWidth;
    }

    /** Makes room for some rows, at least half as many again as before; what is there stays. */
    public void reserve(int wanted) {
        if (wanted > rows) {
            rows = (int)
                    Math.min(Math.max(wanted, rows * 3L / 2), Integer.MAX_VALUE / Math.max(valueWidth, anchorWidth));
            rows = Math.max(wanted, rows);
            h = Arrays.copyOf(h, Math.multiplyExact(rows, inputWidth));
            value = Arrays.copyOf(value, Math.multiplyExact(rows, valueWidth));
            anchor = Arrays.copyOf(anchor, Math.multiplyExact(rows, anchorWidth));
        }
    }

    /** Lets go of all rows. */
    public void release() {
        rows = 0;
        h = new float[0];
        value = new float[0];
        anchor = new float[0];
    }

    /** Rows that there is room for. */
    public int rows() {
        return rows;
    }

    /** The rows of the layer below themselves; another array after {@link #reserve}. */
    public float[] h() {
        return h;
    }

    float[] value() {
        return value;
    }

    float[] anchor() {
        return anchor;
    }

    /** target[row[i]] = h[row[i]] factor + constant, n rows. */
    void project(Tape tape, int[] row, int n, PreparedFactor factor, float[] constant, float[] target, int width) {
        float[] x = tape.scratch(Math.min(n, TOGETHER) * inputWidth);
        float[] y = tape.scratch(Math.min(n, TOGETHER) * width);
        for (int first = 0; first < n; first += TOGETHER) {
            int begin = first;
            tape.forRows(Math.min(n - begin, TOGETHER), GRAIN, (from, to) -> {
                for (int i = from; i < to; i++) {
                    System.arraycopy(h, row[begin + i] * inputWidth, x, i * inputWidth, inputWidth);
                }
                factor.multiply(to - from, x, from * inputWidth, inputWidth, y, from * width, width);
                for (int i = from; i < to; i++) {
                    for (int j = 0; j < constant.length; j++) {
                        y[i * width + j] += constant[j];
                    }
                    System.arraycopy(y, i * width, target, row[begin + i] * width, width);
                }
            });
        }
    }
}
