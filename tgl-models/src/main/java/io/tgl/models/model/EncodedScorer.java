package io.tgl.models.model;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.head.LinkHead;
import io.tgl.models.model.PairEncoder.Ends;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.query.RankingEnds;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A learned scorer: an encoder without state and a link head, trained on binary cross-entropy by Adam. A node encoder
 * embeds each distinct (node, time) of a call once; in training that is a choice, because it shares dropout draws.
 */
public final class EncodedScorer implements NodeLearner, LiveScorer {
    /** Pairs that go through the head at once, so that a ranking of many candidates needs little memory. */
    private static final int PAIRS = 1 << 13;
    /** Queries that are embedded at once in scoring. */
    private static final int NODES = 1 << 10;

    private final LinkEncoder encoder;
    /** Computes if the encoder is one of pairs. */
    private final @Nullable PairTeam team;

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

    /** A pair encoder and its head over the same parameters. */
    record PairParts(PairEncoder encoder, LinkHead head) {}

    /**
     * Puts the parts together.
     *
     * @param parameters of encoder and head
     */
    public EncodedScorer(
            NodeEncoder encoder, LinkHead head, Parameters parameters, Training settings, Compute compute) {
        this(encoder, head, null, parameters, settings, compute);
    }

    /**
     * Builds an encoder.
     *
     * @param <E> its kind
     */
    @FunctionalInterface
    public interface Factory<E extends LinkEncoder> {
        /** An encoder that adds its parameters to these. */
        E create(Parameters parameters, Initializers init, Compute compute);
    }

    /**
     * A scorer of fresh parameters over an encoder of nodes.
     *
     * @param width of its embeddings
     */
    public static EncodedScorer ofNodes(Factory<NodeEncoder> factory, int width, Training settings, Compute compute) {
        Parameters parameters = new Parameters();
        Initializers init = new Initializers(settings.seed(), compute.kernels());
        NodeEncoder encoder = factory.create(parameters, init, compute);
        return new EncodedScorer(encoder, head(parameters, init, width), parameters, settings, compute);
    }

    /**
     * A scorer of pairs, which are computed in chunks, each by one thread with an encoder of its own.
     *
     * @param factory called again for every thread, with its kernels and a single thread
     * @param width of its embeddings
     */
    public static EncodedScorer ofPairs(Factory<PairEncoder> factory, int width, Training settings, Compute compute) {
        BiFunction<Parameters, Compute, PairParts> replicas = (own, alone) -> {
            Initializers init = new Initializers(settings.seed(), alone.kernels());
            return new PairParts(factory.create(own, init, alone), head(own, init, width));
        };
        Parameters parameters = new Parameters();
        PairParts parts = replicas.apply(parameters, compute);
        PairTeam team = new PairTeam(replicas, parameters, settings, compute, parts.encoder()::pairsAtOnce);
        return new EncodedScorer(parts.encoder(), parts.head(), team, parameters, settings, compute);
    }

    private static LinkHead head(Parameters parameters, Initializers init, int width) {
        return new LinkHead(parameters, init, "head", width);
    }

    /** Refuses features that are wider than a model declares them. */
    public static void requireWidths(
            String model, FeatureTable nodeFeatures, int nodeWidth, FeatureTable edgeFeatures, int edgeWidth) {
        if (nodeFeatures.width() > nodeWidth || edgeFeatures.width() > edgeWidth) {
            throw InvalidInput.at(
                    model + " features",
                    "at most " + nodeWidth + " a node and " + edgeWidth + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
    }

    private EncodedScorer(
            LinkEncoder encoder,
            LinkHead head,
            @Nullable PairTeam team,
            Parameters parameters,
            Training settings,
            Compute compute) {
        this.encoder = encoder;
        this.team = team;
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
        if (team != null) {
            team.attach(neighbors);
        }
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
            case PairEncoder _ -> logits(team(), queries);
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

    @Override
    public void rank(RankingQueries queries, float[][] scores) {
        switch (encoder) {
            case NodeEncoder nodes -> RankingEnds.byTime(queries, false).forEach(ends -> rank(nodes, ends, scores));
            case PairEncoder _ -> NodeLearner.super.rank(queries, scores);
        }
    }

    private void rank(NodeEncoder nodes, RankingEnds ends, float[][] scores) {
        float[] rows = embed(nodes, ends.node(), ends.time(), ends.size());
        Tensor z = Tensor.constant(rows, ends.size(), head.width());
        head.rank(scoring, z, ends.source(), ends.candidates(), ends.ofMembers(scores));
        scoring.reset();
    }

    private float[] logits(PairTeam team, LinkQueries queries) {
        float[] result = new float[queries.size()];
        team.forChunks(queries, (tape, scorer, ends, from, to) -> {
            Tensor logits = scorer.logits(tape, ends.rows(), ends.source(), ends.destination(), to - from);
            System.arraycopy(logits.data(), 0, result, from, to - from);
        });
        return result;
    }

    @Override
    public int embeddingWidth() {
        return head.width();
    }

    @Override
    public float[] sourceEmbeddings(LinkQueries queries) {
        return switch (encoder) {
            case NodeEncoder nodes -> embed(nodes, queries.source(), queries.time(), queries.size());
            case PairEncoder _ -> ends(team(), queries, Ends::source);
        };
    }

    @Override
    public float[] destinationEmbeddings(LinkQueries queries) {
        return switch (encoder) {
            case NodeEncoder nodes -> embed(nodes, queries.destination(), queries.time(), queries.size());
            case PairEncoder _ -> ends(team(), queries, Ends::destination);
        };
    }

    private float[] ends(PairTeam team, LinkQueries queries, Function<Ends, int[]> end) {
        int width = head.width();
        float[] result = new float[Math.multiplyExact(queries.size(), width)];
        team.forChunks(queries, (_, _, ends, from, to) -> {
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
        parametersChanged();
        training.phase("other");
        return loss;
    }

    @Override
    public void parametersChanged() {
        encoder.parametersChanged();
        if (team != null) {
            team.parametersChanged();
        }
    }

    private PairTeam team() {
        return Objects.requireNonNull(team);
    }

    /** All of a training step but the optimiser's. Gradients add up in {@link #tensors}. */
    public double gradients(LinkQueries positives, LinkQueries negatives, int epoch, int batchNumber) {
        return switch (encoder) {
            case NodeEncoder nodes -> {
                training.phase("encoder");
                Dropouts dropout = new Dropouts(settings.dropout(), settings.seed(), epoch, batchNumber);
                Ends ends = trainingEnds(nodes, positives.followedBy(negatives), dropout);
                training.phase("head");
                int all = positives.size() + negatives.size();
                double loss = PairTeam.backward(training, head, ends, positives.size(), all);
                training.reset();
                training.phase("other");
                yield loss;
            }
            case PairEncoder _ -> team().gradients(positives, negatives, epoch, batchNumber);
        };
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

    @Override
    public boolean embedsNodes() {
        return encoder instanceof NodeEncoder;
    }

    @Override
    public Tensor embed(Tape tape, int[] nodes, long time, Dropouts dropouts) {
        if (!(encoder instanceof NodeEncoder single)) {
            throw InvalidInput.at("embedding of a node by itself", "a node-wise model", name());
        }
        long[] times = new long[nodes.length];
        Arrays.fill(times, time);
        return single.embed(tape, nodes, times, nodes.length, dropouts, settings.mergeDropout());
    }

    @Override
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
        parametersChanged();
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
