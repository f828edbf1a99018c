package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.query.RankingQueries;
import io.tgl.models.walk.NatConfig.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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
    /** Distinct nodes that a ranking reads at once. */
    private static final int RANKED_NODES = 1 << 14;
    /** The released loss is the mean over positives plus the mean over as many negatives. */
    private static final float LOSS_SCALE = 2f;

    private final NatConfig config;
    private final NatLayers layers;
    private final Compute compute;
    private final NatState state;
    private final NatReader reader;
    private final NatPooling pooling;
    private final FoldedNat folded;
    private final ReplacementDraws draws;

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
                NatLayers.create(config, parts.parameters(), parts.init()));
    }

    private Nat(
            NatConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            ReplacementDraws draws,
            Parts parts,
            NatLayers layers) {
        super(parts);
        if (nodeFeatures.width() > config.nodeWidth() || edgeFeatures.width() > config.edgeWidth()) {
            throw InvalidInput.at(
                    "NAT features",
                    "at most " + config.nodeWidth() + " a node and " + config.edgeWidth() + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
        this.config = config;
        this.layers = layers;
        this.compute = parts.compute();
        this.draws = draws;
        long hashSeed = config.hashSeed() >= 0 ? config.hashSeed() : parts.seed();
        this.state = new NatState(nodeFeatures.rows(), config, Math.floorMod(hashSeed, 100L));
        this.reader = new NatReader(config, layers, state, edgeFeatures, secondsPerTick);
        this.pooling = new NatPooling(config, layers, nodeFeatures);
        this.folded = new FoldedNat(config, layers, nodeFeatures);
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
        NatReader.Read read = reader.read(tape, nodes);
        tape.phase("join");
        JointNeighborhoods joint = new JointNeighborhoods(read.caches(), source, destination, state.nodes());
        tape.phase("pool");
        Tensor pooled = pooling.pool(tape, read, joint, dropouts);
        tape.phase("head");
        Tensor hidden = LinearOp.apply(
                tape,
                n,
                layers.first().weight(),
                layers.first().bias(),
                Activation.RELU,
                Part.of(pooled, 0),
                new Part(read.self(), config.nodeWidth(), source),
                new Part(read.self(), config.nodeWidth() + config.selfWidth(), destination));
        return LinearOp.apply(
                tape, n, layers.second().weight(), layers.second().bias(), Activation.NONE, Part.of(hidden, 0));
    }

    /** Where nothing is dropped and all weights of the pooling are 1: see {@link FoldedNat}. */
    @Override
    public float[] logits(LinkQueries queries) {
        if (config.pooling() != Pooling.SUM) {
            return super.logits(queries);
        }
        float[] result = new float[queries.size()];
        for (int from = 0; from < result.length; from += QUERIES) {
            LinkQueries part = part(queries, from, QUERIES);
            QueryIndex nodes = new QueryIndex();
            nodes.clear();
            int[] source = numbers(nodes, part.source());
            int[] destination = numbers(nodes, part.destination());
            float[] logits = new float[part.size()];
            folded.logits(scoring(), read(nodes), source, destination, logits);
            scoring().reset();
            System.arraycopy(logits, 0, result, from, logits.length);
        }
        return result;
    }

    private FoldedNat.Nodes read(QueryIndex nodes) {
        NatReader.Read read = reader.read(scoring(), nodes);
        scoring().phase("head");
        return folded.nodes(scoring(), read);
    }

    private static int[] numbers(QueryIndex nodes, int[] asked) {
        int[] number = new int[asked.length];
        for (int i = 0; i < number.length; i++) {
            number[i] = nodes.add(asked[i], 0);
        }
        return number;
    }

    /** Sources and candidates are read once for as many queries as have {@value #RANKED_NODES} of them. */
    @Override
    void rankingLogits(RankingQueries queries, float[][] logits) {
        if (config.pooling() != Pooling.SUM) {
            super.rankingLogits(queries, logits);
            return;
        }
        int from = 0;
        while (from < logits.length) {
            QueryIndex nodes = new QueryIndex();
            nodes.clear();
            int to = from;
            List<int[]> sources = new ArrayList<>();
            List<int[]> candidates = new ArrayList<>();
            while (to < logits.length && (to == from || nodes.size() < RANKED_NODES)) {
                int[] same = new int[queries.candidates()[to].length];
                Arrays.fill(same, nodes.add(queries.source()[to], 0));
                sources.add(same);
                candidates.add(numbers(nodes, queries.candidates()[to++]));
            }
            FoldedNat.Nodes read = read(nodes);
            for (int q = from; q < to; q++) {
                folded.logits(scoring(), read, sources.get(q - from), candidates.get(q - from), logits[q]);
            }
            scoring().reset();
            from = to;
        }
    }

    @Override
    Tensor ends(Tape tape, LinkQueries queries, boolean sources) {
        int[] asked = sources ? queries.source() : queries.destination();
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        for (int i = 0; i < queries.size(); i++) {
            nodes.append(asked[i], 0);
        }
        return reader.self(tape, nodes);
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
        NatReader.Read read = reader.read(tape, nodes);
        tape.phase("observe");
        int b = batch.size();
        CacheWrites[] writes = new CacheWrites[state.hops()];
        Arrays.setAll(writes, h -> new CacheWrites());
        for (int i = 0; i < 2 * b; i++) {
            int event = i < b ? i : i - b;
            int node = i < b ? batch.source(event) : batch.destination(event);
            int other = i < b ? batch.destination(event) : batch.source(event);
            propose(read.caches(), node, other, batch.eventId(event), batch.time(event), i < b ? 0 : 1, writes);
        }
        for (int h = writes.length - 1; h >= 0; h--) {
            state.write(h, writes[h], draws.draw(h, writes[h], state.epoch()), read.z().data());
        }
        for (int d = 0; d < nodes.size(); d++) {
            state.setSelf(nodes.nodes()[d], read.self().data(), d * config.selfWidth());
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
