package io.tgl.models.attention;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.TemporalAttention;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.NeighborAttentionOp.Slots;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.NodeEncoder;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * Temporal graph attention (Xu et al., "Inductive Representation Learning on Temporal Graphs", ICLR 2020) as DyGLib
 * computes it: h^0(v, t) is the raw node feature; layer l attends from h^(l-1)(v, t) to h^(l-1)(v_i, t_i) of the k past
 * events (v_i, t_i) of v before t, each of which is in turn embedded at its own time. Every merge layer reads the raw
 * feature of v once more.
 *
 * <p>What need not be computed: an inner embedding hangs on the time of its event and not on the query's, so each distinct
 * (node, time) is embedded once a batch, and in scoring kept until the weights change. Without node features h^0 is zero,
 * and all queries of layer 1 are one vector.
 *
 * <p>An inner time is rounded to float32 as in the reference, but never past the time of the query that it serves.
 *
 * <p>Letters: N node width, k neighbors, Q queries, M rows that the layer above reads.
 */
public final class Tgat implements NodeEncoder {
    /** Most floats of kept embeddings a layer: 128 MiB. */
    private static final int KEPT_FLOATS = 1 << 25;

    private final TgatConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final long seed;
    private final Workers workers;
    private final TemporalAttention[] layers;
    private final KeptEmbeddings[] kept;
    private NeighborSampler sampler = NeighborSource.NONE::recent;
    private boolean keeps;

