package io.tgl.core.nn;

import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.PooledFeedForwardOp;
import io.tgl.core.tensor.op.ResidualFeedForwardOp;
import io.tgl.core.tensor.op.TokenMixingOp;

/**
 * One MLP-Mixer block (Tolstikhin et al. 2021; in GraphMixer: Cong et al. 2023): x + FFN(LayerNorm(x)) along the tokens of
 * each channel, then along the channels of each token. FFN = linear, GELU, dropout, linear, dropout.
 *
 * <p>Letters: k tokens, m sequences, C channels. Sequences are [k m, C], tokens outermost.
 */
public final class MixerBlock {
    private final int tokens;
    private final String name;
    private final TokenMixingOp.Layers tokenLayers;
    private final ResidualFeedForwardOp.Layers channelLayers;

    /**
     * Adds the parameters "NAME.token_norm", "NAME.token_feedforward.ffn.0" and ".3", and the same of "channel".
     *
     * @param tokenHidden hidden width of the token network
     * @param channelHidden hidden width of the channel network
     */
    public MixerBlock(
            Parameters p,
            Initializers init,
            String name,
            int tokens,
            int channels,
            int tokenHidden,
            int channelHidden) {
        this.tokens = tokens;
        this.name = name;
        Tensor gain = p.add(name + ".token_norm.weight", Initializers.constant(tokens, 1f), 1, tokens);
        Tensor bias = p.add(name + ".token_norm.bias", new float[tokens], 1, tokens);
        Linear token1 = Linear.create(p, init, name + ".token_feedforward.ffn.0", tokens, tokenHidden);
        Linear token2 = Linear.create(p, init, name + ".token_feedforward.ffn.3", tokenHidden, tokens);
        this.tokenLayers =
                new TokenMixingOp.Layers(gain, bias, token1.weight(), token1.bias(), token2.weight(), token2.bias());
        Tensor channelGain = p.add(name + ".channel_norm.weight", Initializers.constant(channels, 1f), 1, channels);
        Tensor channelBias = p.add(name + ".channel_norm.bias", new float[channels], 1, channels);
        Linear channel1 = Linear.create(p, init, name + ".channel_feedforward.ffn.0", channels, channelHidden);
        Linear channel2 = Linear.create(p, init, name + ".channel_feedforward.ffn.3", channelHidden, channels);
        this.channelLayers = new ResidualFeedForwardOp.Layers(
                channelGain, channelBias, channel1.weight(), channel1.bias(), channel2.weight(), channel2.bias());
    }

    /** The mean over tokens [m, C] of y. In scoring the last map follows the mean, which is the same within rounding. */
    public Tensor mean(Tape tape, Tensor x, Dropouts dropouts) {
        if (tape.training()) {
            return TokenMixingOp.mean(tape, apply(tape, x, dropouts), tokens);
        }
        return PooledFeedForwardOp.apply(tape, mixTokens(tape, x, dropouts), tokens, channelLayers);
    }

    private Tensor mixTokens(Tape tape, Tensor x, Dropouts dropouts) {
        return TokenMixingOp.apply(
                tape, x, tokens, tokenLayers, dropouts.of(name + "/token hidden"), dropouts.of(name + "/token output"));
    }

    /** y [k m, C] from x [k m, C]. */
    public Tensor apply(Tape tape, Tensor x, Dropouts dropouts) {
        Tensor mixed = mixTokens(tape, x, dropouts);
        return ResidualFeedForwardOp.apply(
                tape,
                mixed,
                channelLayers,
                dropouts.of(name + "/channel hidden"),
                dropouts.of(name + "/channel output"));
    }
}
