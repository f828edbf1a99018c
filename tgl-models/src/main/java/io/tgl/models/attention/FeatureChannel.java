package io.tgl.models.attention;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.nn.Linear;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Feature rows through a linear map, as one channel of tokens. A token covers P consecutive positions (a patch; P = 1:
 * one position). Each distinct row is projected once; absent features are zeros, of which only the bias is left, one
 * row for all tokens.
 */
final class FeatureChannel {
    private FeatureChannel() {}

    /**
     * The channel of each token [tokens, C], or one row [1, C] for all.
     *
     * @param map [C, P * declared width]
     * @param id [tokens * P] row of the table at each position, below 0 for zeros
     */
    static Tensor project(Tape tape, FeatureTable table, Linear map, int[] id, int tokens, int patch) {
        if (table.isAbsent()) {
            return map.bias();
        }
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[][] rowOf = new int[patch][tokens];
        for (int i = 0; i < tokens * patch; i++) {
            rowOf[i % patch][i / patch] = distinct.add(Math.max(id[i], -1), 0);
        }
        int width = table.width();
        float[] raw = tape.scratch(distinct.size() * width);
        for (int r = 0; r < distinct.size(); r++) {
            table.copyRow(distinct.nodes()[r], raw, r * width);
        }
        Tensor rows = Tensor.constant(raw, distinct.size(), width);
        Part[] parts = new Part[patch];
        Arrays.setAll(parts, p -> new Part(rows, p * (map.weight().columns() / patch), rowOf[p]));
        return LinearOp.apply(tape, tokens, map.weight(), map.bias(), Activation.NONE, parts);
    }

    /**
     * A channel as a term of n tokens.
     *
     * @param column of the tokens, where the channel begins
     * @param rowOf null, or the row of the channel that each token reads, unless there is one row for all
     */
    static Term term(Tensor channel, int column, int @Nullable [] rowOf, int n) {
        return channel.rows() == 1 ? Term.everywhere(channel, column, n) : new Term(channel, column, rowOf);
    }
}
