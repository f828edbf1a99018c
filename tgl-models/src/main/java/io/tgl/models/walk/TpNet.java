package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.HistoryBound;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.MixerBlock;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.FoldColumnsOp;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.core.tensor.op.TokenMixingOp;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.walk.TpNetConfig.Pads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * TPNet (Lu et al., "Improving Temporal Link Prediction via Temporal Walk Matrix Projection", NeurIPS 2024) as released.
 * How two nodes hang together is read from {@link WalkMatrices}, which advance with every batch:
 *
 * <ol>
 *   <li>relation r(a, b) = W_2 relu(W_1 log(1 + relu(M M^T)) + b_1) + b_2, M the stacked rows of a and b in all matrices;
 *   <li>a side of the link (u, v), x of u or v, is the sequence of x's recent neighbors w_i, a token of which is
 *       [node ; phi(log(1 + t - t_i)) ; edge ; r(w_i, u) ; r(w_i, v)] through two linear maps;
 *   <li>mixer blocks as in GraphMixer, and the mean over tokens: z_x;
 *   <li>logit = W_4 relu(W_3 [z_u ; z_v ; r(u, v)] + b_3) + b_4.
 * </ol>
 *
 * <p>The matrices are those before the batch, the neighbors those before the query. Relations are computed once for each
 * distinct pair of nodes, time codes once for each (node, time).
 *
 * <p>Letters: N node width, E edge width, T time width, R relation width, K tokens a sequence; n queries, m = 2 n sides
 * (sources, then destinations), D distinct nodes, Q distinct (node, time).
 */
public final class TpNet extends PairModel {
    private static final int TOKENS_AT_ONCE = 1 << 12;

    private final TpNetConfig config;
    private final TpNetLayers layers;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final long seed;
    private final Compute compute;
    private final WalkMatrices matrices;
    private final int[] productColumns;
    private NeighborSampler sampler = TpNet::noNeighbors;

    /**
     * A model of fresh parameters and no walk.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent; their number decides the width of the projections
     * @param secondsPerTick length of a tick in the unit of decay and time ladder
     * @param seed of parameters, dropout, projections and sampling
     */
    public TpNet(
            TpNetConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this(
                config,
                nodeFeatures,
                edgeFeatures,
                secondsPerTick,
                seed,
                config.projectionWidth(nodeFeatures.rows(), edgeFeatures.rows()),
                compute);
    }

    /** A model of projections of this width. */
    TpNet(
            TpNetConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            int width,
            Compute compute) {
        this(
                config,
                nodeFeatures,
                edgeFeatures,
                secondsPerTick,
                width,
                Parts.create(config.dropout(), config.learningRate(), 1f, seed, compute));
    }

    private TpNet(
            TpNetConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            int width,
            Parts parts) {
        this(
                config,
                nodeFeatures,
                edgeFeatures,
                secondsPerTick,
                width,
                parts,
                TpNetLayers.create(config, parts.parameters(), parts.init()));
    }

