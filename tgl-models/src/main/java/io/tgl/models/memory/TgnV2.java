package io.tgl.models.memory;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.models.memory.TgbTgnConfig.Loss;

/**
 * TGNv2 (Tjandra, Barbero, Bronstein, "Enhancing the Expressivity of Temporal Graph Networks through Source-Target
 * Identification", 2024): {@link TgbTgn} whose messages tell who meets whom,
 * [S_i ; S_j ; m ; phi_id(i) ; phi_id(j) ; phi(t - last_i)] with phi_id(i) = cos(i w + b) of the node's number. Without
 * the codes no message can say which destination an event had, so that a network cannot even repeat the last event.
 */
public final class TgnV2 {
    private static final int WIDTH = 512;

    /** The authors' defaults: every width 512, 10 neighbors, learning rate 1e-3. */
    public static final TgbTgnConfig PUBLISHED =
            new TgbTgnConfig(WIDTH, WIDTH, WIDTH, 2, 10, 0.1f, 1e-3, WIDTH, Loss.LOGITS);

    private TgnV2() {}

    /** A model of fresh parameters and empty state; see {@link TgbTgn}. */
    public static TgbTgn create(
            TgbTgnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        return new TgbTgn("TGNv2", config, nodeFeatures, edgeFeatures, secondsPerTick, seed, compute);
    }
}
