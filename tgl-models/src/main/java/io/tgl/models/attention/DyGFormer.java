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
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.models.attention.DyGFormerConfig.Padding;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.PairEncoder;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DyGFormer (Yu et al., "Towards Better Dynamic Graph Learning: New Architecture and Unified Library", NeurIPS 2023) as
 * DyGLib computes it. Each end of a link is the sequence of itself and its past neighbors, newest events last, cut into
 * patches of P positions. A token holds four channels of a patch: node features, edge features, time codes, and how
 * often the nodes stand in both sequences. One Transformer without mask runs over the tokens of both ends; an embedding
 * is a linear map of the mean over an end's tokens.
 *
 * <p>Pads take part in attention and mean. How many there are is a setting, {@link Padding}: the reference's depends on
 * what else is in the batch.
 *
 * <p>What need not be computed: node, edge and time channels hang on one end alone; all pads of a link are one token
 * with a multiplicity; counts take few values, so their encoding is a table.
 *
 * <p>Letters: N embedding width, C channel width, T time width, P positions a patch, R tokens of all links, n links.
 */
public final class DyGFormer implements PairEncoder {
    private static final int CHANNELS = 4;
    private static final int TOKENS_AT_ONCE = 1 << 10;

    private final DyGFormerConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final Workers workers;
    private final TimeEncoding time;
    private final Linear countMap1;
    private final Linear countMap2;
    private final Linear nodeMap;
    private final Linear edgeMap;
    private final Linear timeMap;
    private final Linear countMap;
    private final TransformerEncoder[] blocks;
    private final Linear output;
    private NeighborSampler sampler = NeighborSource.NONE::recent;

    private DyGFormer(
            DyGFormerConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            Compute compute,
            Parameters parameters,
            Initializers init) {
        this.config = config;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.workers = compute.workers();
        int c = config.channelWidth();
        int p = config.patch();
        this.time = TimeEncoding.create(parameters, "model.time_encoder", config.timeWidth());
        String counts = "model.neighbor_co_occurrence_encoder.neighbor_co_occurrence_encode_layer.";
        this.countMap1 = Linear.create(parameters, init, counts + "0", 1, c);
        this.countMap2 = Linear.create(parameters, init, counts + "2", c, c);
        String projection = "model.projection_layer.";
        this.nodeMap = Linear.create(parameters, init, projection + "node", p * config.nodeWidth(), c);
        this.edgeMap = Linear.create(parameters, init, projection + "edge", p * config.edgeWidth(), c);
        this.timeMap = Linear.create(parameters, init, projection + "time", p * config.timeWidth(), c);
        this.countMap = Linear.create(parameters, init, projection + "neighbor_co_occurrence", p * c, c);
        this.blocks = new TransformerEncoder[config.layers()];
        for (int l = 0; l < blocks.length; l++) {
            blocks[l] = new TransformerEncoder(
                    parameters, init, "model.transformers." + l, CHANNELS * c, config.heads(), Norm.PRE);
        }
        this.output = Linear.create(parameters, init, "model.output_layer", CHANNELS * c, config.nodeWidth());
    }

    /**
     * A model of fresh parameters.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters and dropout
     */
    public static EncodedScorer scorer(
            DyGFormerConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        EncodedScorer.requireWidths("DyGFormer", nodeFeatures, config.nodeWidth(), edgeFeatures, config.edgeWidth());
        EncodedScorer.Training training =
                new EncodedScorer.Training(config.dropout(), config.learningRate(), config.mergeDropout(), seed);
        return EncodedScorer.ofPairs(
                (parameters, init, own) ->
                        new DyGFormer(config, nodeFeatures, edgeFeatures, secondsPerTick, own, parameters, init),
                config.nodeWidth(),
                training,
                compute);
    }

    @Override
    public String name() {
        return "DyGFormer";
    }

    @Override
    public void attach(NeighborSource neighbors) {
        sampler = neighbors::recent;
    }

    @Override
    public boolean dependsOnCall() {
        return config.padding() == DyGFormerConfig.Padding.BATCH;
    }

    @Override
    public int pairsAtOnce() {
        return Math.max(1, TOKENS_AT_ONCE / (2 * fullLength()));
    }

