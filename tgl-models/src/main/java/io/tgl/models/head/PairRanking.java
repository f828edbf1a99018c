package io.tgl.models.head;

import io.tgl.core.kernel.Kernels;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.List;

/**
 * Scores of some rows against many, each the logistic of w . relu(a + b) + c, where the rows a and b are known projections
 * of the ends. Those of the candidates stand in columns, so that a source meets all of them in one pass; the sums are chains
 * in ascending order, as in a product. Letters: S sources, D candidates, N width of a projection.
 */
public final class PairRanking {
    private static final int COLUMNS = 8;
    private static final int SOURCES = 4;

    private PairRanking() {}

    /**
     * Queries that rank the same candidates.
     *
     * @param source row among the sources' projections of each query
     * @param firstRow the first row of these candidates among all candidates' projections
     * @param rows number of them
     * @param candidates each query's candidates, counted from that row
     * @param scores receives a score a candidate
     */
    public record Group(int[] source, int firstRow, int rows, int[][] candidates, float[][] scores) {}

    /** Runs a piece of work over rows in blocks. */
    private interface Split {
        void over(int rows, int grain, Tape.Rows work);
    }

    /**
     * Ranks: several groups side by side, or one on all threads.
     *
     * @param left [S, N] projections of sources, bias added
     * @param right [D, N] projections of candidates
     * @param last the map to a logit
     */
    static void rank(Tape tape, Tensor left, Tensor right, Linear last, List<Group> groups) {
        if (groups.size() == 1) {
            rank(tape::forRows, tape.kernels(), left, right, last, groups.getFirst());
            return;
        }
        Split inOneGo = (rows, grain, work) -> work.run(0, rows);
        tape.forRows(groups.size(), 1, (from, to) -> {
            for (int g = from; g < to; g++) {
                rank(inOneGo, tape.kernels(), left, right, last, groups.get(g));
            }
        });
    }

    private static void rank(Split split, Kernels kernels, Tensor left, Tensor right, Linear last, Group group) {
        int width = right.columns();
        int rows = group.rows;
        float[] columns = new float[rows * width];
        split.over(width, COLUMNS, (from, to) -> {
            for (int start = from; start < to; start += COLUMNS) {
                transpose(
                        right.data(),
                        group.firstRow * width,
                        rows,
                        width,
                        start,
                        Math.min(to, start + COLUMNS),
                        columns);
            }
        });
        split.over(group.source.length, SOURCES, (from, to) -> {
            float[] weight = last.weight().data();
            float bias = last.bias().data()[0];
            float[] all = new float[rows];
            for (int q = from; q < to; q++) {
                kernels.hiddenScores(left.data(), group.source[q] * width, columns, rows, weight, width, rows, all, 0);
                int[] candidate = group.candidates[q];
                float[] scores = group.scores[q];
                for (int i = 0; i < candidate.length; i++) {
                    scores[i] = all[candidate[i]] + bias;
                }
                kernels.sigmoid(scores, 0, scores, 0, candidate.length);
            }
        });
    }

    private static void transpose(float[] x, int offset, int rows, int width, int from, int to, float[] columns) {
        for (int r = 0; r < rows; r++) {
            for (int j = from; j < to; j++) {
                columns[j * rows + r] = x[offset + r * width + j];
            }
        }
    }
}
