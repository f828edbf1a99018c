package io.tgl.models.model;

import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.optim.Adam;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.models.head.LinkHead;
import io.tgl.models.model.PairEncoder.Call;
import io.tgl.models.model.PairEncoder.Ends;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A learned scorer: an encoder without state and a link head, trained on binary cross-entropy by Adam. A node encoder
 * embeds each distinct (node, time) of a call once; in training that is a choice, because it shares dropout draws.
 */
public final class EncodedScorer implements Encoder, LiveScorer {
    /** Pairs that go through the head at once, so that a ranking of many candidates needs little memory. */
    private static final int PAIRS = 1 << 13;
    /** Queries that are embedded at once in scoring. */
    private static final int NODES = 1 << 10;

    private final LinkEncoder encoder;
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
            LinkEncoder encoder, LinkHead head, Parameters parameters, Training settings, Compute compute) {
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
    public boolean dependsOnCall() {
        return encoder.dependsOnCall();
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        float[] logits = logits(queries);
        compute.kernels().sigmoid(logits, 0, scores, 0, queries.size());
    }

    /** Logits of queries. */
    public float[] logits(LinkQueries queries) {
        return switch (encoder) {
            case NodeEncoder nodes -> logits(nodes, queries);
            case PairEncoder pairs -> logits(pairs, queries);
        };
    }

    private float[] logits(NodeEncoder nodes, LinkQueries queries) {
        int n = queries.size();
        float[] result = new float[n];
        int[] source = new int[n];
        int[] destination = new int[n];
        number(queries, source, destination);
        float[] rows = embed(nodes, index.nodes(), index.times(), index.size());
        Tensor z = Tensor.constant(rows, index.size(), head.width());
        for (int from = 0; from < n; from += PAIRS) {
            int to = Math.min(n, from + PAIRS);
            int[] left = Arrays.copyOfRange(source, from, to);
            int[] right = Arrays.copyOfRange(destination, from, to);
            Tensor logits = head.logits(scoring, z, left, right, to - from);
            System.arraycopy(logits.data(), 0, result, from, to - from);
            scoring.reset();
        }
        return result;
    }

    private float[] logits(PairEncoder pairs, LinkQueries queries) {
        float[] result = new float[queries.size()];
        forChunks(pairs, queries, (ends, from, to) -> {
            Tensor logits = head.logits(scoring, ends.rows(), ends.source(), ends.destination(), to - from);
            System.arraycopy(logits.data(), 0, result, from, to - from);
        });
        return result;
    }

    private interface Chunk {
        void run(Ends ends, int from, int to);
    }

    private void forChunks(PairEncoder pairs, LinkQueries queries, Chunk chunk) {
        int step = pairs.pairsAtOnce();
        for (int from = 0; from < queries.size(); from += step) {
            int to = Math.min(queries.size(), from + step);
            chunk.run(pairs.embed(scoring, List.of(new Call(queries, from, to)), Dropouts.NONE, true), from, to);
            scoring.reset();
        }
    }

    @Override
    public int embeddingWidth() {
        return head.width();
    }

    @Override
    public float[] sourceEmbeddings(LinkQueries queries) {
        return switch (encoder) {
            case NodeEncoder nodes -> embed(nodes, queries.source(), queries.time(), queries.size());
            case PairEncoder pairs -> ends(pairs, queries, Ends::source);
        };
    }

    @Override
    public float[] destinationEmbeddings(LinkQueries queries) {
        return switch (encoder) {
            case NodeEncoder nodes -> embed(nodes, queries.destination(), queries.time(), queries.size());
            case PairEncoder pairs -> ends(pairs, queries, Ends::destination);
        };
    }

    private float[] ends(PairEncoder pairs, LinkQueries queries, Function<Ends, int[]> end) {
        int width = head.width();
        float[] result = new float[Math.multiplyExact(queries.size(), width)];
        forChunks(pairs, queries, (ends, from, to) -> {
            int[] row = end.apply(ends);
            for (int i = from; i < to; i++) {
                System.arraycopy(ends.rows().data(), row[i - from] * width, result, i * width, width);
            }
        });
        return result;
    }

    private float[] embed(NodeEncoder encoder, int[] nodes, long[] times, int size) {
        int width = head.width();
        float[] result = new float[Math.multiplyExact(size, width)];
        for (int from = 0; from < size; from += NODES) {
            int to = Math.min(size, from + NODES);
            int[] some = Arrays.copyOfRange(nodes, from, to);
            long[] at = Arrays.copyOfRange(times, from, to);
            Tensor z = encoder.embed(scoring, some, at, to - from, Dropouts.NONE, true);
            System.arraycopy(z.data(), 0, result, from * width, z.size());
            scoring.reset();
        }
        return result;
    }

    @Override
    public double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, epoch, batchNumber);
        training.phase("optimizer");
        adam.step(compute.workers());
        encoder.parametersChanged();
        training.phase("other");
        return loss;
    }

    /** All of a training step but the optimiser's. Gradients add up in {@link #tensors}. */
    public double gradients(LinkQueries positives, LinkQueries negatives, int epoch, int batchNumber) {
        return switch (encoder) {
            case NodeEncoder nodes -> {
                training.phase("encoder");
                Dropouts dropout = new Dropouts(settings.dropout(), settings.seed(), epoch, batchNumber);
                Ends ends = trainingEnds(nodes, positives.followedBy(negatives), dropout);
                yield backward(ends, positives.size(), positives.size() + negatives.size());
            }
            case PairEncoder pairs -> gradientsByChunks(pairs, positives, negatives, epoch, batchNumber);
        };
    }

    /**
     * A chunk of the batch's positives with their negatives after another, so that what a chunk needs stays in the
     * caches. The loss is the batch's mean, the gradient the sum over chunks in ascending order; each chunk has its own
     * dropout.
     */
    private double gradientsByChunks(
            PairEncoder pairs, LinkQueries positives, LinkQueries negatives, int epoch, int batchNumber) {
        int step = Math.max(1, pairs.pairsAtOnce() / 2);
        int n = Math.max(positives.size(), negatives.size());
        double loss = 0;
        for (int from = 0; from < n; from += step) {
            Call right = Call.part(positives, from, step);
            Call wrong = Call.part(negatives, from, step);
            long seed = RandomStreams.key(settings.seed(), "links from " + from);
            Dropouts dropout = new Dropouts(settings.dropout(), seed, epoch, batchNumber);
            training.phase("encoder");
            Ends ends = pairs.embed(training, List.of(right, wrong), dropout, settings.mergeDropout());
            loss += backward(ends, right.size(), positives.size() + negatives.size());
        }
        return loss;
    }

    /** Loss and gradient of embedded queries, positives first, as part of the mean over {@code all} queries. */
    private double backward(Ends ends, int positives, int all) {
        training.phase("head");
        int n = ends.source().length;
        float[] target = new float[n];
        Arrays.fill(target, 0, positives, 1f);
        Tensor logits = head.logits(training, ends.rows(), ends.source(), ends.destination(), n);
        float[] share = null;
        if (n != all) {
            share = new float[n];
            Arrays.fill(share, (float) ((double) n / all));
        }
        Tensor loss = BinaryCrossEntropyOp.apply(training, logits, target, share);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        training.phase("other");
        return value;
    }

    private Ends trainingEnds(NodeEncoder nodes, LinkQueries queries, Dropouts dropout) {
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        if (settings.mergeDropout()) {
            number(queries, source, destination);
            Tensor z = nodes.embed(training, index.nodes(), index.times(), index.size(), dropout, true);
            return new Ends(z, source, destination);
        }
        int[] ends = Arrays.copyOf(queries.source(), 2 * n);
        long[] times = Arrays.copyOf(queries.time(), 2 * n);
        System.arraycopy(queries.destination(), 0, ends, n, n);
        System.arraycopy(queries.time(), 0, times, n, n);
        Arrays.setAll(source, i -> i);
        Arrays.setAll(destination, i -> n + i);
        return new Ends(nodes.embed(training, ends, times, 2 * n, dropout, false), source, destination);
    }

    /** Numbers the distinct (node, time) pairs of a call, sources first. */
    private void number(LinkQueries queries, int[] source, int[] destination) {
        index.clear();
        for (int i = 0; i < queries.size(); i++) {
            source[i] = index.add(queries.source()[i], queries.time()[i]);
        }
        for (int i = 0; i < queries.size(); i++) {
            destination[i] = index.add(queries.destination()[i], queries.time()[i]);
        }
    }

    /** There is no state to advance. */
    @Override
    public void observe(EventBatch batch) {}

    /** There is no state to forget. */
    @Override
    public void forget(int[] nodes) {}

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
