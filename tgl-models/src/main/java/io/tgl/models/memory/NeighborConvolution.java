package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.HeadProjectionOp;
import io.tgl.core.tensor.op.HeadProjectionOp.Channels;
import io.tgl.core.tensor.op.JoinColumnsOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.ResidualOp;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The graph transformer convolution (Shi et al., "Masked Label Prediction", IJCAI 2021, as in PyTorch Geometric) from the
 * last K neighbors to a node. Edge attribute e = [phi(last_j - t) ; m] of the event (j, i, t, m): last_j is when the
 * neighbor's memory was updated, which may be after t. Per head, with d = D / H,
 *
 * <pre>
 *   score_j = (W_q x_i + b_q) . (W_k x_j + b_k + W_e e_j) / sqrt(d),  a = softmax(score),
 *   z_i = sum_j a_j (W_v x_j + b_v + W_e e_j)  +  W_s x_i + b_s.
 * </pre>
 *
 * <p>A node without neighbors is left with its last two terms. No query time enters: a node has one embedding until the
 * next batch. Neighbor rows [x_j ; 1 ; m ; phi] are read once and never projected; the 1 makes the biases columns.
 *
 * <p>Letters: N memory width, E feature width, T time width, D embedding width, H heads, n nodes asked.
 */
final class NeighborConvolution {
    private final int heads;
    private final FeatureTable features;
    private final TimeEncoding time;
    private final Linear key;
    private final Linear query;
    private final Linear value;
    private final Tensor edge;
    private final Linear skip;

    /**
     * Adds the parameters.
     *
     * @param prefix e.g. "gnn.conv"
     * @param width N
     * @param embeddingWidth D, a multiple of the heads
     */
    NeighborConvolution(
            Parameters parameters,
            Initializers init,
            String prefix,
            int width,
            int embeddingWidth,
            int heads,
            FeatureTable features,
            TimeEncoding time) {
        this.heads = heads;
        this.features = features;
        this.time = time;
        this.key = Linear.create(parameters, init, prefix + ".lin_key", width, embeddingWidth);
        this.query = Linear.create(parameters, init, prefix + ".lin_query", width, embeddingWidth);
        this.value = Linear.create(parameters, init, prefix + ".lin_value", width, embeddingWidth);
        this.edge = Linear.weightOnly(
                parameters, init, prefix + ".lin_edge", time.width() + features.width(), embeddingWidth);
        this.skip = Linear.create(parameters, init, prefix + ".lin_skip", width, embeddingWidth);
    }

    /** z [n, D] of distinct nodes. */
    Tensor embed(Tape tape, int[] nodes, int n, RoleMemory memory, LastNeighbors neighbors, Dropout onWeights) {
        return embed(tape, nodes, n, memory, neighbors, onWeights, null);
    }

    /** The same, where some memory was written on this tape before. */
    Tensor embed(
            Tape tape,
            int[] nodes,
            int n,
            RoleMemory memory,
            LastNeighbors neighbors,
            Dropout onWeights,
            RoleMemory.@Nullable Written written) {
        tape.phase("sampling");
        QueryIndex touched = new QueryIndex();
        touched.clear();
        for (int i = 0; i < n; i++) {
            touched.add(nodes[i], 0);
        }
        int[] withNeighbors = new int[n];
        int queries = 0;
        for (int i = 0; i < n; i++) {
            for (int s = 0; s < neighbors.count(nodes[i]); s++) {
                touched.add(neighbors.neighbor(nodes[i], s), 0);
            }
            if (neighbors.count(nodes[i]) > 0) {
                withNeighbors[queries++] = i;
            }
        }
        RoleMemory.Reading reading = memory.read(tape, touched, written);
        tape.phase("attention");
        Tensor x = reading.rows();
        int[] identity = new int[n];
        Arrays.setAll(identity, i -> i);
        Tensor own = GatherOp.apply(tape, x, identity, n);
        Tensor root = LinearOp.apply(tape, n, skip.weight(), skip.bias(), Activation.NONE, Part.of(own, 0));
        if (queries == 0) {
            return root;
        }
        int[] asked = Arrays.copyOf(withNeighbors, queries);
        NeighborAttentionOp.Slots slots = slots(asked, nodes, touched, reading, memory.secondsPerTick(), neighbors);
        Tensor attended = attend(tape, x, asked, slots, onWeights);
        int[] rowOf = new int[n];
        Arrays.fill(rowOf, -1);
        for (int q = 0; q < queries; q++) {
            rowOf[asked[q]] = q;
        }
        return ResidualOp.apply(tape, GatherOp.apply(tape, attended, rowOf, n), root, Dropout.NONE);
    }

    private Tensor attend(Tape tape, Tensor x, int[] asked, NeighborAttentionOp.Slots slots, Dropout onWeights) {
        int queries = slots.queries();
        Tensor anchor = GatherOp.apply(tape, x, asked, queries);
        Tensor q = LinearOp.apply(tape, queries, query.weight(), query.bias(), Activation.NONE, Part.of(anchor, 0));
        Tensor keys = rowWeight(tape, key);
        Tensor values = rowWeight(tape, value);
        Channels all = new Channels(new int[] {0}, new int[] {keys.columns()});
        Tensor u = HeadProjectionOp.keys(tape, q, keys, heads, all);
        Tensor withOne = JoinColumnsOp.apply(tape, x.rows(), JoinColumnsOp.Part.of(x), JoinColumnsOp.Part.constant(1f));
        int[] itself = new int[queries];
        Arrays.setAll(itself, i -> i);
        float scale = (float) (1 / Math.sqrt((double) q.columns() / heads));
        Tensor sums =
                NeighborAttentionOp.apply(tape, u, itself, withOne, time.w(), time.b(), slots, heads, scale, onWeights);
        return HeadProjectionOp.values(tape, sums, values, heads, all);
    }

    /** [W ; b ; W_e of the features ; W_e of the time code]: what a neighbor row [x ; 1 ; m ; phi] is multiplied by. */
    private Tensor rowWeight(Tape tape, Linear linear) {
        return JoinColumnsOp.apply(
                tape,
                edge.rows(),
                JoinColumnsOp.Part.of(linear.weight()),
                JoinColumnsOp.Part.vector(linear.bias()),
                JoinColumnsOp.Part.columns(edge, time.width(), features.width()),
                JoinColumnsOp.Part.columns(edge, 0, time.width()));
    }

    private NeighborAttentionOp.Slots slots(
            int[] asked,
            int[] nodes,
            QueryIndex touched,
            RoleMemory.Reading reading,
            double secondsPerTick,
            LastNeighbors neighbors) {
        int k = neighbors.slots();
        int[] count = new int[asked.length];
        int[] row = new int[asked.length * k];
        int[] event = new int[asked.length * k];
        float[] dt = new float[asked.length * k];
        Arrays.fill(row, -1);
        Arrays.fill(event, -1);
        for (int q = 0; q < asked.length; q++) {
            int node = nodes[asked[q]];
            count[q] = neighbors.count(node);
            for (int s = 0; s < count[q]; s++) {
                int at = q * k + k - count[q] + s;
                row[at] = touched.find(neighbors.neighbor(node, s), 0);
                event[at] = neighbors.event(node, s);
                dt[at] = (float) ((reading.lastUpdate()[row[at]] - neighbors.time(node, s)) * secondsPerTick);
            }
        }
        return new NeighborAttentionOp.Slots(asked.length, k, count, row, event, dt, features);
    }
}