    private Tgat(
            TgatConfig config,
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
        this.layers = new TemporalAttention[config.layers()];
        this.kept = new KeptEmbeddings[config.layers()];
        TimeEncoding time = TimeEncoding.create(parameters, "model.time_encoder", config.timeWidth());
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new TemporalAttention(
                    parameters, init, "model", l, config.nodeWidth(), config.edgeWidth(), config.heads(), time);
            kept[l] = new KeptEmbeddings(config.nodeWidth(), KEPT_FLOATS);
        }
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
            TgatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        EncodedScorer.requireWidths("TGAT", nodeFeatures, config.nodeWidth(), edgeFeatures, config.edgeWidth());
        EncodedScorer.Training training =
                new EncodedScorer.Training(config.dropout(), config.learningRate(), config.mergeDropout(), seed);
        return EncodedScorer.ofNodes(
                (parameters, init, own) ->
                        new Tgat(config, nodeFeatures, edgeFeatures, secondsPerTick, seed, own, parameters, init),
                config.nodeWidth(),
                training,
                compute);
    }

    @Override
    public String name() {
        return "TGAT";
    }

    /** Inner embeddings are kept over a source that never changes. */
    @Override
    public void attach(NeighborSource neighbors) {
        sampler = config.sampling().over(neighbors, seed);
        keeps = neighbors instanceof TemporalAdjacency;
        parametersChanged();
    }

    @Override
    public void parametersChanged() {
        for (KeptEmbeddings embeddings : kept) {
            embeddings.clear();
        }
    }

    @Override
    public Tensor embed(Tape tape, int[] nodes, long[] times, int size, Dropouts dropout, boolean merged) {
        return layer(tape, layers.length, nodes, times, size, dropout, merged);
    }

    /** h^l [n, N] of n (node, time) queries. */
    private Tensor layer(Tape tape, int l, int[] nodes, long[] times, int n, Dropouts dropout, boolean merged) {
        Neighborhoods found = new Neighborhoods();
        sampler.sample(nodes, times, n, config.neighbors(), found, workers);
        if (l == 1 && nodeFeatures.isAbsent()) {
            Slots slots = slots(found, new int[0], times);
            return layers[0].applyWithoutNodes(tape, slots, dropout.of("attention/0"), dropout.of("output/0"));
        }
        Below below = l == 1 ? rawRows(nodes, n, found) : innerQueries(nodes, times, n, found, merged);
        Tensor h = l == 1
                ? rawFeatures(tape, below.query.nodes, below.query.size)
                : inner(tape, l - 1, below, dropout, merged);
        Tensor own = l == 1 ? h : rawFeatures(tape, nodes, n);
        return layers[l - 1].apply(
                tape,
                h,
                new TemporalAttention.Anchors(below.anchorRow, below.anchors, below.anchorOf, own, ascending(n)),
                slots(found, below.slotRow, times),
                dropout.of("attention/" + (l - 1)),
                dropout.of("output/" + (l - 1)));
    }

    private Slots slots(Neighborhoods found, int[] row, long[] times) {
        int k = found.width();
        float[] dt = new float[found.size() * k];
        for (int s = 0; s < dt.length; s++) {
            double now = times[s / k] * secondsPerTick;
            dt[s] = (float) (now - (float) (found.time()[s] * secondsPerTick));
        }
        return new Slots(found.size(), k, found.count(), row, found.event(), dt, edgeFeatures);
    }

    /**
     * What a layer reads of the one below.
     *
     * @param query the (node, time) pairs of its rows
     * @param own the first rows, which are the queries' own
     * @param anchorRow row of each distinct query vector
     * @param anchorOf [Q] which of them a query has
     * @param slotRow [Q, k] row of each neighbor, -1 for none
     */
    private record Below(Rows query, int own, int[] anchorRow, int anchors, int[] anchorOf, int[] slotRow) {}

    private record Rows(int[] nodes, long[] times, int size) {}

    /** Rows of layer 0: a row a distinct node, the padding node among them, whatever the time. */
    private static Below rawRows(int[] nodes, int n, Neighborhoods found) {
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] anchorOf = new int[n];
        for (int q = 0; q < n; q++) {
            anchorOf[q] = distinct.add(nodes[q], 0);
        }
        int anchors = distinct.size();
        int[] slotRow = new int[n * found.width()];
        for (int s = 0; s < slotRow.length; s++) {
            slotRow[s] = found.neighbor()[s] < 0 ? -1 : distinct.add(found.neighbor()[s], 0);
        }
        Rows rows = new Rows(distinct.nodes(), distinct.times(), distinct.size());
        return new Below(rows, anchors, ascending(anchors), anchors, anchorOf, slotRow);
    }

    private Tensor rawFeatures(Tape tape, int[] nodes, int n) {
        int width = nodeFeatures.width();
        float[] raw = tape.scratch(n * width);
        for (int r = 0; r < n; r++) {
            nodeFeatures.copyRow(nodes[r], raw, r * width);
        }
        return Tensor.constant(raw, n, width);
    }

    /** The queries that the layer below must answer: these, and each neighbor at the time of its event. */
    private static Below innerQueries(int[] nodes, long[] times, int n, Neighborhoods found, boolean merged) {
        int k = found.width();
        int[] slotRow = new int[n * k];
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] ownRow = new int[n];
        int size = merged ? 0 : n;
        int[] allNodes = Arrays.copyOf(nodes, merged ? 0 : n * (k + 1));
        long[] allTimes = Arrays.copyOf(times, merged ? 0 : n * (k + 1));
        for (int q = 0; q < n; q++) {
            ownRow[q] = merged ? distinct.add(nodes[q], times[q]) : q;
        }
        int own = merged ? distinct.size() : n;
        for (int slot = 0; slot < slotRow.length; slot++) {
            int q = slot / k;
            // Without neighbors a query attends to its pads, which are embedded like any node.
            boolean read = slot % k >= k - found.count()[q] || found.count()[q] == 0;
            long time = Math.min((long) (float) found.time()[slot], times[q]);
            if (read && !merged) {
                allNodes[size] = found.neighbor()[slot];
                allTimes[size] = time;
            }
            slotRow[slot] = !read ? -1 : merged ? distinct.add(found.neighbor()[slot], time) : size++;
        }
        Rows rows = merged
                ? new Rows(distinct.nodes(), distinct.times(), distinct.size())
                : new Rows(allNodes, allTimes, size);
        return new Below(rows, own, ownRow, n, ascending(n), slotRow);
    }

    private static int[] ascending(int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        return all;
    }

    /** h^l of the rows that the layer above reads: in scoring, those of past events are computed once and kept. */
    private Tensor inner(Tape tape, int l, Below below, Dropouts dropout, boolean merged) {
        Rows rows = below.query;
        if (tape.recording() || !keeps) {
            return layer(tape, l, rows.nodes, rows.times, rows.size, dropout, merged);
        }
        KeptEmbeddings embeddings = kept[l - 1];
        int[] missing = embeddings.missing(rows.nodes, rows.times, below.own, rows.size);
        int[] nodes = new int[missing.length];
        long[] times = new long[missing.length];
        for (int i = 0; i < missing.length; i++) {
            nodes[i] = rows.nodes[missing[i]];
            times[i] = rows.times[missing[i]];
        }
        Tensor computed = layer(tape, l, nodes, times, missing.length, dropout, merged);
        Tensor h = tape.result(rows.size, config.nodeWidth(), false);
        embeddings.complete(rows.nodes, rows.times, below.own, rows.size, missing, computed.data(), h.data());
        return h;
    }
}
