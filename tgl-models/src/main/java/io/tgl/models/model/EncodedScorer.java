package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.models.head.LinkHead;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.Map;

/**
 * A learned scorer: a node encoder without state and a link head, trained on binary cross-entropy by Adam. Each distinct
 * (node, time) of a call is embedded once; in training that is a choice, because it shares dropout draws.
 */
public final class EncodedScorer implements TrainableScorer {
    /** Pairs that go through the head at once, so that a ranking of many candidates needs little memory. */
    private static final int PAIRS = 1 << 13;

    private final NodeEncoder encoder;
    private final LinkHead head;
    private final Parameters parameters;
    private final Training settings;
    private final Compute compute;
    private final Adam adam;
    private final Tape training;
    private final Tape scoring;
    private final QueryIndex index = new QueryIndex();

    /**
     * How it is trained.
     *
     * @param dropout probability of an element to be dropped
     * @param learningRate of Adam
     * @param mergeDropout whether equal (node, time) queries of a training batch share one embedding, hence one draw
     * @param seed of dropout
     */
    public record Training(float dropout, double learningRate, boolean mergeDropout, long seed) {}

    /**
     * Puts the parts together.
     *
     * @param parameters of encoder and head
     */
    public EncodedScorer(
            NodeEncoder encoder, LinkHead head, Parameters parameters, Training settings, Compute compute) {
        this.encoder = encoder;
        this.head = head;
        this.parameters = parameters;
        this.settings = settings;
        this.compute = compute;
        this.adam = new Adam(parameters, settings.learningRate());
        this.training = new Tape(compute, true);
        this.scoring = new Tape(compute, false);
    }

    @Override
    public String name() {
        return encoder.name();
    }

    @Override
    public Visibility visibility() {
        return Visibility.EVENT;
    }

    @Override
    public void attach(NeighborSource neighbors) {
        encoder.attach(neighbors);
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        float[] logits = logits(queries);
        compute.kernels().sigmoid(logits, 0, scores, 0, queries.size());
    }

    /** Logits of queries. */
    public float[] logits(LinkQueries queries) {
        int n = queries.size();
        float[] result = new float[n];
        int[] source = new int[n];
        int[] destination = new int[n];
        Tensor z = embedDistinct(scoring, queries, source, destination, DropoutStreams.NONE);
        for (int from = 0; from < n; from += PAIRS) {
            int to = Math.min(n, from + PAIRS);
            int[] left = Arrays.copyOfRange(source, from, to);
            int[] right = Arrays.copyOfRange(destination, from, to);
            Tensor logits = head.logits(scoring, z, left, right, to - from);
            System.arraycopy(logits.data(), 0, result, from, to - from);
        }
        scoring.reset();
        return result;
    }

    /** Embeddings [size, N] of (node, time) queries, row-major. */
    public float[] embed(int[] nodes, long[] times, int size) {
        Tensor z = encoder.embed(scoring, nodes, times, size, DropoutStreams.NONE);
        float[] result = Arrays.copyOf(z.data(), z.size());
        scoring.reset();
        return result;
    }

    @Override
    public double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, epoch, batchNumber);
        adam.step(compute.workers());
        encoder.parametersChanged();
        return loss;
    }

    /** All of a training step but the optimiser's. Gradients add up in {@link #tensors}. */
    public double gradients(LinkQueries positives, LinkQueries negatives, int epoch, int batchNumber) {
        LinkQueries all = positives.followedBy(negatives);
        float[] target = new float[all.size()];
        Arrays.fill(target, 0, positives.size(), 1f);
        DropoutStreams dropout =
                new DropoutStreams(settings.dropout(), settings.seed(), epoch, batchNumber, settings.mergeDropout());
        Tensor loss = BinaryCrossEntropyOp.apply(training, trainingLogits(all, dropout), target);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        return value;
    }

    private Tensor trainingLogits(LinkQueries queries, DropoutStreams dropout) {
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        if (dropout.merged()) {
            Tensor z = embedDistinct(training, queries, source, destination, dropout);
            return head.logits(training, z, source, destination, n);
        }
        int[] nodes = Arrays.copyOf(queries.source(), 2 * n);
        long[] times = Arrays.copyOf(queries.time(), 2 * n);
        System.arraycopy(queries.destination(), 0, nodes, n, n);
        System.arraycopy(queries.time(), 0, times, n, n);
        Arrays.setAll(source, i -> i);
        Arrays.setAll(destination, i -> n + i);
        Tensor z = encoder.embed(training, nodes, times, 2 * n, dropout);
        return head.logits(training, z, source, destination, n);
    }

    /** Embeds each distinct (node, time) once and notes which row is whose. */
    private Tensor embedDistinct(
            Tape tape, LinkQueries queries, int[] source, int[] destination, DropoutStreams dropout) {
        index.clear();
        for (int i = 0; i < queries.size(); i++) {
            source[i] = index.add(queries.source()[i], queries.time()[i]);
        }
        for (int i = 0; i < queries.size(); i++) {
            destination[i] = index.add(queries.destination()[i], queries.time()[i]);
        }
        return encoder.embed(tape, index.nodes(), index.times(), index.size(), dropout);
    }

    /** There is no state to advance. */
    @Override
    public void observe(EventBatch batch) {}

    /** There is no state to empty. */
    @Override
    public void reset() {}

    @Override
    public ModelState state() {
        return new ModelState(Map.of());
    }

    @Override
    public void restore(ModelState state) {}

    /** The parameters with their gradients. */
    public Parameters tensors() {
        return parameters;
    }

    @Override
    public Map<String, float[]> parameters() {
        return parameters.values();
    }

    @Override
    public void loadParameters(Map<String, float[]> values) {
        parameters.load(values);
        encoder.parametersChanged();
    }

    @Override
    public Map<String, Object> optimizerState() {
        return adam.state();
    }

    @Override
    public void loadOptimizerState(Map<String, Object> state) {
        adam.restore(state);
    }
}