    /** Patches of a sequence of {@code maxLength}. */
    private int fullLength() {
        return Math.ceilDiv(config.maxLength(), config.patch());
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
            source[i] = ends.add(queries.source()[i], queries.time()[i]);
            destination[i] = ends.add(queries.destination()[i], queries.time()[i]);
        }
        History history = look(ends.nodes(), ends.times(), ends.size());
        LinkTokens tokens = new LinkTokens(
                history,
                source,
                destination,
                patches(calls, true, history, source),
                patches(calls, false, history, destination),
                config.patch(),
                merged);
        float[] multiplicity = merged ? tokens.multiplicity() : null;
        Term[] channels = channels(tape, history, tokens);
        Tensor x = SumOp.apply(tape, tokens.sequences().rows(), CHANNELS * config.channelWidth(), channels);
        int last = blocks.length - 1;
        for (int l = 0; l < last; l++) {
            String place = "transformers." + l;
            x = l == 0
                    ? blocks[l].encodeSums(tape, x, channels, tokens.sequences(), multiplicity, dropout, place)
                    : blocks[l].encode(tape, x, tokens.sequences(), multiplicity, dropout, place);
        }
        Tensor means = blocks[last].encodeMeans(
                tape, x, tokens.sequences(), multiplicity, tokens.means(), dropout, merged, "transformers." + last);
        Tensor z = LinearOp.apply(tape, 2 * n, output.weight(), output.bias(), Activation.NONE, Part.of(means, 0));
        int[] sourceRow = new int[n];
        int[] destinationRow = new int[n];
        Arrays.setAll(sourceRow, i -> i);
        Arrays.setAll(destinationRow, i -> n + i);
        return new Ends(z, sourceRow, destinationRow);
    }

    private History look(int[] nodes, long[] times, int n) {
        return History.of(nodes, times, n, sampler, config.maxLength() - 1, secondsPerTick, workers);
    }

    /** Patches of one side of each link, pads included. */
    private int[] patches(List<Call> calls, boolean sources, History history, int[] end) {
        int[] patches = new int[end.length];
        int at = 0;
        for (Call call : calls) {
            int longest = config.padding() == Padding.BATCH ? longest(call, sources) : fullLength();
            for (int i = 0; i < call.size(); i++, at++) {
                int own = Math.ceilDiv(history.sequences().length(end[at]), config.patch());
                patches[at] = config.padding() == Padding.NONE ? own : longest;
            }
        }
        return patches;
    }

    /** Patches of the longest sequence of one side of a call. */
    private int longest(Call call, boolean sources) {
        LinkQueries queries = call.queries();
        History all = look(sources ? queries.source() : queries.destination(), queries.time(), queries.size());
        int longest = 0;
        for (int i = 0; i < queries.size(); i++) {
            longest = Math.max(longest, all.sequences().length(i));
        }
        return Math.ceilDiv(longest, config.patch());
    }

    /** What the tokens [R, 4 C] are sums of: channels that hang on one end by patch, counts by their number. */
    private Term[] channels(Tape tape, History history, LinkTokens tokens) {
        int[] position = tokens.positions();
        int patches = position.length / config.patch();
        int[] node = new int[position.length];
        int[] event = new int[position.length];
        for (int i = 0; i < position.length; i++) {
            node[i] = position[i] < 0 ? -1 : history.node()[position[i]];
            event[i] = position[i] < 0 ? -1 : history.event()[position[i]];
        }
        Tensor nodes = FeatureChannel.project(tape, nodeFeatures, nodeMap, node, patches, config.patch());
        Tensor edges = FeatureChannel.project(tape, edgeFeatures, edgeMap, event, patches, config.patch());
        int rows = tokens.sequences().rows();
        int c = config.channelWidth();
        Tensor times = times(tape, history, position, patches);
        List<Term> everywhere = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        add(nodes, 0, tokens.patchOf(), everywhere, terms);
        add(edges, c, tokens.patchOf(), everywhere, terms);
        everywhere.add(Term.of(countMap.bias(), 3 * c));
        terms.add(new Term(times, 2 * c, tokens.patchOf()));
        counts(tape, tokens, terms);
        Tensor constant = SumOp.apply(tape, 1, CHANNELS * c, everywhere.toArray(Term[]::new));
        terms.addFirst(Term.everywhere(constant, 0, rows));
        return terms.toArray(Term[]::new);
    }

    private static void add(Tensor channel, int column, int[] rowOf, List<Term> everywhere, List<Term> terms) {
        if (channel.rows() == 1) {
            everywhere.add(Term.of(channel, column));
        } else {
            terms.add(new Term(channel, column, rowOf));
        }
    }

    /** Time channel [patches, C]: a position without event has a code of zeros. */
    private Tensor times(Tape tape, History history, int[] position, int patches) {
        Tensor code = TimeEncodingOp.apply(
                tape, time.w(), time.b(), history.dt(), history.sequences().rows());
        Tensor padded = GatherOp.apply(tape, code, position, position.length);
        Tensor joined = padded.reshaped(patches, config.patch() * config.timeWidth());
        return LinearOp.apply(tape, patches, timeMap.weight(), timeMap.bias(), Activation.NONE, Part.of(joined, 0));
    }

    /**
     * Count channel without its bias: g(count in source) + g(count in destination) with g(c) = W_2 relu(W_1 c + b_1) +
     * b_2, of the positions side by side, through a linear map. g is a table of the counts that occur, and the map is
     * applied to it: a table [counts, C] a position of a patch.
     */
    private void counts(Tape tape, LinkTokens tokens, List<Term> terms) {
        int size = tokens.largestCount() + 1;
        float[] count = tape.scratch(size);
        for (int v = 0; v < size; v++) {
            count[v] = v;
        }
        Tensor hidden = LinearOp.apply(
                tape,
                size,
                countMap1.weight(),
                countMap1.bias(),
                Activation.RELU,
                Part.of(Tensor.constant(count, size, 1), 0));
        Tensor table =
                LinearOp.apply(tape, size, countMap2.weight(), countMap2.bias(), Activation.NONE, Part.of(hidden, 0));
        int c = config.channelWidth();
        for (int p = 0; p < config.patch(); p++) {
            Tensor mapped = LinearOp.apply(tape, size, countMap.weight(), null, Activation.NONE, Part.of(table, p * c));
            terms.add(new Term(mapped, 3 * c, tokens.inSource()[p]));
            terms.add(new Term(mapped, 3 * c, tokens.inDestination()[p]));
        }
    }
}