    private TpNet(
            TpNetConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            int width,
            Parts parts,
            TpNetLayers layers) {
        super(parts);
        if (nodeFeatures.width() > config.nodeWidth() || edgeFeatures.width() > config.edgeWidth()) {
            throw InvalidInput.at(
                    "TPNet features",
                    "at most " + config.nodeWidth() + " a node and " + config.edgeWidth() + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
        this.config = config;
        this.layers = layers;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.seed = parts.seed();
        this.compute = parts.compute();
        this.matrices = new WalkMatrices(nodeFeatures.rows(), width, config, secondsPerTick, seed, compute);
        this.productColumns = WalkRelations.columns(config.hops());
    }

    private static void noNeighbors(
            int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        out.resize(size, k);
    }

    @Override
    public String name() {
        return "TPNet";
    }

    @Override
    public Visibility visibility() {
        return Visibility.EVENT;
    }

    @Override
    public void attach(NeighborSource neighbors) {
        sampler = config.sampling().over(neighbors, seed);
    }

    @Override
    public int embeddingWidth() {
        return config.nodeWidth();
    }

    @Override
    int queriesAtOnce() {
        return Math.max(1, TOKENS_AT_ONCE / (2 * config.neighbors()));
    }

    @Override
    void enter(int epoch) {
        matrices.enter(epoch);
    }

    @Override
    Tensor logits(Tape tape, LinkQueries queries, Dropouts dropouts) {
        Question question = new Question(queries);
        WalkRelations walks = question.walks(tape);
        Tensor products = walks.ofNodes(tape);
        Tensor z = sides(tape, question, walks, products, dropouts);
        Tensor relation = relations(tape, walks, products, question.ends);
        tape.phase("head");
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        Arrays.setAll(source, i -> i);
        Arrays.setAll(destination, i -> n + i);
        Tensor hidden = LinearOp.apply(
                tape,
                n,
                layers.head1().weight(),
                layers.head1().bias(),
                Activation.RELU,
                Part.of(GatherOp.apply(tape, z, source, n), 0),
                Part.of(GatherOp.apply(tape, z, destination, n), config.nodeWidth()),
                new Part(relation, 2 * config.nodeWidth(), question.endsOfQuery));
        return LinearOp.apply(
                tape, n, layers.head2().weight(), layers.head2().bias(), Activation.NONE, Part.of(hidden, 0));
    }

    @Override
    Tensor ends(Tape tape, LinkQueries queries, boolean sources) {
        Question question = new Question(queries);
        WalkRelations walks = question.walks(tape);
        Tensor z = sides(tape, question, walks, walks.ofNodes(tape), Dropouts.NONE);
        int[] row = new int[queries.size()];
        Arrays.setAll(row, i -> sources ? i : row.length + i);
        return GatherOp.apply(tape, z, row, row.length);
    }

    /** What a call asks: neighborhoods of its distinct (node, time), tokens of its sides, and the pairs to be related. */
    private final class Question {
        private final int sides;
        private final int[] endOfSide;
        private final QueryIndex asked = index();
        private final Neighborhoods found = new Neighborhoods();
        private final QueryIndex nodes = index();
        /** Pairs (w, u), (w, v) and (u, v) as numbers of nodes. */
        private final QueryIndex withSource = index();

        private final QueryIndex withDestination = index();
        private final QueryIndex ends = index();
        private final int[] sourcePairOfToken;
        private final int[] destinationPairOfToken;
        private final int[] endsOfQuery;
        /** By token, tokens outermost: slot of its neighborhood, number of its neighbor. */
        private final int[] slotOfToken;

        private final int[] nodeOfToken;

        Question(LinkQueries queries) {
            int n = queries.size();
            int k = config.neighbors();
            sides = 2 * n;
            endOfSide = new int[sides];
            for (int i = 0; i < n; i++) {
                endOfSide[i] = asked.add(queries.source()[i], queries.time()[i]);
                endOfSide[n + i] = asked.add(queries.destination()[i], queries.time()[i]);
            }
            compute.clock().enter("sampling");
            sampler.sample(asked.nodes(), asked.times(), asked.size(), k, found, compute.workers());
            compute.clock().enter("index");
            sourcePairOfToken = new int[k * sides];
            destinationPairOfToken = new int[k * sides];
            slotOfToken = new int[k * sides];
            nodeOfToken = new int[k * sides];
            endsOfQuery = new int[n];
            for (int i = 0; i < n; i++) {
                int u = nodes.add(queries.source()[i], 0);
                int v = nodes.add(queries.destination()[i], 0);
                endsOfQuery[i] = ends.add(u, v);
                place(i, u, v);
                place(n + i, u, v);
            }
        }

        private void place(int side, int u, int v) {
            int k = config.neighbors();
            for (int t = 0; t < k; t++) {
                int slot = endOfSide[side] * k + t;
                int token = t * sides + side;
                int w = nodes.add(found.neighbor()[slot], 0);
                slotOfToken[token] = slot;
                nodeOfToken[token] = w;
                sourcePairOfToken[token] = withSource.add(w, u);
                destinationPairOfToken[token] = withDestination.add(w, v);
            }
        }

        WalkRelations walks(Tape tape) {
            tape.phase("walks");
            return new WalkRelations(tape, matrices, nodes, config.hops());
        }
    }

    private static QueryIndex index() {
        QueryIndex index = new QueryIndex();
        index.clear();
        return index;
    }

    /** z [m, N] of the sides. */
    private Tensor sides(
            Tape tape, Question question, WalkRelations walks, Tensor products, Dropouts dropouts) {
        Tensor withSource = relations(tape, walks, products, question.withSource);
        Tensor withDestination = relations(tape, walks, products, question.withDestination);
        tape.phase("tokens");
        Tensor x = tokens(tape, question, withSource, withDestination);
        tape.phase("mixer");
        for (MixerBlock block : layers.blocks()) {
            x = block.apply(tape, x, dropouts);
        }
        return TokenMixingOp.mean(tape, x, config.neighbors());
    }

    /** r(a, b) [pairs, R]. */
    private Tensor relations(Tape tape, WalkRelations walks, Tensor ofNodes, QueryIndex pairs) {
        tape.phase("walks");
        Tensor ofPairs = walks.ofPairs(tape, pairs);
        tape.phase("relations");
        int n = pairs.size();
        int[] first = new int[n];
        int[] second = new int[n];
        for (int p = 0; p < n; p++) {
            first[p] = pairs.nodes()[p];
            second[p] = (int) pairs.times()[p];
        }
        int block = ofPairs.columns();
        Tensor weight = FoldColumnsOp.apply(tape, layers.relation1().weight(), productColumns, 3 * block);
        Tensor hidden = LinearOp.apply(
                tape,
                n,
                weight,
                layers.relation1().bias(),
                Activation.RELU,
                new Part(ofNodes, 0, first),
                new Part(ofNodes, block, second),
                Part.of(ofPairs, 2 * block));
        return LinearOp.apply(
                tape, n, layers.relation2().weight(), layers.relation2().bias(), Activation.NONE, Part.of(hidden, 0));
    }

    /** Tokens [K m, N], tokens outermost. */
    private Tensor tokens(Tape tape, Question question, Tensor withSource, Tensor withDestination) {
        int rows = question.slotOfToken.length;
        int timeColumn = config.nodeWidth();
        int edgeColumn = timeColumn + config.timeWidth();
        int relationColumn = edgeColumn + config.edgeWidth();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(timeCodes(tape, question), timeColumn, question.slotOfToken));
        parts.add(new Part(withSource, relationColumn, question.sourcePairOfToken));
        parts.add(new Part(withDestination, relationColumn + config.relationWidth(), question.destinationPairOfToken));
        if (!nodeFeatures.isAbsent()) {
            Tensor features = features(tape, nodeFeatures, question.nodes);
            parts.add(new Part(features, 0, question.nodeOfToken));
        }
        if (!edgeFeatures.isAbsent()) {
            QueryIndex events = index();
            int[] eventOfToken = new int[rows];
            for (int t = 0; t < rows; t++) {
                eventOfToken[t] = events.add(question.found.event()[question.slotOfToken[t]], 0);
            }
            parts.add(new Part(features(tape, edgeFeatures, events), edgeColumn, eventOfToken));
        }
        Tensor hidden = LinearOp.apply(
                tape,
                rows,
                layers.token1().weight(),
                layers.token1().bias(),
                Activation.RELU,
                parts.toArray(Part[]::new));
        Tensor x = LinearOp.apply(
                tape, rows, layers.token2().weight(), layers.token2().bias(), Activation.NONE, Part.of(hidden, 0));
        if (config.pads() == Pads.COUNTED) {
            return x;
        }
        int[] rowOf = new int[rows];
        Arrays.setAll(rowOf, t -> question.found.neighbor()[question.slotOfToken[t]] < 0 ? -1 : t);
        return GatherOp.apply(tape, x, rowOf, rows);
    }

    /** phi(log(1 + t - t_i)) [Q K, T] of every slot; a pad's event is at time 0. */
    private Tensor timeCodes(Tape tape, Question question) {
        int k = config.neighbors();
        int slots = question.asked.size() * k;
        float[] gap = tape.scratch(slots);
        for (int s = 0; s < slots; s++) {
            double now = question.asked.times()[s / k] * secondsPerTick;
            float dt = (float) (now - (float) (question.found.time()[s] * secondsPerTick));
            // Where float32 times are coarser than the gap, the released difference may be negative.
            gap[s] = 1f + Math.max(dt, 0f);
        }
        tape.kernels().log(gap, 0, gap, 0, slots);
        return TimeEncodingOp.apply(tape, layers.time().w(), layers.time().b(), gap, slots);
    }

    private static Tensor features(Tape tape, FeatureTable table, QueryIndex ids) {
        int width = table.width();
        float[] rows = tape.scratch(ids.size() * width);
        for (int i = 0; i < ids.size(); i++) {
            table.copyRow(ids.nodes()[i], rows, i * width);
        }
        return Tensor.constant(rows, ids.size(), width);
    }

    @Override
    public void observe(EventBatch batch) {
        compute.clock().enter("observe");
        matrices.observe(batch);
        compute.clock().enter("other");
    }

    /** The walk matrices, for inspection. */
    WalkMatrices matrices() {
        return matrices;
    }

    @Override
    public void reset() {
        matrices.reset();
    }

    @Override
    public ModelState state() {
        return new ModelState(matrices.arrays());
    }

    @Override
    public void restore(ModelState saved) {
        matrices.restore(saved.arrays());
    }
}
