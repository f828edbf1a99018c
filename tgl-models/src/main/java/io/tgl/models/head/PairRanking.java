package io.tgl.models.head;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;

/**
 * Scores of some rows against many, each the logistic of w . relu(a + b) + c, where the rows a and b are known projections
 * of the ends. Those of the candidates stand in columns, so that a source meets all of them in one pass; the sums are chains
 * in ascending order, as in a product. Letters: S sources, D candidates, N width of a projection.
 */
final class PairRanking {
    private static final int COLUMNS = 8;
    private static final int SOURCES = 4;

    private PairRanking() {}

    /**
     * Ranks.
     *
     * @param left [S, N] projections of sources, bias added
     * @param source row of {@code left} of each query
     * @param right [D, N] projections of candidates
     * @param candidates rows of {@code right} of each query's candidates
     * @param last the map to a logit
     * @param scores receives a score a candidate
     */
    static void rank(
            Tape tape, Tensor left, int[] source, Tensor right, int[][] candidates, Linear last, float[][] scores) {
        int width = right.columns();
        int rows = right.rows();
        float[] columns = tape.scratch(rows * width);
        tape.forRows(width, COLUMNS, (from, to) -> {
            for (int r = 0; r < rows; r++) {
                for (int j = from; j < to; j++) {
                    columns[j * rows + r] = right.data()[r * width + j];
                }
            }
        });
        tape.forRows(source.length, SOURCES, (from, to) -> {
            Kernels kernels = tape.kernels();
            float[] weight = last.weight().data();
            float bias = last.bias().data()[0];
            float[] all = new float[rows];
            for (int q = from; q < to; q++) {
                kernels.hiddenScores(left.data(), source[q] * width, columns, rows, weight, width, rows, all, 0);
                int[] candidate = candidates[q];
                for (int i = 0; i < candidate.length; i++) {
                    scores[q][i] = all[candidate[i]] + bias;
                }
                kernels.sigmoid(scores[q], 0, scores[q], 0, candidate.length);
            }
        });
    }
}
