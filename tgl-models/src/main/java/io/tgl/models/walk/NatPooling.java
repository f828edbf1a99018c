package io.tgl.models.walk;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPoolOp;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import io.tgl.models.walk.NatConfig.Pooling;
import io.tgl.models.walk.NatReader.Read;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Nat} makes one row of a pair's joint neighborhood: mean over heads of sum_a dropout(W dropout(h_a)), or the
 * paper's attention, plus a bias. Letters: n pairs, J rows, N node width, H heads.
 */
final class NatPooling {
    private final NatConfig config;
    private final NatLayers layers;
    private final FeatureTable nodeFeatures;

    NatPooling(NatConfig config, NatLayers layers, FeatureTable nodeFeatures) {
        this.config = config;
        this.layers = layers;
        this.nodeFeatures = nodeFeatures;
    }

    /** Pooled joint neighborhoods [n, N]. Where nothing is dropped and all weights are 1, rows are added up first. */
    Tensor pool(Tape tape, Read read, JointNeighborhoods joint, Dropouts dropouts) {
        boolean byRow = config.pooling() == Pooling.ATTENTION || (tape.training() && dropouts.probability() > 0f);
        Tensor projected = byRow ? projectedRows(tape, read, joint, dropouts) : projectedSums(tape, read, joint);
        Tensor pooled = layers.attention() == null
                ? WeightedSumOp.apply(
                        tape,
                        projected.reshaped(projected.rows() * config.heads(), config.nodeWidth()),
                        headMeans(byRow ? joint.offset() : null, joint.pairs()))
                : AttentionPoolOp.apply(tape, projected, layers.attention(), config.heads(), joint.offset());
        return SumOp.apply(
                tape,
                joint.pairs(),
                config.nodeWidth(),
                SumOp.Term.of(pooled, 0),
                SumOp.Term.everywhere(layers.poolBias(), 0, joint.pairs()));
    }

    /** The mean over heads of the sum of a pair's rows, or of its one row. */
    private Entries headMeans(int @Nullable [] rowsOfPair, int pairs) {
        int h = config.heads();
        int[] offset = new int[pairs + 1];
        for (int p = 0; p <= pairs; p++) {
            offset[p] = h * (rowsOfPair == null ? p : rowsOfPair[p]);
        }
        int[] row = new int[offset[pairs]];
        float[] weight = new float[row.length];
        Arrays.setAll(row, i -> i);
        Arrays.fill(weight, 1f / h);
        return new Entries(offset, row, weight);
    }

    /** dropout(W dropout(h_a)) of every row, [J, H N]. */
    private Tensor projectedRows(Tape tape, Read read, JointNeighborhoods joint, Dropouts dropouts) {
        int n = joint.size();
        Tensor z = WeightedSumOp.apply(tape, read.z(), joint.liveOfRows());
        int[] each = new int[n + 1];
        Arrays.setAll(each, i -> i);
        float[] ones = new float[n];
        Arrays.fill(ones, 1f);
        Tensor code = WeightedSumOp.apply(tape, layers.position(), new Entries(each, joint.code(), ones));
        List<Part> parts = new ArrayList<>();
        if (!nodeFeatures.isAbsent()) {
            Tensor x = NatReader.features(tape, nodeFeatures, joint.key(), n);
            for (int r = 0; r < n; r++) {
                for (int j = r * x.columns(); j < (r + 1) * x.columns(); j++) {
                    x.data()[j] *= joint.count()[r];
                }
            }
            parts.add(Part.of(DropoutOp.apply(tape, x, dropouts.of("joint/features")), 0));
        }
        parts.add(Part.of(DropoutOp.apply(tape, z, dropouts.of("joint/entries")), config.nodeWidth()));
        parts.add(Part.of(
                DropoutOp.apply(tape, code, dropouts.of("joint/codes")), config.nodeWidth() + config.neighborWidth()));
        Tensor projected =
                LinearOp.apply(tape, n, layers.projection(), null, Activation.NONE, parts.toArray(Part[]::new));
        return DropoutOp.apply(tape, projected, dropouts.of("joint/projected"));
    }

    /** W sum_a h_a of every pair, [n, H N]. */
    private Tensor projectedSums(Tape tape, Read read, JointNeighborhoods joint) {
        int n = joint.pairs();
        List<Part> parts = new ArrayList<>();
        if (!nodeFeatures.isAbsent()) {
            Tensor x = NatReader.features(tape, nodeFeatures, joint.key(), joint.size());
            float[] times = new float[joint.size()];
            int[] row = new int[joint.size()];
            for (int r = 0; r < row.length; r++) {
                row[r] = r;
                times[r] = joint.count()[r];
            }
            parts.add(Part.of(WeightedSumOp.apply(tape, x, new Entries(joint.offset(), row, times)), 0));
        }
        float[] ones = new float[joint.size()];
        Arrays.fill(ones, 1f);
        Tensor code = WeightedSumOp.apply(tape, layers.position(), new Entries(joint.offset(), joint.code(), ones));
        parts.add(Part.of(WeightedSumOp.apply(tape, read.z(), joint.liveOfPairs()), config.nodeWidth()));
        parts.add(Part.of(code, config.nodeWidth() + config.neighborWidth()));
        return LinearOp.apply(tape, n, layers.projection(), null, Activation.NONE, parts.toArray(Part[]::new));
    }
}
