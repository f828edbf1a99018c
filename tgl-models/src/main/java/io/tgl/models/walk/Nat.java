package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPoolOp;
import io.tgl.core.tensor.op.DropoutOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.walk.NatConfig.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NAT (Luo and Li, "Neighborhood-aware Scalable Temporal Network Representation Learning", LoG 2022) as released. Every
 * node keeps small hash tables of its neighbors and of theirs, so that what two nodes have in common is read without
 * sampling:
 *
 * <ol>
 *   <li>read: an entry (neighbor a, event e, time t, representation r) is z = GRU_n(W_n [Z_a ; e ; phi(t)], r), zeros if
 *       empty; the node's own representation is Z' = GRU_s(W_s [Z_partner ; e ; phi(t)], Z) of its last event;
 *   <li>join: the entries of u and v by neighbor, h_a = [sum of x_a ; sum of z ; embedding of the distance code];
 *   <li>pool: the mean over heads of sum_a W h_a (or the paper's attention), plus a bias;
 *   <li>logit = W_2 relu(W_1 [pooled ; Z'_u ; Z'_v] + b_1) + b_2.
 * </ol>
 *
 * <p>An event (u, v, t, e) then writes what was read: Z' of both ends, u's neighbors into v's second hop and back, each
 * end into the other's first hop, and itself. So a stored representation lags one event behind. phi is of absolute times,
 * and no score hangs on the time of its query. The released code shuffles a batch; here its events stand in their order,
 * which decides who wins a slot.
 *
 * <p>Letters: N node width, E edge width, T time width, F own width, f cached width, P code width, H heads; n queries, D
 * distinct nodes, L live entries, J rows of joint neighborhoods ({@link CacheReads}, {@link JointNeighborhoods}).
 */
public final class Nat extends PairModel {
    private static final int QUERIES = 1 << 12;
    private static final int GRAIN = 64;
    /** The released loss is the mean over positives plus the mean over as many negatives. */
    private static final float LOSS_SCALE = 2f;

    private final NatConfig config;
    private final Layers layers;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final Compute compute;
    private final NatState state;
    private final ReplacementDraws draws;

    /**
     * The parameters, under the released names.
     *
     * @param position embedding of the distance codes, [64, P]
     * @param projection of a joint row, [H N, N + f + P]
     * @param attention [1, H N], or null where the pooling has none
     */
    private record Layers(
            TimeEncoding time,
            Tensor position,
            Linear first,
            Linear second,
            Tensor poolBias,
            Tensor projection,
            @Nullable Tensor attention,
            Tensor selfMap,
            Tensor neighborMap,
            RecurrentCell selfCell,
            RecurrentCell neighborCell) {
        static Layers create(NatConfig c, Parameters p, Initializers init) {
            int message = c.selfWidth() + c.edgeWidth() + c.timeWidth();
            int joint = c.nodeWidth() + c.neighborWidth() + c.positionWidth();
            int out = c.heads() * c.nodeWidth();
            int head = c.nodeWidth() + 2 * c.selfWidth();
            int codes = JointNeighborhoods.CODES;
            String table = "trainable_embedding.weight";
            String pool = "gat.gat_net.0.";
            return new Layers(
                    new TimeEncoding(
                            p.add("time_encoder.basis_freq", Initializers.timeLadder(c.timeWidth()), c.timeWidth(), 1),
                            p.add("time_encoder.phase", new float[c.timeWidth()], 1, c.timeWidth())),
                    p.add(table, init.normal(table, codes * c.positionWidth(), 1), codes, c.positionWidth()),
                    headLayer(p, init, "out_layer.fc1", head, head),
                    headLayer(p, init, "out_layer.fc2", head, 1),
                    p.add(pool + "bias", new float[c.nodeWidth()], 1, c.nodeWidth()),
                    xavier(p, init, pool + "linear_proj.weight", joint, out),
                    c.pooling() == Pooling.SUM
                            ? null
                            : p.add(
                                    pool + "scoring_fn_source",
                                    init.uniform(
                                            pool + "scoring_fn_source",
                                            out,
                                            Math.sqrt(6.0 / (out + c.nodeWidth()))),
                                    1,
                                    out),
                    Linear.weightOnly(p, init, "self_rep_linear", message, c.selfWidth()),
                    Linear.weightOnly(p, init, "ngh_rep_linear", message, c.neighborWidth()),
                    RecurrentCell.create(
                            p, init, "self_aggregator.gru", RecurrentCell.Kind.GRU, c.selfWidth(), c.selfWidth()),
                    RecurrentCell.create(
                            p,
                            init,
                            "ngh_aggregator.gru",
                            RecurrentCell.Kind.GRU,
                            c.neighborWidth(),
                            c.neighborWidth()));
        }

        /** Xavier-normal weight, bias as of any linear map. */
        private static Linear headLayer(Parameters p, Initializers init, String name, int in, int out) {
            String weight = name + ".weight";
            String bias = name + ".bias";
            return new Linear(
                    p.add(weight, init.normal(weight, in * out, Math.sqrt(2.0 / (in + out))), out, in),
                    p.add(bias, init.linear(bias, out, in), 1, out));
        }

        private static Tensor xavier(Parameters p, Initializers init, String name, int in, int out) {
            return p.add(name, init.uniform(name, in * out, Math.sqrt(6.0 / (in + out))), out, in);
        }
    }

    /**
     * A model of fresh parameters and empty caches.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters, dropout and replacements; of the hash, unless the configuration has one
     */
    public Nat(
            NatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        this(config, nodeFeatures, edgeFeatures, secondsPerTick, seed, compute, ReplacementDraws.philox(seed));
    }

    /** A model of these draws, e.g. ones that replay those of the released code. */
    Nat(
            NatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute,
            ReplacementDraws draws) {
        this(
                config,
                nodeFeatures,
                edgeFeatures,
                secondsPerTick,
                draws,
                Parts.create(config.dropout(), config.learningRate(), LOSS_SCALE, seed, compute));
    }

    private Nat(
            NatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            ReplacementDraws draws,
            Parts parts) {
        this(
                config,
                nodeFeatures,
                edgeFeatures,
                secondsPerTick,
                draws,
                parts,
                Layers.create(config, parts.parameters(), parts.init()));
    }

    private Nat(
            NatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            ReplacementDraws draws,
            Parts parts,
            Layers layers) {
        super(parts);
        if (nodeFeatures.width() > config.nodeWidth() || edgeFeatures.width() > config.edgeWidth()) {
            throw InvalidInput.at(
                    "NAT features",
                    "at most " + config.nodeWidth() + " a node and " + config.edgeWidth() + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
        this.config = config;
        this.layers = layers;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.compute = parts.compute();
        this.draws = draws;
        long hashSeed = config.hashSeed() >= 0 ? config.hashSeed() : parts.seed();
        this.state = new NatState(nodeFeatures.rows(), config, Math.floorMod(hashSeed, 100L));
    }

    @Override
    public String name() {
        return "NAT";
    }

    /** All that is read is the caches, as they were before the batch. */
    @Override
    public Visibility visibility() {
        return Visibility.BATCH;
    }

    @Override
    public Set<InputChannel> inputs() {
        return Set.of(InputChannel.EDGE_FEATURE, InputChannel.NODE_FEATURE, InputChannel.TIME);
    }

    /** The caches are its only neighbors. */
    @Override
    public void attach(NeighborSource neighbors) {}

    @Override
    public int embeddingWidth() {
        return config.selfWidth();
    }

    @Override
    int queriesAtOnce() {
        return QUERIES;
    }

    @Override
    void enter(int epoch) {
        state.enter(epoch);
    }

    /** What is read of distinct nodes: z [L, f] of their live entries, Z' [D, F] of themselves. */
    record Read(CacheReads caches, Tensor z, Tensor self) {}

    @Override
    Tensor logits(Tape tape, LinkQueries queries, Dropouts dropouts) {
        int n = queries.size();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        int[] source = new int[n];
        int[] destination = new int[n];
        for (int i = 0; i < n; i++) {
            source[i] = nodes.add(queries.source()[i], 0);
            destination[i] = nodes.add(queries.destination()[i], 0);
        }
        Read read = read(tape, nodes);
        tape.phase("join");
        JointNeighborhoods joint = new JointNeighborhoods(read.caches, source, destination, state.nodes());
        tape.phase("pool");
        Tensor pooled = pool(tape, read, joint, dropouts);
        tape.phase("head");
        Tensor hidden = LinearOp.apply(
                tape,
                n,
                layers.first.weight(),
                layers.first.bias(),
                Activation.RELU,
                Part.of(pooled, 0),
                new Part(read.self, config.nodeWidth(), source),
                new Part(read.self, config.nodeWidth() + config.selfWidth(), destination));
        return LinearOp.apply(
                tape, n, layers.second.weight(), layers.second.bias(), Activation.NONE, Part.of(hidden, 0));
    }

    @Override
    Tensor ends(Tape tape, LinkQueries queries, boolean sources) {
        int[] asked = sources ? queries.source() : queries.destination();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        for (int i = 0; i < queries.size(); i++) {
            nodes.append(asked[i], 0);
        }
        return self(tape, nodes);
    }

    /** Reads the caches and representations of these nodes (times are all 0). */
    Read read(Tape tape, QueryIndex nodes) {
        tape.phase("read");
        CacheReads caches = new CacheReads(state, nodes, config.emptySlots());
        return new Read(caches, entries(tape, caches), self(tape, nodes));
    }

    /** z [L, f] = GRU_n(W_n [Z_a ; e ; phi(t)], r); with no live entry too, so that Adam counts the step as released. */
    private Tensor entries(Tape tape, CacheReads caches) {
        int live = caches.live();
        int f = config.neighborWidth();
        QueryIndex keys = caches.keys();
        QueryIndex events = caches.events();
        float[] time = new float[events.size()];
        for (int g = 0; g < time.length; g++) {
            time[g] = seconds(events.times()[g]);
        }
        Tensor x = message(
                tape,
                live,
                layers.neighborMap,
                new Part(selves(tape, keys.nodes(), keys.size()), 0, caches.keyOf()),
                events.nodes(),
                time,
                caches.eventOf());
        float[] stored = tape.scratch(live * f);
        tape.forRows(live, GRAIN, (from, to) -> caches.copyValues(stored, f, from, to));
        return layers.neighborCell.apply(tape, x, Tensor.constant(stored, live, f));
    }

    /** Z' [D, F] = GRU_s(W_s [Z_partner ; e ; phi(t)], Z) of each node's last event. */
    private Tensor self(Tape tape, QueryIndex nodes) {
        int d = nodes.size();
        int[] partner = new int[d];
        int[] event = new int[d];
        float[] time = new float[d];
        for (int i = 0; i < d; i++) {
            int node = nodes.nodes()[i];
            partner[i] = state.partner(node);
            event[i] = state.lastEvent(node);
            time[i] = seconds(state.lastTime(node));
        }
        Tensor x = message(tape, d, layers.selfMap, Part.of(selves(tape, partner, d), 0), event, time, null);
        return layers.selfCell.apply(tape, x, selves(tape, nodes.nodes(), d));
    }

    /** Event times enter as float32 seconds, as released. */
    private float seconds(long ticks) {
        return (float) (ticks * secondsPerTick);
    }

    /** W [Z ; e ; phi(t)] of rows that share events. */
    private Tensor message(
            Tape tape, int rows, Tensor map, Part node, int[] event, float[] time, int @Nullable [] eventOf) {
        List<Part> message = new ArrayList<>();
        message.add(node);
        if (!edgeFeatures.isAbsent()) {
            message.add(new Part(features(tape, edgeFeatures, event, time.length), config.selfWidth(), eventOf));
        }
        Tensor phi = TimeEncodingOp.apply(tape, layers.time.w(), layers.time.b(), time, time.length);
        message.add(new Part(phi, config.selfWidth() + config.edgeWidth(), eventOf));
        return LinearOp.apply(tape, rows, map, null, Activation.NONE, message.toArray(Part[]::new));
    }

    private Tensor selves(Tape tape, int[] nodes, int n) {
        int width = config.selfWidth();
        float[] rows = tape.scratch(n * width);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                state.copySelf(nodes[i], rows, i * width);
            }
        });
        return Tensor.constant(rows, n, width);
    }

    private static Tensor features(Tape tape, FeatureTable table, int[] ids, int n) {
        int width = table.width();
        float[] rows = tape.scratch(n * width);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                table.copyRow(ids[i], rows, i * width);
            }
        });
        return Tensor.constant(rows, n, width);
    }

    /** Pooled joint neighborhoods [n, N]. Where nothing is dropped and all weights are 1, rows are added up first. */
    private Tensor pool(Tape tape, Read read, JointNeighborhoods joint, Dropouts dropouts) {
        boolean byRow = config.pooling() == Pooling.ATTENTION || (tape.training() && dropouts.probability() > 0f);
        Tensor projected = byRow ? projectedRows(tape, read, joint, dropouts) : projectedSums(tape, read, joint);
        Tensor pooled = layers.attention == null
                ? WeightedSumOp.apply(
                        tape,
                        projected.reshaped(projected.rows() * config.heads(), config.nodeWidth()),
                        headMeans(byRow ? joint.offset() : null, joint.pairs()))
                : AttentionPoolOp.apply(tape, projected, layers.attention, config.heads(), joint.offset());
        return SumOp.apply(
                tape,
                joint.pairs(),
                config.nodeWidth(),
                SumOp.Term.of(pooled, 0),
                SumOp.Term.everywhere(layers.poolBias, 0, joint.pairs()));
    }

    /** The mean over heads of the sum of a pair's rows, or of its one row. */
    private Entries headMeans(int @Nullable [] rowsOfPair, int pairs) {
        int h = config.heads();
        int[] offset = new int[pairs + 1];
        for (int p = 0; p <= pairs; p++) {
            offset[p] = h * (rowsOfPair == null ? p : rowsOfPair[p]);
        }
        int[] row = new int[offset[pairs]];
        float[] weight = new float[row.length];
        Arrays.setAll(row, i -> i);
        Arrays.fill(weight, 1f / h);
        return new Entries(offset, row, weight);
    }

    /** dropout(W dropout(h_a)) of every row, [J, H N]. */
    private Tensor projectedRows(Tape tape, Read read, JointNeighborhoods joint, Dropouts dropouts) {
        int n = joint.size();
        Tensor z = WeightedSumOp.apply(tape, read.z, joint.liveOfRows());
        int[] each = new int[n + 1];
        Arrays.setAll(each, i -> i);
        float[] ones = new float[n];
        Arrays.fill(ones, 1f);
        Tensor code = WeightedSumOp.apply(tape, layers.position, new Entries(each, joint.code(), ones));
        List<Part> parts = new ArrayList<>();
        if (!nodeFeatures.isAbsent()) {
            Tensor x = features(tape, nodeFeatures, joint.key(), n);
            for (int r = 0; r < n; r++) {
                for (int j = r * x.columns(); j < (r + 1) * x.columns(); j++) {
                    x.data()[j] *= joint.count()[r];
                }
            }
            parts.add(Part.of(DropoutOp.apply(tape, x, dropouts.of("joint/features")), 0));
        }
        parts.add(Part.of(DropoutOp.apply(tape, z, dropouts.of("joint/entries")), config.nodeWidth()));
        parts.add(Part.of(
                DropoutOp.apply(tape, code, dropouts.of("joint/codes")),
                config.nodeWidth() + config.neighborWidth()));
        Tensor projected =
                LinearOp.apply(tape, n, layers.projection, null, Activation.NONE, parts.toArray(Part[]::new));
        return DropoutOp.apply(tape, projected, dropouts.of("joint/projected"));
    }

    /** W sum_a h_a of every pair, [n, H N]. */
    private Tensor projectedSums(Tape tape, Read read, JointNeighborhoods joint) {
        int n = joint.pairs();
        List<Part> parts = new ArrayList<>();
        if (!nodeFeatures.isAbsent()) {
            Tensor x = features(tape, nodeFeatures, joint.key(), joint.size());
            float[] times = new float[joint.size()];
            int[] row = new int[joint.size()];
            for (int r = 0; r < row.length; r++) {
                row[r] = r;
                times[r] = joint.count()[r];
            }
            parts.add(Part.of(WeightedSumOp.apply(tape, x, new Entries(joint.offset(), row, times)), 0));
        }
        float[] ones = new float[joint.size()];
        Arrays.fill(ones, 1f);
        Tensor code = WeightedSumOp.apply(tape, layers.position, new Entries(joint.offset(), joint.code(), ones));
        parts.add(Part.of(WeightedSumOp.apply(tape, read.z, joint.liveOfPairs()), config.nodeWidth()));
        parts.add(Part.of(code, config.nodeWidth() + config.neighborWidth()));
        return LinearOp.apply(tape, n, layers.projection, null, Activation.NONE, parts.toArray(Part[]::new));
    }

    @Override
    public void observe(EventBatch batch) {
        Tape tape = scoring();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        for (int i = 0; i < batch.size(); i++) {
            nodes.add(batch.source(i), 0);
            nodes.add(batch.destination(i), 0);
        }
        Read read = read(tape, nodes);
        tape.phase("observe");
        int b = batch.size();
        CacheWrites[] writes = new CacheWrites[state.hops()];
        Arrays.setAll(writes, h -> new CacheWrites());
        for (int i = 0; i < 2 * b; i++) {
            int event = i < b ? i : i - b;
            int node = i < b ? batch.source(event) : batch.destination(event);
            int other = i < b ? batch.destination(event) : batch.source(event);
            propose(read.caches, node, other, batch.eventId(event), batch.time(event), i < b ? 0 : 1, writes);
        }
        for (int h = writes.length - 1; h >= 0; h--) {
            state.write(h, writes[h], draws.draw(h, writes[h], state.epoch()), read.z.data());
        }
        for (int d = 0; d < nodes.size(); d++) {
            state.setSelf(nodes.nodes()[d], read.self.data(), d * config.selfWidth());
        }
        for (int i = 0; i < b; i++) {
            state.setLast(batch.source(i), batch.destination(i), batch.eventId(i), batch.time(i));
        }
        for (int i = 0; i < b; i++) {
            state.setLast(batch.destination(i), batch.source(i), batch.eventId(i), batch.time(i));
        }
        tape.reset();
        compute.clock().enter("other");
    }

    /** What one end of an event writes: its neighbors to the other's second hop, the other to its first, itself. */
    private void propose(
            CacheReads caches, int node, int other, int event, long time, int end, CacheWrites[] writes) {
        int number = caches.numberOf(node);
        int mine = state.slot(1, other);
        int known = -1;
        for (int e = caches.begin(number); e < caches.begin(number + 1); e++) {
            if (caches.hop(e) != 1) {
                continue;
            }
            if (caches.slot(e) == mine && caches.key(e) == other) {
                known = caches.rowOf(e);
            }
            if (writes.length > 2) {
                int row = node * state.slots(1) + caches.slot(e);
                writes[2].add(
                        other,
                        caches.key(e),
                        state.event(1, row),
                        state.time(1, row),
                        caches.rowOf(e),
                        event,
                        end * state.slots(1) + caches.slot(e));
            }
        }
        writes[1].add(node, other, event, time, known, event, end);
        writes[0].add(node, node, event, time, caches.rowOf(caches.begin(number)), event, end);
    }

    @Override
    public void reset() {
        state.reset();
    }

    @Override
    public ModelState state() {
        return new ModelState(state.arrays());
    }

    @Override
    public void restore(ModelState saved) {
        state.restore(saved.arrays());
    }
}
