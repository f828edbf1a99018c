package io.tgl.core.tensor.op;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate, in PyTorch's form and gate order i, f, g, o)
 * over sequences that share prefixes: the sequences are the paths of a {@link Forest} and every shared step is computed
 * once. From zero state at the roots,
 *
 * <pre>
 * i, f, o = sigmoid(x_n + W_hh h_p + b_hh)    g = tanh(x_n + W_hh h_p + b_hh)
 * c_n = f c_p + i g                           h_n = o tanh(c_n)
 * </pre>
 *
 * where p is the node's parent and x_n = W_ih input + b_ih the projected input, given as a sum of {@link Term}s. A step
 * from zero state (the last position of a reversed sequence) is a forest of roots: no recurrent product.
 *
 * <p>Shapes: F nodes, W width; W_hh [4 W, W]; b_hh [1, 4 W]; terms [D, 4 W]; result h [F, W].
 */
public final class LstmOp {
    private static final int GRAIN = 16;

    private LstmOp() {}

    /**
     * Steps numbered level by level: those of level d are levelStart[d] .. levelStart[d + 1] - 1.
     *
     * @param levelStart [levels + 1]
     * @param parent [F] the step before, one level up; not read at level 0
     */
    public record Forest(int[] levelStart, int[] parent) {
        /** n sequences of one step each. */
        public static Forest ofRoots(int n) {
            return new Forest(new int[] {0, n}, new int[0]);
        }

        /** Number of levels. */
        public int levels() {
            return levelStart.length - 1;
        }

        /** F. */
        public int size() {
            return levelStart[levels()];
        }
    }

    /**
     * A part of the projected inputs.
     *
     * @param projected [F, 4 W], or [D, 4 W] with {@code rowOf}
     * @param rowOf null, or for each step the row that it reads; below 0 = zeros
     */
    public record Term(Tensor projected, int @Nullable [] rowOf) {}

    /** h of every step. */
    public static Tensor apply(Tape tape, Forest forest, Tensor hiddenWeight, Tensor hiddenBias, Term... terms) {
        int w = hiddenWeight.columns();
        int size = forest.size();
        Tensor h = tape.result(size, w, true);
        Steps steps = new Steps(
                forest, w, terms, h, tape.scratch(size * 4 * w), tape.scratch(size * w), tape.scratch(size * w));
        for (int d = 0; d < forest.levels(); d++) {
            steps.forward(tape, d, hiddenWeight, hiddenBias);
        }
        tape.record(() -> {
            for (int d = forest.levels() - 1; d >= 0; d--) {
                steps.backward(tape, d, hiddenWeight);
            }
            LinearOp.addColumnSums(tape, steps.gates, size, 4 * w, hiddenBias.accumulator());
            for (Term term : terms) {
                spread(tape, steps.gates, size, 4 * w, term);
            }
        });
        return h;
    }

    private static void spread(Tape tape, float[] gates, int size, int width, Term term) {
        Tensor x = term.projected;
        if (!x.needsGradient()) {
            return;
        }
        int[] rowOf = term.rowOf;
        RowGroups groups = rowOf == null ? null : RowGroups.of(rowOf, size, x.rows());
        float[] target = x.gradient();
        tape.forRows(x.rows(), GRAIN, (from, to) -> {
            for (int j = from; j < to; j++) {
                int first = groups == null ? j : groups.offset()[j];
                int last = groups == null ? j + 1 : groups.offset()[j + 1];
                for (int m = first; m < last; m++) {
                    add(gates, (groups == null ? m : groups.member()[m]) * width, target, j * width, width);
                }
            }
        });
    }

    private static void add(float[] source, int from, float[] target, int at, int length) {
        for (int j = 0; j < length; j++) {
            target[at + j] += source[from + j];
        }
    }

    /**
     * What forward leaves for backward. Activated gates [F, 4 W] become the gradients of their sums; {@code cell} [F, W];
     * {@code squashed} [F, W] = tanh(cell), which becomes the gradient of the cell before.
     */
    private record Steps(Forest forest, int w, Term[] terms, Tensor h, float[] gates, float[] cell, float[] squashed) {
        void forward(Tape tape, int level, Tensor hiddenWeight, Tensor hiddenBias) {
            int first = forest.levelStart[level];
            int above = level == 0 ? 0 : forest.levelStart[level - 1];
            float[] hidden = tape.scratch(level == 0 ? 0 : (first - above) * 4 * w);
            if (level > 0) {
                tape.kernels()
                        .matmul(
                                false,
                                true,
                                first - above,
                                4 * w,
                                w,
                                h.data(),
                                above * w,
                                w,
                                hiddenWeight.data(),
                                0,
                                w,
                                hidden,
                                0,
                                4 * w,
                                false,
                                tape.workers());
            }
            tape.forRows(forest.levelStart[level + 1] - first, GRAIN, (from, to) -> {
                for (int n = first + from; n < first + to; n++) {
                    collect(n, hiddenBias.data());
                    if (level > 0) {
                        add(hidden, (forest.parent[n] - above) * 4 * w, gates, n * 4 * w, 4 * w);
                    }
                    step(tape, n, level > 0);
                }
            });
        }

