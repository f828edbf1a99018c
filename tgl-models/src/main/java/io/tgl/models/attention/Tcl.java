package io.tgl.models.attention;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.nn.TransformerEncoder;
import io.tgl.core.nn.TransformerEncoder.Norm;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPairs;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.PairEncoder;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.List;

/**
 * TCL (Wang et al., "TCL: Transformer-based Dynamic Graph Modelling via Contrastive Learning", 2021) as DyGLib computes
 * it. Each end of a link is a sequence of tokens: the node itself and its k past neighbors, a token being the sum of
 * the projected node feature, edge feature and time code and of a learned code of the position. A block lets each end
 * attend to itself and then to the other end, with the same weights; the embedding is a linear map of the first token.
 *
 * <p>What need not be computed: pads (masked keys whose outputs nobody reads); the first self-attention of an end that
 * stands in several links; in the last block all tokens but the first of the cross-attention.
 *
 * <p>Letters: N width, T time width, S sequences, R tokens in all, n links.
 */
public final class Tcl implements PairEncoder {
    private static final int TOKENS_AT_ONCE = 1 << 10;

    private final TclConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final long seed;
    private final Workers workers;
    private final TimeEncoding time;
    private final Tensor position;
    private final Linear nodeMap;
    private final Linear edgeMap;
    private final Linear timeMap;
    private final TransformerEncoder[] blocks;
    private final Linear output;
    private NeighborSampler sampler = NeighborSource.NONE::recent;

    private Tcl(
            TclConfig config,
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
        int n = config.nodeWidth();
        this.time = TimeEncoding.create(parameters, "model.time_encoder", config.timeWidth());
        int positions = config.neighbors() + 1;
        float[] codes = new float[positions * n];
        String name = "model.depth_embedding.weight";
        RandomStreams.normals(RandomStreams.key(seed, "init/" + name), 0, codes, 0, codes.length);
        this.position = parameters.add(name, codes, positions, n);
        this.nodeMap = Linear.create(parameters, init, "model.projection_layer.node", n, n);
        this.edgeMap = Linear.create(parameters, init, "model.projection_layer.edge", config.edgeWidth(), n);
        this.timeMap = Linear.create(parameters, init, "model.projection_layer.time", config.timeWidth(), n);
        this.blocks = new TransformerEncoder[config.layers()];
        for (int l = 0; l < blocks.length; l++) {
            blocks[l] =
                    new TransformerEncoder(parameters, init, "model.transformers." + l, n, config.heads(), Norm.POST);
        }
        this.output = Linear.create(parameters, init, "model.output_layer", n, n);
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
            TclConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        EncodedScorer.requireWidths("TCL", nodeFeatures, config.nodeWidth(), edgeFeatures, config.edgeWidth());
        EncodedScorer.Training training =
                new EncodedScorer.Training(config.dropout(), config.learningRate(), config.mergeDropout(), seed);
        return EncodedScorer.ofPairs(
                (parameters, init, own) ->
                        new Tcl(config, nodeFeatures, edgeFeatures, secondsPerTick, seed, own, parameters, init),
                config.nodeWidth(),
                training,
                compute);
    }

    @Override
    public String name() {
        return "TCL";
    }

    @Override
    public void attach(NeighborSource neighbors) {
        sampler = config.sampling().over(neighbors, seed);
    }

    @Override
    public int pairsAtOnce() {
        return Math.max(1, TOKENS_AT_ONCE / (2 * (config.neighbors() + 1)));
    }

    /** Sequences and, for each link, which of them are its ends. */
    private record Links(Sequences sequences, int[] source, int[] destination) {
        int count() {
            return source.length;
        }

        /** The source of each link, which reads its destination; then the destinations, which read their sources. */
        AttentionPairs both(Sequences queries) {
            int[] reader = join(source, destination);
            return new AttentionPairs(queries, reader, sequences, join(destination, source), null);
        }

        private static int[] join(int[] a, int[] b) {
            int[] joined = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, joined, a.length, b.length);
            return joined;
        }

        /** After a cross-attention each link has two sequences of its own. */
        Links crossed(Sequences results) {
            int n = count();
            int[] first = new int[n];
            int[] second = new int[n];
            Arrays.setAll(first, i -> i);
            Arrays.setAll(second, i -> n + i);
            return new Links(results, first, second);
        }
    }

    @Override
    public Ends embed(Tape tape, List<Call> calls, Dropouts dropout, boolean merged) {
        LinkQueries queries = Call.joined(calls);
        int n = queries.size();
        QueryIndex ends = new QueryIndex();
        ends.clear();
        int[] source = new int[n];
        int[] destination = new int[n];
        for (int i = 0; i < n; i++) {
            source[i] = end(ends, queries.source()[i], queries.time()[i], merged);
            destination[i] = end(ends, queries.destination()[i], queries.time()[i], merged);
        }
        History history = History.of(
                ends.nodes(), ends.times(), ends.size(), sampler, config.neighbors(), secondsPerTick, workers);
        Links links = new Links(history.sequences(), source, destination);
        Tensor x = tokens(tape, history);
        for (int l = 0; l < blocks.length; l++) {
            String place = "transformers." + l;
            Tensor own = blocks[l].encode(tape, x, links.sequences, null, dropout, place + "/self");
            boolean last = l == blocks.length - 1;
            Sequences readers = last ? Sequences.uniform(links.sequences.count(), 1) : links.sequences;
            Tensor asking = last ? first(tape, own, links.sequences) : own;
            AttentionPairs pairs = links.both(readers);
            x = blocks[l].cross(tape, asking, own, pairs, last, dropout, place + "/cross");
            links = links.crossed(pairs.results());
        }
        Tensor z = LinearOp.apply(tape, 2 * n, output.weight(), output.bias(), Activation.NONE, Part.of(x, 0));
        return new Ends(z, links.source, links.destination);
    }

    private static int end(QueryIndex ends, int node, long time, boolean merged) {
        return merged ? ends.add(node, time) : ends.append(node, time);
    }

    /** The first token of each sequence. */
    private static Tensor first(Tape tape, Tensor x, Sequences sequences) {
        return GatherOp.apply(tape, x, sequences.offset(), sequences.count());
    }

    /** Tokens [R, N]. */
    private Tensor tokens(Tape tape, History history) {
        int rows = history.sequences().rows();
        Tensor nodes = FeatureChannel.project(tape, nodeFeatures, nodeMap, history.node(), rows, 1);
        Tensor edges = FeatureChannel.project(tape, edgeFeatures, edgeMap, history.event(), rows, 1);
        Tensor code = TimeEncodingOp.apply(tape, time.w(), time.b(), history.dt(), rows);
        Tensor times = LinearOp.apply(tape, rows, timeMap.weight(), timeMap.bias(), Activation.NONE, Part.of(code, 0));
        return SumOp.apply(
                tape,
                rows,
                config.nodeWidth(),
                FeatureChannel.term(nodes, 0, null, rows),
                FeatureChannel.term(edges, 0, null, rows),
                Term.of(times, 0),
                new Term(position, 0, history.slot()));
    }
}
