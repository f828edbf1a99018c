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
import io.tgl.models.model.PairEncoder.Call;
import io.tgl.models.model.PairEncoder.Ends;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A learned scorer: an encoder without state and a link head, trained on binary cross-entropy by Adam. */
public final class EncodedScorer implements Encoder {
    /** Pairs that go through the head at once, so that a ranking of many candidates needs little memory. */
    private static final int PAIRS = 1 << 13;

    private final PairEncoder encoder;
    private final LinkHead head;
    private final Parameters parameters;
    private final Training settings;
    private final Compute compute;
    private final Adam adam;
    private final Tape training;
    private final Tape scoring;

    /**
     * How it is trained.
     *
     * @param dropout probability of an element to be dropped
     * @param learningRate of Adam
     * @param mergeDropout whether equal computations of a training batch are done once, hence with one draw
     * @param seed of dropout
     */
    public record Training(float dropout, double learningRate, boolean mergeDropout, long seed) {}

    /**
     * Puts the parts together.
     *
     * @param parameters of encoder and head
     */
    public EncodedScorer(
            PairEncoder encoder, LinkHead head, Parameters parameters, Training settings, Compute compute) {
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
        float[] result = new float[queries.size()];
        for (int from = 0; from < result.length; ) {
            int to = Math.min(result.length, Math.addExact(from, Math.min(encoder.pairsAtOnce(), result.length)));
            Ends ends = encoder.embed(scoring, List.of(new Call(queries, from, to)), DropoutStreams.NONE);
            for (int at = from; at < to; at += PAIRS) {
                int end = Math.min(to, at + PAIRS);
                int[] left = Arrays.copyOfRange(ends.source(), at - from, end - from);
                int[] right = Arrays.copyOfRange(ends.destination(), at - from, end - from);
                Tensor logits = head.logits(scoring, ends.rows(), left, right, end - at);
                System.arraycopy(logits.data(), 0, result, at, end - at);
            }
            scoring.reset();
            from = to;
        }
        return result;
    }

    @Override
    public int embeddingWidth() {
        return head.width();
    }

    @Override
    public float[] sourceEmbeddings(LinkQueries queries) {
        return embeddings(queries, Ends::source);
    }

    @Override
    public float[] destinationEmbeddings(LinkQueries queries) {
        return embeddings(queries, Ends::destination);
    }

    private float[] embeddings(LinkQueries queries, Function<Ends, int[]> end) {
        int width = head.width();
        float[] result = new float[Math.multiplyExact(queries.size(), width)];
        for (int from = 0; from < queries.size(); ) {
            int to = Math.min(queries.size(), Math.addExact(from, Math.min(encoder.pairsAtOnce(), queries.size())));
            Ends ends = encoder.embed(scoring, List.of(new Call(queries, from, to)), DropoutStreams.NONE);
            int[] row = end.apply(ends);
            for (int i = from; i < to; i++) {
                System.arraycopy(ends.rows().data(), row[i - from] * width, result, i * width, width);
            }
            scoring.reset();
            from = to;
        }
        return result;
    }

    /** Embeddings [size, N] of (node, time) queries of a node encoder, row-major. */
    public float[] embed(int[] nodes, long[] times, int size) {
        return sourceEmbeddings(new LinkQueries(nodes, nodes, times, size));
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
        int n = positives.size() + negatives.size();
        float[] target = new float[n];
        Arrays.fill(target, 0, positives.size(), 1f);
        DropoutStreams dropout =
                new DropoutStreams(settings.dropout(), settings.seed(), epoch, batchNumber, settings.mergeDropout());
        Ends ends = encoder.embed(training, List.of(Call.all(positives), Call.all(negatives)), dropout);
        Tensor logits = head.logits(training, ends.rows(), ends.source(), ends.destination(), n);
        Tensor loss = BinaryCrossEntropyOp.apply(training, logits, target);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        return value;
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
