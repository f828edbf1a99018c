package io.tgl.models.memory;

import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.optim.Adam;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.core.tensor.op.SigmoidOp;
import io.tgl.models.head.AdditiveLinkHead;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.NodeLearner;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Temporal graph network (Rossi et al. 2020) as PyTorch Geometric and the Temporal Graph Benchmark (Huang et al., NeurIPS
 * 2023) compute it; another model than DyGLib's {@link Tgn}:
 *
 * <ol>
 *   <li>a node keeps its latest events as source and as destination; the message of the later one goes through a GRU into
 *       its memory: {@link RoleMemory};
 *   <li>a graph transformer convolution from the last K neighbors embeds it: {@link NeighborConvolution}. Neither knows
 *       the time of a query, so a node has one embedding a batch, whoever asks;
 *   <li>a head on both ends' embeddings gives the logit of a link: {@link AdditiveLinkHead}.
 * </ol>
 *
 * <p>A training step: score, take the batch in with the old weights, backward, Adam. The first observation outside of
 * training advances the memory of every node; from then on events go into memory at once. Letters: N memory width, T time
 * width, D embedding width.
 */
public final class TgbTgn implements NodeLearner {
    /** Nodes that are embedded at once in scoring. */
    private static final int NODES = 1 << 12;
    /** Pairs that go through the head at once. */
    private static final int PAIRS = 1 << 13;

    /** Distinct nodes a candidate of the longest list, up to which each source is scored against all of them. */
    private static final int DENSE = 4;

    private final String name;
    private final TgbTgnConfig config;
    private final long seed;
    private final Compute compute;
    private final Parameters parameters = new Parameters();
    private final RoleMemory memory;
    private final LastNeighbors neighbors;
    private final NeighborConvolution convolution;
    private final AdditiveLinkHead head;
    private final Adam adam;
    private final Tape training;
    private final Tape scoring;
    /** Memory that was written on a tape that is still recording. */
    private RoleMemory.@Nullable Written written;

    /**
     * A model of fresh parameters and empty state.
     *
     * @param nodeFeatures tells the number of nodes; the features themselves are not read
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time encoding
     * @param seed of parameters and dropout
     */
    public TgbTgn(
            TgbTgnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this("TGN (TGB)", config, nodeFeatures, edgeFeatures, secondsPerTick, seed, compute);
    }

