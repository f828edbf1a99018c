package io.tgl.models.mixer;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.MixerBlock;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.NodeEncoder;
import io.tgl.models.query.QueryIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * GraphMixer (Cong et al., "Do We Really Need Complicated Model Architectures For Temporal Networks?", ICLR 2023) as DyGLib
 * computes it. Link encoder: a token [e_i ; cos(w (t - t_i))] for each of the k past events, w frozen, pads zero; a linear
 * map, mixer blocks, the mean over all k tokens, pads included. Node encoder: the node's raw feature plus the mean feature
 * of its last G neighbors, divided by G once more. z = W [link part ; node part] + b.
 *
 * <p>What need not be computed: pads are one constant before the first block; a sequence of pads only is the same for every
 * query without a past; without node features the G neighbors are not even looked up; an event's feature is projected once.
 *
 * <p>Letters: N node width, E edge width and channels, T time width, k tokens, m sequences, Q queries, G time gap.
 * Sequences are [k m, E], tokens outermost.
 */
public final class GraphMixer implements NodeEncoder {
    /** Queries whose G neighbors are looked up at once. */
    private static final int NODE_CHUNK = 256;

    private final GraphMixerConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final long seed;
    private final Workers workers;
    private final float[] frequencies;
    private final float[] phases;
    private final Linear projection;
    private final List<MixerBlock> blocks = new ArrayList<>();
    private final Linear output;
    private NeighborSampler sampler = NeighborSource.NONE::recent;

    private GraphMixer(
            GraphMixerConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute,
            Parameters parameters,
            Initializers init) {
        this.config = config;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.seed = seed;
        this.workers = compute.workers();
        this.frequencies = Initializers.timeLadder(config.timeWidth());
        this.phases = new float[config.timeWidth()];
        int channels = config.edgeWidth();
        int k = config.neighbors();
        this.projection =
                Linear.create(parameters, init, "model.projection_layer", channels + config.timeWidth(), channels);
        for (int l = 0; l < config.layers(); l++) {
            blocks.add(new MixerBlock(
                    parameters, init, "model.mlp_mixers." + l, k, channels, (int) (config.tokenExpansion() * k), (int)
                            (config.channelExpansion() * channels)));
        }
        this.output = Linear.create(
                parameters, init, "model.output_layer", channels + config.nodeWidth(), config.nodeWidth());
    }

    /**
     * A model of fresh parameters.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters, dropout and sampling
     */
    public static EncodedScorer scorer(
            GraphMixerConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        EncodedScorer.requireWidths("GraphMixer", nodeFeatures, config.nodeWidth(), edgeFeatures, config.edgeWidth());
        EncodedScorer.Training training =
                new EncodedScorer.Training(config.dropout(), config.learningRate(), config.mergeDropout(), seed);
        return EncodedScorer.ofNodes(
                (parameters, init, own) ->
                        new GraphMixer(config, nodeFeatures, edgeFeatures, secondsPerTick, seed, own, parameters, init),
                config.nodeWidth(),
                training,
                compute);
    }

    @Override
    public String name() {
        return "GraphMixer";
    }

    @Override
    public void attach(NeighborSource neighbors) {
        sampler = config.sampling().over(neighbors, seed);
    }

    /** Nothing is kept from call to call. */
    @Override
    public void parametersChanged() {}

    @Override
    public Tensor embed(Tape tape, int[] nodes, long[] times, int size, Dropouts dropout, boolean merged) {
        Neighborhoods found = new Neighborhoods();
        sampler.sample(nodes, times, size, config.neighbors(), found, workers);
        Sequences sequences = Sequences.of(found, merged);
        Tensor x = tokens(tape, found, times, sequences);
        for (MixerBlock block : blocks.subList(0, blocks.size() - 1)) {
            x = block.apply(tape, x, dropout);
        }
        Part link = new Part(blocks.getLast().mean(tape, x, dropout), 0, sequences.ofQuery);
        Part[] parts = nodeFeatures.isAbsent()
                ? new Part[] {link}
                : new Part[] {link, Part.of(nodePart(tape, nodes, times, size), config.edgeWidth())};
        return LinearOp.apply(tape, size, output.weight(), output.bias(), Activation.NONE, parts);
    }

    /**
     * Which sequences are computed.
     *
     * @param query [m] the query that each sequence belongs to
     * @param ofQuery [Q] sequence of each query; merged, those without a past have one together
     */
    private record Sequences(int[] query, int[] ofQuery) {
        static Sequences of(Neighborhoods found, boolean merged) {
            int[] query = new int[found.size()];
            int[] ofQuery = new int[found.size()];
            int m = 0;
            int empty = -1;
            for (int q = 0; q < ofQuery.length; q++) {
                boolean shares = merged && found.count()[q] == 0;
                if (shares && empty >= 0) {
                    ofQuery[q] = empty;
                    continue;
                }
                empty = shares ? m : empty;
                ofQuery[q] = m;
                query[m++] = q;
            }
            return new Sequences(Arrays.copyOf(query, m), ofQuery);
        }
    }

