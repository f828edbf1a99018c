package io.tgl.models.walk;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.QueryIndex;

/**
 * What TPNet's walk matrices say of pairs (a, b): the inner products of their stacks. Of the (2 k + 2)^2 products of the
 * joined stacks a quarter hangs on a alone, a quarter on b alone, and the others are each other's transposes, so that the
 * distinct ones are computed once a node and once a pair. Each is log(1 + max(0, product)).
 *
 * <p>Letters: D distinct nodes, q = k + 1 rows of a stack.
 */
final class WalkRelations {
    private static final int GRAIN = 64;

    private final WalkMatrices matrices;
    private final QueryIndex nodes;
    private final int q;
    private final float[] stacks;

    /**
     * Reads the stacks of these nodes; times beside them are not looked at.
     *
     * @param hops k
     */
    WalkRelations(Tape tape, WalkMatrices matrices, QueryIndex nodes, int hops) {
        this.matrices = matrices;
        this.nodes = nodes;
        this.q = hops + 1;
        this.stacks = tape.scratch(Math.multiplyExact(nodes.size(), matrices.stack()));
        tape.forRows(nodes.size(), GRAIN, (from, to) -> {
            for (int n = from; n < to; n++) {
                matrices.copyStack(nodes.nodes()[n], stacks, n * matrices.stack());
            }
        });
    }

    /** Products of each node's stack with itself, [D, q q]. */
    Tensor ofNodes(Tape tape) {
        int n = nodes.size();
        float[] products = tape.scratch(n * q * q);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                multiply(tape, i, i, products, i * q * q);
            }
            logarithm(tape, products, from, to);
        });
        return Tensor.constant(products, n, q * q);
    }

    /**
     * Products of a's rows (outer) with b's, [pairs, q q].
     *
     * @param pairs numbers of a as nodes, of b as times
     */
    Tensor ofPairs(Tape tape, QueryIndex pairs) {
        int n = pairs.size();
        float[] products = tape.scratch(n * q * q);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int p = from; p < to; p++) {
                multiply(tape, pairs.nodes()[p], (int) pairs.times()[p], products, p * q * q);
            }
            logarithm(tape, products, from, to);
        });
        return Tensor.constant(products, n, q * q);
    }

    private void multiply(Tape tape, int a, int b, float[] target, int at) {
        int width = matrices.width();
        for (int i = 0; i < q; i++) {
            for (int j = 0; j < q; j++) {
                target[at + i * q + j] = tape.kernels()
                        .dot(stacks, a * matrices.stack() + i * width, stacks, b * matrices.stack() + j * width, width);
            }
        }
    }

    private void logarithm(Tape tape, float[] products, int from, int to) {
        int first = from * q * q;
        int length = (to - from) * q * q;
        for (int i = first; i < first + length; i++) {
            products[i] = 1f + Math.max(products[i], 0f);
        }
        tape.kernels().log(products, first, products, first, length);
    }

    /**
     * Which column of [a with a ; b with b ; a with b] each of the (2 q)^2 row-major products of the joined stacks is.
     */
    static int[] columns(int hops) {
        int q = hops + 1;
        int[] column = new int[4 * q * q];
        for (int r = 0; r < 2 * q; r++) {
            for (int c = 0; c < 2 * q; c++) {
                boolean first = r < q;
                int block = first == c < q ? first ? 0 : 1 : 2;
                int outer = block == 2 && !first ? c : r % q;
                int inner = block == 2 && !first ? r - q : c % q;
                column[r * 2 * q + c] = block * q * q + outer * q + inner;
            }
        }
        return column;
    }
}
