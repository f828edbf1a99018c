package io.tgl.core.nn;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.WeightedSumOp;
import org.jspecify.annotations.Nullable;

/** How the heads of a graph attention layer become one row a node. */
public enum HeadJoin {
    /** Side by side: H C columns. */
    CONCATENATE,
    /** Their mean: C columns. */
    MEAN;

    /** Joins y [N, H C] and adds the bias. */
    Tensor apply(Tape tape, Tensor y, int heads, @Nullable Tensor bias) {
        Tensor joined = y;
        if (this == MEAN && heads > 1) {
            Tensor rows = y.reshaped(y.rows() * heads, y.columns() / heads);
            joined = WeightedSumOp.apply(tape, rows, WeightedSumOp.Entries.means(Sequences.uniform(y.rows(), heads)));
        }
        return bias == null
                ? joined
                : SumOp.apply(
                        tape,
                        joined.rows(),
                        joined.columns(),
                        SumOp.Term.of(joined, 0),
                        SumOp.Term.everywhere(bias, 0, joined.rows()));
    }
}
