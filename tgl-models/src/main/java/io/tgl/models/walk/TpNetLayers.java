package io.tgl.models.walk;

import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.MixerBlock;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of {@link TpNet}, under the released names.
 *
 * @param relation1 W_1, b_1
 * @param relation2 W_2, b_2
 * @param token1 first map of a token
 * @param token2 second map of a token
 * @param blocks of the mixer
 * @param head1 W_3, b_3
 * @param head2 W_4, b_4
 */
record TpNetLayers(
        Linear relation1,
        Linear relation2,
        TimeEncoding time,
        Linear token1,
        Linear token2,
        List<MixerBlock> blocks,
        Linear head1,
        Linear head2) {
    static TpNetLayers create(TpNetConfig c, Parameters p, Initializers init) {
        int n = c.nodeWidth();
        int r = c.relationWidth();
        String relation = "model.random_projections.mlp.";
        String embedding = "model.embedding_module.";
        Linear relation1 = Linear.create(p, init, relation + "0", r, 4 * r);
        Linear relation2 = Linear.create(p, init, relation + "2", 4 * r, r);
        TimeEncoding time = TimeEncoding.create(p, "model.time_encoder", c.timeWidth());
        int token = n + c.timeWidth() + c.edgeWidth() + 2 * r;
        Linear token1 = Linear.create(p, init, embedding + "projection_layer.0", token, 2 * n);
        Linear token2 = Linear.create(p, init, embedding + "projection_layer.2", 2 * n, n);
        List<MixerBlock> blocks = new ArrayList<>();
        for (int l = 0; l < c.layers(); l++) {
            blocks.add(
                    new MixerBlock(p, init, embedding + "mlp_mixers." + l, c.neighbors(), n, c.neighbors() / 2, 4 * n));
        }
        Linear head1 = Linear.create(p, init, "head.fc1", 2 * n + r, n);
        Linear head2 = Linear.create(p, init, "head.fc2", n, 1);
        return new TpNetLayers(relation1, relation2, time, token1, token2, blocks, head1, head2);
    }
}
