package io.tgl.models.walk;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.walk.NatConfig.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of {@link Nat}, under the released names. Letters: N node width, F own width, f cached width, P code
 * width, H heads.
 *
 * @param time shared by all that is read
 * @param first of the head, [N + 2 F, N + 2 F]
 * @param second of the head, [1, N + 2 F]
 * @param poolBias [1, N]
 * @param selfMap W_s
 * @param neighborMap W_n
 * @param selfCell GRU_s
 * @param neighborCell GRU_n
 * @param position embedding of the distance codes, [64, P]
 * @param projection of a joint row, [H N, N + f + P]
 * @param attention [1, H N], or null where the pooling has none
 */
record NatLayers(
        TimeEncoding time,
        Tensor position,
        Linear first,
        Linear second,
        Tensor poolBias,
        Tensor projection,
        @Nullable Tensor attention,
        Tensor selfMap,
        Tensor neighborMap,
        RecurrentCell selfCell,
        RecurrentCell neighborCell) {
    static NatLayers create(NatConfig c, Parameters p, Initializers init) {
        int message = c.selfWidth() + c.edgeWidth() + c.timeWidth();
        int joint = c.nodeWidth() + c.neighborWidth() + c.positionWidth();
        int out = c.heads() * c.nodeWidth();
        int head = c.nodeWidth() + 2 * c.selfWidth();
        int codes = JointNeighborhoods.CODES;
        String table = "trainable_embedding.weight";
        String pool = "gat.gat_net.0.";
        return new NatLayers(
                new TimeEncoding(
                        p.add("time_encoder.basis_freq", Initializers.timeLadder(c.timeWidth()), c.timeWidth(), 1),
                        p.add("time_encoder.phase", new float[c.timeWidth()], 1, c.timeWidth())),
                p.add(table, init.normal(table, codes * c.positionWidth(), 1), codes, c.positionWidth()),
                headLayer(p, init, "out_layer.fc1", head, head),
                headLayer(p, init, "out_layer.fc2", head, 1),
                p.add(pool + "bias", new float[c.nodeWidth()], 1, c.nodeWidth()),
                xavier(p, init, pool + "linear_proj.weight", joint, out),
                c.pooling() == Pooling.SUM
                        ? null
                        : p.add(
                                pool + "scoring_fn_source",
                                init.uniform(pool + "scoring_fn_source", out, Math.sqrt(6.0 / (out + c.nodeWidth()))),
                                1,
                                out),
                Linear.weightOnly(p, init, "self_rep_linear", message, c.selfWidth()),
                Linear.weightOnly(p, init, "ngh_rep_linear", message, c.neighborWidth()),
                RecurrentCell.create(
                        p, init, "self_aggregator.gru", RecurrentCell.Kind.GRU, c.selfWidth(), c.selfWidth()),
                RecurrentCell.create(
                        p, init, "ngh_aggregator.gru", RecurrentCell.Kind.GRU, c.neighborWidth(), c.neighborWidth()));
    }

    /** Xavier-normal weight, bias as of any linear map. */
    private static Linear headLayer(Parameters p, Initializers init, String name, int in, int out) {
        String weight = name + ".weight";
        String bias = name + ".bias";
        return new Linear(
                p.add(weight, init.normal(weight, in * out, Math.sqrt(2.0 / (in + out))), out, in),
                p.add(bias, init.linear(bias, out, in), 1, out));
    }

    private static Tensor xavier(Parameters p, Initializers init, String name, int in, int out) {
        return p.add(name, init.uniform(name, in * out, Math.sqrt(6.0 / (in + out))), out, in);
    }
}