    /** Projected tokens [k m, E]: each valid slot's time code once, each distinct event's feature once, pads the bias. */
    private Tensor tokens(Tape tape, Neighborhoods found, long[] times, Sequences sequences) {
        int k = found.width();
        int m = sequences.query.length;
        int[] timeRow = new int[k * m];
        int[] slotOf = new int[k * m];
        int valid = 0;
        for (int t = 0; t < k; t++) {
            for (int s = 0; s < m; s++) {
                int q = sequences.query[s];
                boolean isPad = t < k - found.count()[q];
                timeRow[t * m + s] = isPad ? -1 : valid;
                if (!isPad) {
                    slotOf[valid++] = q * k + t;
                }
            }
        }
        Part time = new Part(timeCodes(tape, found, times, slotOf, valid), config.edgeWidth(), padded(timeRow, valid));
        Part[] parts =
                edgeFeatures.isAbsent() ? new Part[] {time} : new Part[] {edgePart(tape, found, timeRow, slotOf), time};
        return LinearOp.apply(tape, k * m, projection.weight(), projection.bias(), Activation.NONE, parts);
    }

    /** Pads read row {@code zeros}. */
    private static int[] padded(int[] row, int zeros) {
        return Arrays.stream(row).map(r -> r < 0 ? zeros : r).toArray();
    }

    /** Time codes [valid + 1, T] of the valid slots; the last row is zero. */
    private Tensor timeCodes(Tape tape, Neighborhoods found, long[] times, int[] slotOf, int valid) {
        int width = config.timeWidth();
        float[] codes = tape.scratch((valid + 1) * width);
        Arrays.fill(codes, valid * width, (valid + 1) * width, 0f);
        tape.forRows(valid, 64, (from, to) -> {
            for (int v = from; v < to; v++) {
                int slot = slotOf[v];
                double now = times[slot / found.width()] * secondsPerTick;
                float dt = (float) (now - (float) (found.time()[slot] * secondsPerTick));
                tape.kernels().timeEncoding(dt, frequencies, phases, codes, v * width, width);
            }
        });
        return Tensor.constant(codes, valid + 1, width);
    }

    private Part edgePart(Tape tape, Neighborhoods found, int[] timeRow, int[] slotOf) {
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] row = new int[timeRow.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = timeRow[i] < 0 ? -1 : distinct.add(found.event()[slotOf[timeRow[i]]], 0);
        }
        int events = distinct.size();
        int width = edgeFeatures.width();
        float[] features = tape.scratch((events + 1) * width);
        Arrays.fill(features, events * width, (events + 1) * width, 0f);
        for (int e = 0; e < events; e++) {
            edgeFeatures.copyRow(distinct.nodes()[e], features, e * width);
        }
        return new Part(Tensor.constant(features, events + 1, width), 0, padded(row, events));
    }

    /** Raw feature plus the mean of the last G neighbors' features divided by G: [Q, width]. */
    private Tensor nodePart(Tape tape, int[] nodes, long[] times, int size) {
        int width = nodeFeatures.width();
        int gap = config.timeGap();
        float[] rows = tape.scratch(size * width);
        Neighborhoods found = new Neighborhoods();
        for (int from = 0; from < size; from += NODE_CHUNK) {
            int count = Math.min(NODE_CHUNK, size - from);
            int[] some = Arrays.copyOfRange(nodes, from, from + count);
            sampler.sample(some, Arrays.copyOfRange(times, from, from + count), count, gap, found, workers);
            int first = from;
            tape.forRows(count, 16, (a, b) -> {
                float[] feature = new float[width];
                for (int q = a; q < b; q++) {
                    mean(tape, found, q, feature, rows, (first + q) * width);
                    nodeFeatures.copyRow(some[q], feature, 0);
                    tape.kernels().axpy(1f, feature, 0, rows, (first + q) * width, width);
                }
            });
        }
        return Tensor.constant(rows, size, width);
    }

    private void mean(Tape tape, Neighborhoods found, int q, float[] feature, float[] target, int at) {
        int gap = found.width();
        int count = found.count()[q];
        Arrays.fill(target, at, at + feature.length, 0f);
        for (int i = gap - count; i < gap; i++) {
            nodeFeatures.copyRow(found.neighbor()[q * gap + i], feature, 0);
            tape.kernels().axpy(1f / count, feature, 0, target, at, feature.length);
        }
        for (int j = at; j < at + feature.length; j++) {
            target[j] /= gap;
        }
    }
}
