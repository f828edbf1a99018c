package io.tgl.models.head;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.PairSumOp;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.List;

/**
 * logit = W_2 relu(W_1 [z_u ; z_v] + b_1) + b_2 (DyGLib's merge layer). Both halves of W_1 are applied to distinct rows
 * and added a pair; the bias belongs to the source's.
 *
 * <p>Letters: n queries, D distinct embeddings, N their width. Shapes: z [D, N]; logits [n, 1].
 */
public final class LinkHead {
    private final Linear first;
    private final Linear second;
    private final int width;

    /** Adds "PREFIX.fc1" and "PREFIX.fc2". */
    public LinkHead(Parameters parameters, Initializers init, String prefix, int width) {
        this.width = width;
        this.first = Linear.create(parameters, init, prefix + ".fc1", 2 * width, width);
        this.second = Linear.create(parameters, init, prefix + ".fc2", width, 1);
    }

    /** N. */
    public int width() {
        return width;
    }

    /** Logits of pairs (z[source[i]], z[destination[i]]). */
    public Tensor logits(Tape tape, Tensor z, int[] source, int[] destination, int n) {
        Distinct left = Distinct.of(source, n);
        Distinct right = Distinct.of(destination, n);
        return logits(tape, left(tape, z, left.rows), left.number, right(tape, z, right.rows), right.number, n);
    }

    /**
     * Logits of pairs of projected rows.
     *
     * @param left rows after the first map's left half, with its bias
     * @param right rows after its right half
     */
    public Tensor logits(Tape tape, Tensor left, int[] source, Tensor right, int[] destination, int n) {
        Tensor hidden = PairSumOp.apply(tape, left, source, right, destination, n);
        return LinearOp.apply(tape, n, second.weight(), second.bias(), Activation.NONE, Part.of(hidden, 0));
    }

    /**
     * Scores, the logistic of logits, of some rows against many, with the bits that {@link #logits} leads to.
     *
     * @param source row of z of each query
     * @param candidates rows of z of each query's candidates
     * @param scores receives a score a candidate
     */
    public void rank(Tape tape, Tensor z, int[] source, int[][] candidates, float[][] scores) {
        Distinct sources = Distinct.of(source, source.length);
        int[] flat = Arrays.stream(candidates).flatMapToInt(Arrays::stream).toArray();
        Distinct others = Distinct.of(flat, flat.length);
        int[][] columns = new int[candidates.length][];
        for (int q = 0, at = 0; q < columns.length; at += candidates[q].length, q++) {
            columns[q] = Arrays.copyOfRange(others.number, at, at + candidates[q].length);
        }
        Tensor left = left(tape, z, sources.rows);
        Tensor right = right(tape, z, others.rows);
        rank(tape, left, right, List.of(new PairRanking.Group(sources.number, 0, right.rows(), columns, scores)));
    }

    /** Scores of projected rows, as {@link #logits(Tape, Tensor, int[], Tensor, int[], int)} takes them. */
    public void rank(Tape tape, Tensor left, Tensor right, List<PairRanking.Group> groups) {
        PairRanking.rank(tape, left, right, second, groups);
    }

    /** The first map, [N, 2 N] and [N]. */
    public Linear first() {
        return first;
    }

    private Tensor left(Tape tape, Tensor z, int[] rows) {
        Part part = Part.of(GatherOp.apply(tape, z, rows, rows.length), 0);
        return LinearOp.apply(tape, rows.length, first.weight(), first.bias(), Activation.NONE, part);
    }

    private Tensor right(Tape tape, Tensor z, int[] rows) {
        Part part = Part.of(GatherOp.apply(tape, z, rows, rows.length), width);
        return LinearOp.apply(tape, rows.length, first.weight(), null, Activation.NONE, part);
    }

    /** Distinct rows in order of appearance, and which of them each entry is. */
    private record Distinct(int[] rows, int[] number) {
        static Distinct of(int[] row, int n) {
            QueryIndex index = new QueryIndex();
            index.clear();
            int[] number = new int[n];
            for (int i = 0; i < n; i++) {
                number[i] = index.add(row[i], 0);
            }
            return new Distinct(Arrays.copyOf(index.nodes(), index.size()), number);
        }
    }
}
