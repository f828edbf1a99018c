package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.optim.Adam;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.models.model.Encoder;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.Map;

/**
 * What NAT and TPNet share: a state that is read for both ends of a link jointly, and the order of a batch. All queries
 * are scored from the state before the batch, which carries no gradient; then the events advance it with the weights
 * still old; then the optimiser steps. Queries are computed in parts of a fixed size, so that memory does not grow with
 * the call.
 */
public abstract sealed class PairModel implements Encoder permits Nat, TpNet {
    private final Parts parts;
    private final Adam adam;
    private final Tape training;
    private final Tape scoring;

    /**
     * What a model is built on.
     *
     * @param lossScale what the mean binary cross-entropy over all queries is multiplied by
     * @param seed of parameters, dropout and the state's draws
     */
    record Parts(
            Parameters parameters,
            Initializers init,
            float dropout,
            double learningRate,
            float lossScale,
            long seed,
            Compute compute) {
        static Parts create(float dropout, double learningRate, float lossScale, long seed, Compute compute) {
            Initializers init = new Initializers(seed, compute.kernels());
            return new Parts(new Parameters(), init, dropout, learningRate, lossScale, seed, compute);
        }
    }

    /** Of parts whose parameters the caller adds before the first call. */
    PairModel(Parts parts) {
        this.parts = parts;
        this.adam = new Adam(parts.parameters, parts.learningRate);
        this.training = new Tape(parts.compute, true);
        this.scoring = new Tape(parts.compute, false);
    }

    /** Queries that are computed at once; at least 1. */
    abstract int queriesAtOnce();

    /** Logits [n, 1] of queries from the present state, which stays as it is. */
    abstract Tensor logits(Tape tape, LinkQueries queries, Dropouts dropouts);

    /** Embeddings of one end of the queries, [n, N]. */
    abstract Tensor ends(Tape tape, LinkQueries queries, boolean sources);

    /** A training epoch begins or goes on. */
    abstract void enter(int epoch);

    /** The parameters are no longer what they were. */
    void parametersChanged() {}

    /** A tape without gradients for what is computed outside of training; reset by who uses it. */
    final Tape scoring() {
        return scoring;
    }

    @Override
    public final void score(LinkQueries queries, float[] scores) {
        parts.compute.kernels().sigmoid(logits(queries), 0, scores, 0, queries.size());
        parts.compute.clock().enter("other");
    }

    /** Logits of queries from the present state; changes no state. */
    public float[] logits(LinkQueries queries) {
        float[] result = new float[queries.size()];
        for (int from = 0; from < result.length; from += queriesAtOnce()) {
            LinkQueries part = part(queries, from, queriesAtOnce());
            System.arraycopy(logits(scoring, part, Dropouts.NONE).data(), 0, result, from, part.size());
            scoring.reset();
        }
        return result;
    }

    /** What hangs on the source alone is computed once for all of its candidates. */
    @Override
    public final void rank(RankingQueries queries, float[][] scores) {
        if (scores.length != queries.source().length) {
            throw InvalidInput.at("ranking scores", queries.source().length + " arrays", scores.length);
        }
        rankingLogits(queries, scores);
        for (int q = 0; q < scores.length; q++) {
            parts.compute.kernels().sigmoid(scores[q], 0, scores[q], 0, scores[q].length);
        }
        parts.compute.clock().enter("other");
    }

    /** Logits of each source's candidates, into the given arrays. */
    void rankingLogits(RankingQueries queries, float[][] logits) {
        for (int q = 0; q < logits.length; q++) {
            float[] found = logits(queries.pairs(q));
            System.arraycopy(found, 0, logits[q], 0, found.length);
        }
    }

    @Override
    public final float[] sourceEmbeddings(LinkQueries queries) {
        return embeddings(queries, true);
    }

    @Override
    public final float[] destinationEmbeddings(LinkQueries queries) {
        return embeddings(queries, false);
    }

    private float[] embeddings(LinkQueries queries, boolean sources) {
        int width = embeddingWidth();
        float[] result = new float[Math.multiplyExact(queries.size(), width)];
        for (int from = 0; from < queries.size(); from += queriesAtOnce()) {
            LinkQueries part = part(queries, from, queriesAtOnce());
            System.arraycopy(ends(scoring, part, sources).data(), 0, result, from * width, part.size() * width);
            scoring.reset();
        }
        return result;
    }

    /** At most {@code count} queries from {@code from} on, as copies. */
    static LinkQueries part(LinkQueries queries, int from, int count) {
        int begin = Math.min(from, queries.size());
        int end = (int) Math.min(queries.size(), (long) begin + count);
        return LinkQueries.of(
                Arrays.copyOfRange(queries.source(), begin, end),
                Arrays.copyOfRange(queries.destination(), begin, end),
                Arrays.copyOfRange(queries.time(), begin, end));
    }

    @Override
    public final double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, epoch, batchNumber);
        observe(batch);
        parts.compute.clock().enter("optimizer");
        adam.step(parts.compute.workers());
        parametersChanged();
        parts.compute.clock().enter("other");
        return loss;
    }

    /**
     * Forward and backward from the present state, which stays as it is. Gradients add up in {@link #tensors}; parts of
     * the batch follow one another, a part of the positives with its negatives.
     */
    public final double gradients(LinkQueries positives, LinkQueries negatives, int epoch, int batchNumber) {
        enter(epoch);
        int step = Math.max(1, queriesAtOnce() / 2);
        double loss = 0;
        for (int from = 0; from < Math.max(positives.size(), negatives.size()); from += step) {
            LinkQueries right = part(positives, from, step);
            LinkQueries wrong = part(negatives, from, step);
            float[] target = new float[right.size() + wrong.size()];
            Arrays.fill(target, 0, right.size(), 1f);
            long seed = RandomStreams.key(parts.seed, "links from " + from);
            Dropouts dropouts = new Dropouts(parts.dropout, seed, epoch, batchNumber);
            Tensor logits = logits(training, right.followedBy(wrong), dropouts);
            Tensor part = BinaryCrossEntropyOp.apply(
                    training, logits, target, share(target.length, positives.size() + negatives.size()));
            training.backward(part);
            loss += part.data()[0];
            training.reset();
        }
        parts.compute.clock().enter("other");
        return loss;
    }

    /** Weights that make the mean over a part's queries its share of the mean over all. */
    private float[] share(int some, int all) {
        float[] weight = new float[some];
        Arrays.fill(weight, (float) ((double) parts.lossScale * some / all));
        return weight;
    }

    /** The parameters with their gradients. */
    public final Parameters tensors() {
        return parts.parameters;
    }

    @Override
    public final Map<String, float[]> parameters() {
        return parts.parameters.values();
    }

    @Override
    public final void loadParameters(Map<String, float[]> values) {
        parts.parameters.load(values);
        parametersChanged();
    }

    @Override
    public final Map<String, Object> optimizerState() {
        return adam.state();
    }

    @Override
    public final void loadOptimizerState(Map<String, Object> state) {
        adam.restore(state);
    }
}