        private void collect(int n, float[] bias) {
            int at = n * 4 * w;
            System.arraycopy(bias, 0, gates, at, 4 * w);
            for (Term term : terms) {
                int row = term.rowOf == null ? n : term.rowOf[n];
                if (row >= 0) {
                    add(term.projected.data(), row * 4 * w, gates, at, 4 * w);
                }
            }
        }

        private void step(Tape tape, int n, boolean hasParent) {
            int i = n * 4 * w;
            int f = i + w;
            int g = f + w;
            int o = g + w;
            int s = n * w;
            tape.kernels().sigmoid(gates, i, gates, i, hasParent ? 2 * w : w);
            tape.kernels().tanh(gates, g, gates, g, w);
            tape.kernels().sigmoid(gates, o, gates, o, w);
            float[] v = gates;
            float[] c = cell;
            for (int j = 0; j < w; j++) {
                c[s + j] = v[i + j] * v[g + j];
            }
            if (hasParent) {
                int p = forest.parent[n] * w;
                for (int j = 0; j < w; j++) {
                    c[s + j] = Math.fma(v[f + j], c[p + j], c[s + j]);
                }
            }
            tape.kernels().tanh(c, s, squashed, s, w);
            float[] y = h.data();
            float[] t = squashed;
            for (int j = 0; j < w; j++) {
                y[s + j] = v[o + j] * t[s + j];
            }
        }

        void backward(Tape tape, int level, Tensor hiddenWeight) {
            int first = forest.levelStart[level];
            int last = forest.levelStart[level + 1];
            boolean leaves = level == forest.levels() - 1;
            RowGroups children = leaves ? null : childrenOf(first, last, forest.levelStart[level + 2]);
            float[] toHidden = tape.scratch(leaves ? 0 : (last - first) * 4 * w);
            if (children != null) {
                tape.forRows(last - first, GRAIN, (from, to) -> {
                    for (int p = from; p < to; p++) {
                        Arrays.fill(toHidden, p * 4 * w, (p + 1) * 4 * w, 0f);
                        for (int m = children.offset()[p]; m < children.offset()[p + 1]; m++) {
                            add(gates, (last + children.member()[m]) * 4 * w, toHidden, p * 4 * w, 4 * w);
                        }
                    }
                });
                recurrent(tape, first, last - first, toHidden, hiddenWeight);
            }
            tape.forRows(last - first, GRAIN, (from, to) -> {
                float[] carried = new float[w];
                for (int n = first + from; n < first + to; n++) {
                    Arrays.fill(carried, 0f);
                    for (int m = children == null ? 0 : children.offset()[n - first];
                            children != null && m < children.offset()[n - first + 1];
                            m++) {
                        add(squashed, (last + children.member()[m]) * w, carried, 0, w);
                    }
                    stepBack(n, level > 0, carried);
                }
            });
        }

        /** Children, counted from the first of their level, by parent, counted from the first of this one. */
        private RowGroups childrenOf(int first, int last, int end) {
            int[] target = new int[end - last];
            for (int n = 0; n < target.length; n++) {
                target[n] = forest.parent[last + n] - first;
            }
            return RowGroups.of(target, target.length, last - first);
        }

        private void recurrent(Tape tape, int first, int rows, float[] toHidden, Tensor hiddenWeight) {
            tape.kernels()
                    .matmul(
                            true,
                            false,
                            4 * w,
                            w,
                            rows,
                            toHidden,
                            0,
                            4 * w,
                            h.data(),
                            first * w,
                            w,
                            hiddenWeight.accumulator(),
                            0,
                            w,
                            true,
                            tape.workers());
            tape.kernels()
                    .matmul(
                            false,
                            false,
                            rows,
                            w,
                            4 * w,
                            toHidden,
                            0,
                            4 * w,
                            hiddenWeight.data(),
                            0,
                            w,
                            h.gradient(),
                            first * w,
                            w,
                            true,
                            tape.workers());
        }

        private void stepBack(int n, boolean hasParent, float[] carried) {
            int i = n * 4 * w;
            int f = i + w;
            int g = f + w;
            int o = g + w;
            int s = n * w;
            float[] v = gates;
            float[] t = squashed;
            float[] dh = h.gradient();
            for (int j = 0; j < w; j++) {
                float out = v[o + j];
                float th = t[s + j];
                float dc = Math.fma(dh[s + j] * out, 1f - th * th, carried[j]);
                v[o + j] = dh[s + j] * th * out * (1f - out);
                carried[j] = dc;
            }
            if (hasParent) {
                int p = forest.parent[n] * w;
                float[] c = cell;
                for (int j = 0; j < w; j++) {
                    float forget = v[f + j];
                    t[s + j] = carried[j] * forget;
                    v[f + j] = carried[j] * c[p + j] * forget * (1f - forget);
                }
            } else {
                Arrays.fill(v, f, g, 0f);
            }
            for (int j = 0; j < w; j++) {
                float in = v[i + j];
                float candidate = v[g + j];
                v[i + j] = carried[j] * candidate * in * (1f - in);
                v[g + j] = carried[j] * in * (1f - candidate * candidate);
            }
        }
    }
}