    TgbTgn(
            String name,
            TgbTgnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this.name = name;
        this.config = config;
        this.seed = seed;
        this.compute = compute;
        Initializers init = new Initializers(seed, compute.kernels());
        int width = config.memoryWidth();
        TimeEncoding time = TimeEncoding.linear(parameters, init, "memory.time_enc", config.timeWidth());
        TimeEncoding identity = config.identityWidth() == 0
                ? null
                : TimeEncoding.linear(parameters, init, "memory.idx_enc", config.identityWidth());
        RecurrentCell cell = RecurrentCell.create(
                parameters,
                init,
                "memory.memory_updater",
                RecurrentCell.Kind.GRU,
                RoleMemory.messageWidth(width, edgeFeatures.width(), config.identityWidth(), config.timeWidth()),
                width);
        this.memory = new RoleMemory(nodeFeatures, edgeFeatures, time, identity, cell, secondsPerTick, compute);
        this.neighbors = new LastNeighbors(memory.nodes(), config.neighbors());
        this.convolution = new NeighborConvolution(
                parameters, init, "gnn.conv", width, config.embeddingWidth(), config.heads(), edgeFeatures, time);
        this.head = new AdditiveLinkHead(parameters, init, "link_pred", config.embeddingWidth());
        this.adam = new Adam(parameters, config.learningRate());
        this.training = new Tape(compute, true);
        this.scoring = new Tape(compute, false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Visibility visibility() {
        return Visibility.BATCH;
    }

    @Override
    public Set<InputChannel> inputs() {
        return Set.of(InputChannel.EDGE_FEATURE, InputChannel.TIME);
    }

    /** It keeps its own last neighbors, of the batches that it observed. */
    @Override
    public void attach(NeighborSource source) {}

    @Override
    public void score(LinkQueries queries, float[] scores) {
        compute.kernels().sigmoid(logits(queries), 0, scores, 0, queries.size());
        compute.clock().enter("other");
    }

    @Override
    public void rank(RankingQueries queries, float[][] scores) {
        int[] rowOf = new int[memory.nodes()];
        Arrays.fill(rowOf, -1);
        int[] nodes = new int[memory.nodes()];
        int asked = 0;
        int most = 0;
        int[] source = new int[queries.size()];
        int[][] candidates = new int[queries.size()][];
        for (int i = 0; i < source.length; i++) {
            int node = queries.source()[i];
            if (rowOf[node] < 0) {
                nodes[asked] = node;
                rowOf[node] = asked++;
            }
            source[i] = rowOf[node];
            int[] list = queries.candidates()[i];
            int[] rows = new int[list.length];
            for (int c = 0; c < rows.length; c++) {
                if (rowOf[list[c]] < 0) {
                    nodes[asked] = list[c];
                    rowOf[list[c]] = asked++;
                }
                rows[c] = rowOf[list[c]];
            }
            candidates[i] = rows;
            most = Math.max(most, rows.length);
        }
        Tensor z = Tensor.constant(embeddings(nodes, asked), asked, config.embeddingWidth());
        if (asked <= DENSE * (long) most) {
            head.rank(scoring, z, source, candidates, scores);
            scoring.reset();
        } else {
            rankPairs(z, source, candidates, scores);
        }
        compute.clock().enter("other");
    }

    /** As pairs: lists that have little in common. */
    private void rankPairs(Tensor z, int[] source, int[][] candidates, float[][] scores) {
        int[] left = Arrays.stream(candidates).flatMapToInt(Arrays::stream).toArray();
        int[] right = left.clone();
        int at = 0;
        for (int q = 0; q < source.length; q++) {
            Arrays.fill(left, at, at + candidates[q].length, source[q]);
            at += candidates[q].length;
        }
        float[] all = logits(z, left, right);
        at = 0;
        for (int q = 0; q < source.length; q++) {
            compute.kernels().sigmoid(all, at, scores[q], 0, candidates[q].length);
            at += candidates[q].length;
        }
    }

    /** Logits of queries from the present state; changes no state. */
    public float[] logits(LinkQueries queries) {
        EndPoints ends = EndPoints.shared(queries, EndPoints.Sharing.NODE);
        Tensor z = Tensor.constant(embeddings(ends.node(), ends.size()), ends.size(), config.embeddingWidth());
        return logits(z, ends.source(), ends.destination());
    }

    private float[] logits(Tensor z, int[] source, int[] destination) {
        float[] result = new float[source.length];
        for (int from = 0; from < result.length; from += PAIRS) {
            int to = Math.min(result.length, from + PAIRS);
            int[] left = Arrays.copyOfRange(source, from, to);
            int[] right = Arrays.copyOfRange(destination, from, to);
            Tensor logits = head.logits(scoring, z, left, right, to - from);
            System.arraycopy(logits.data(), 0, result, from, to - from);
            scoring.reset();
        }
        return result;
    }

    /** Embeddings [n, D] of evaluation, each node once. */
    private float[] embeddings(int[] nodes, int n) {
        int width = config.embeddingWidth();
        float[] rows = new float[Math.multiplyExact(n, width)];
        for (int from = 0; from < n; from += NODES) {
            int to = Math.min(n, from + NODES);
            Tensor z = embed(scoring, Arrays.copyOfRange(nodes, from, to), to - from, Dropouts.NONE);
            System.arraycopy(z.data(), 0, rows, from * width, z.size());
            scoring.reset();
        }
        return rows;
    }

    /** Embeddings [n, D] of distinct nodes. */
    Tensor embed(Tape tape, int[] nodes, int n, Dropouts dropouts) {
        RoleMemory.Written onTape = tape.recording() ? written : null;
        return convolution.embed(tape, nodes, n, memory, neighbors, dropouts.of("attention"), onTape);
    }

    /** The time does not matter. */
    @Override
    public Tensor embed(Tape tape, int[] nodes, long time, Dropouts dropouts) {
        return embed(tape, nodes, nodes.length, dropouts);
    }

    /** Gradient goes through the memory that the batch's nodes get. */
    @Override
    public void observe(EventBatch batch, Tape tape) {
        if (tape.recording()) {
            written = memory.observeInTraining(batch, tape);
        } else {
            memory.observeInTraining(batch);
        }
        neighbors.insert(batch);
    }

    @Override
    public void tapeEnded() {
        written = null;
    }

    @Override
    public void parametersChanged() {
        memory.invalidate();
    }

    @Override
    public double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, batch, epoch, batchNumber);
        compute.clock().enter("optimizer");
        // Without neighbors yet a gradient is zero but it counts: Adam's steps are those of all parameters.
        parameters.tensors().forEach(Tensor::accumulator);
        adam.step(compute.workers());
        memory.invalidate();
        compute.clock().enter("other");
        return loss;
    }

    /** All of a training step but the optimiser's: forward, observe, backward. Gradients add up in {@link #tensors}. */
    public double gradients(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        memory.startTraining();
        LinkQueries all = positives.followedBy(negatives);
        EndPoints ends = EndPoints.shared(all, EndPoints.Sharing.NODE);
        Tensor z = embed(training, ends.node(), ends.size(), new Dropouts(config.dropout(), seed, epoch, batchNumber));
        training.phase("head");
        Tensor logits = head.logits(training, z, ends.source(), ends.destination(), all.size());
        Tensor loss = loss(logits, positives.size());
        compute.clock().enter("observe");
        memory.observeInTraining(batch);
        neighbors.insert(batch);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        return value;
    }

    /** Mean over positives plus mean over negatives. */
    private Tensor loss(Tensor logits, int positives) {
        int n = logits.size();
        float[] target = new float[n];
        float[] weight = new float[n];
        Arrays.fill(target, 0, positives, 1f);
        Arrays.fill(weight, 0, positives, (float) ((double) n / positives));
        Arrays.fill(weight, positives, n, (float) ((double) n / (n - positives)));
        Tensor taken = config.loss() == TgbTgnConfig.Loss.SCORES ? SigmoidOp.apply(training, logits) : logits;
        return BinaryCrossEntropyOp.apply(training, taken, target, weight);
    }

    @Override
    public void observe(EventBatch batch) {
        compute.clock().enter("observe");
        memory.observeInEvaluation(batch);
        neighbors.insert(batch);
        compute.clock().enter("other");
    }

    @Override
    public int embeddingWidth() {
        return config.embeddingWidth();
    }

    @Override
    public float[] sourceEmbeddings(LinkQueries queries) {
        EndPoints ends = EndPoints.shared(queries, EndPoints.Sharing.NODE);
        return rows(ends, ends.source());
    }

    @Override
    public float[] destinationEmbeddings(LinkQueries queries) {
        EndPoints ends = EndPoints.shared(queries, EndPoints.Sharing.NODE);
        return rows(ends, ends.destination());
    }

    private float[] rows(EndPoints ends, int[] row) {
        float[] z = embeddings(ends.node(), ends.size());
        int width = config.embeddingWidth();
        float[] result = new float[row.length * width];
        for (int i = 0; i < row.length; i++) {
            System.arraycopy(z, row[i] * width, result, i * width, width);
        }
        return result;
    }

    @Override
    public void reset() {
        memory.reset();
        neighbors.clear();
    }

    @Override
    public ModelState state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        StateArrays.put(arrays, "memory", memory.state());
        StateArrays.put(arrays, "neighbors", neighbors.state());
        return new ModelState(arrays);
    }

    @Override
    public void restore(ModelState state) {
        Map<String, Object> ring = StateArrays.part(state.arrays(), "neighbors");
        new LastNeighbors(memory.nodes(), neighbors.slots()).restore(ring);
        memory.restore(StateArrays.part(state.arrays(), "memory"));
        neighbors.restore(ring);
    }

    RoleMemory memory() {
        return memory;
    }

    LastNeighbors neighbors() {
        return neighbors;
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
        memory.invalidate();
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
