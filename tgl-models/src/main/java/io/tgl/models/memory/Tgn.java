package io.tgl.models.memory;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.HistoryBound;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.kernel.Compute;
import io.tgl.core.memory.Mailbox;
import io.tgl.core.memory.NodeMemory;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.TemporalAttention;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.optim.Adam;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.RandomStreams;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.BinaryCrossEntropyOp;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.GruCellOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.NeighborAttentionOp;
import io.tgl.core.tensor.op.SelectRowsOp;
import io.tgl.models.head.LinkHead;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Temporal graph network (Rossi et al., "Temporal Graph Networks for Deep Learning on Dynamic Graphs", 2020) as DyGLib
 * computes it: identity messages [S_u ; S_v ; phi(t - last_u) ; e], the last message wins, a GRU updates the memory, and
 * attention over the k most recent neighbors, which reads updated memories, embeds a node.
 *
 * <p>Order inside a batch: queries are scored with the pending messages applied virtually; then the batch's own nodes get
 * their updated memory for good and their new messages are stored (sources first, then destinations). Gradient reaches the
 * GRU through the virtual update only; messages carry none.
 *
 * <p>Letters: V nodes, N node width, E edge width, T time width, M distinct nodes touched, P of them with a pending
 * message.
 */
public final class Tgn implements Encoder {
    private final TgnConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final long seed;
    private final Parameters parameters = new Parameters();
    private final TimeEncoding time;
    private final Tensor inputWeight;
    private final Tensor hiddenWeight;
    private final Tensor inputBias;
    private final Tensor hiddenBias;
    private final TemporalAttention[] layers;
    private final LinkHead head;
    private final Adam adam;
    private final NodeMemory memory;
    private final Mailbox mailbox;
    private final UpdatedMemory updated;
    private final Tape training;
    private final Tape scoring;
    private final Compute compute;
    private NeighborSource neighbors = Tgn::noNeighbors;

    /**
     * A model of fresh parameters and empty state.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters and dropout
     */
    public Tgn(
            TgnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        if (nodeFeatures.width() > config.nodeWidth() || edgeFeatures.width() > config.edgeWidth()) {
            throw InvalidInput.at(
                    "TGN features",
                    "at most " + config.nodeWidth() + " a node and " + config.edgeWidth() + " an edge",
                    nodeFeatures.width() + " and " + edgeFeatures.width());
        }
        this.config = config;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.seed = seed;
        this.compute = compute;
        int n = config.nodeWidth();
        int messageWidth = 2 * n + config.timeWidth() + config.edgeWidth();
        Initializers init = new Initializers(seed, compute.kernels());
        this.time = TimeEncoding.create(parameters, "model.time_encoder", config.timeWidth());
        String gru = "model.memory_updater.memory_updater.";
        this.inputWeight = cell(init, gru + "weight_ih", 3 * n, messageWidth);
        this.hiddenWeight = cell(init, gru + "weight_hh", 3 * n, n);
        this.inputBias = cell(init, gru + "bias_ih", 1, 3 * n);
        this.hiddenBias = cell(init, gru + "bias_hh", 1, 3 * n);
        this.layers = new TemporalAttention[config.layers()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new TemporalAttention(
                    parameters, init, "model.embedding_module", l, n, config.edgeWidth(), config.heads(), time);
        }
        this.head = new LinkHead(parameters, init, "head", n);
        this.adam = new Adam(parameters, config.learningRate());
        this.memory = new NodeMemory(nodeFeatures.rows(), n);
        this.mailbox = new Mailbox(nodeFeatures.rows(), 2 * n + config.timeWidth() + edgeFeatures.width());
        this.updated = new UpdatedMemory(nodeFeatures.rows(), n);
        this.training = new Tape(compute, true);
        this.scoring = new Tape(compute, false);
    }

    private Tensor cell(Initializers init, String name, int rows, int columns) {
        return parameters.add(name, init.linear(name, rows * columns, config.nodeWidth()), rows, columns);
    }

    private static void noNeighbors(
            int[] nodes, HistoryBound bound, int size, int k, Neighborhoods out, Workers workers) {
        out.resize(size, k);
    }

    @Override
    public String name() {
        return "TGN";
    }

    @Override
    public Visibility visibility() {
        return Visibility.EVENT;
    }

    @Override
    public void attach(NeighborSource source) {
        neighbors = source;
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        Tensor logits = logits(scoring, queries, Dropouts.NONE, true);
        compute.kernels().sigmoid(logits.data(), 0, scores, 0, queries.size());
        scoring.reset();
    }

    @Override
    public int embeddingWidth() {
        return config.nodeWidth();
    }

    @Override
    public float[] sourceEmbeddings(LinkQueries queries) {
        return embed(queries.source(), queries.time(), queries.size());
    }

    @Override
    public float[] destinationEmbeddings(LinkQueries queries) {
        return embed(queries.destination(), queries.time(), queries.size());
    }

    /** Embeddings [size, N] of (node, time) queries from the present state, row-major; changes no state. */
    public float[] embed(int[] nodes, long[] times, int size) {
        QueryIndex index = new QueryIndex();
        index.clear();
        int[] row = new int[size];
        for (int i = 0; i < size; i++) {
            row[i] = index.add(nodes[i], times[i]);
        }
        Tensor z = embed(scoring, index.nodes(), index.times(), index.size(), Dropouts.NONE);
        int n = config.nodeWidth();
        float[] result = new float[size * n];
        for (int i = 0; i < size; i++) {
            System.arraycopy(z.data(), row[i] * n, result, i * n, n);
        }
        scoring.reset();
        return result;
    }

    /** Logits of queries from the present state; changes no state. */
    public float[] logits(LinkQueries queries) {
        float[] result =
                Arrays.copyOf(logits(scoring, queries, Dropouts.NONE, true).data(), queries.size());
        scoring.reset();
        return result;
    }

    @Override
    public double trainBatch(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        double loss = gradients(positives, negatives, batch, epoch, batchNumber);
        adam.step(compute.workers());
        updated.invalidate();
        return loss;
    }

    /** All of a training step but the optimiser's: forward, observe, backward. Gradients add up in {@link #tensors}. */
    public double gradients(
            LinkQueries positives, LinkQueries negatives, EventBatch batch, int epoch, int batchNumber) {
        LinkQueries all = concatenate(positives, negatives);
        float[] target = new float[all.size()];
        Arrays.fill(target, 0, positives.size(), 1f);
        Tensor logits =
                logits(training, all, new Dropouts(config.dropout(), seed, epoch, batchNumber), config.mergeDropout());
        Tensor loss = BinaryCrossEntropyOp.apply(training, logits, target);
        observe(batch);
        training.backward(loss);
        double value = loss.data()[0];
        training.reset();
        return value;
    }

    private static LinkQueries concatenate(LinkQueries a, LinkQueries b) {
        int n = a.size() + b.size();
        int[] source = Arrays.copyOf(a.source(), n);
        int[] destination = Arrays.copyOf(a.destination(), n);
        long[] times = Arrays.copyOf(a.time(), n);
        System.arraycopy(b.source(), 0, source, a.size(), b.size());
        System.arraycopy(b.destination(), 0, destination, a.size(), b.size());
        System.arraycopy(b.time(), 0, times, a.size(), b.size());
        return LinkQueries.of(source, destination, times);
    }

    private Tensor logits(Tape tape, LinkQueries queries, Dropouts dropouts, boolean merge) {
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        if (!merge) {
            int[] nodes = Arrays.copyOf(queries.source(), 2 * n);
            long[] times = Arrays.copyOf(queries.time(), 2 * n);
            System.arraycopy(queries.destination(), 0, nodes, n, n);
            System.arraycopy(queries.time(), 0, times, n, n);
            Arrays.setAll(source, i -> i);
            Arrays.setAll(destination, i -> n + i);
            return head.logits(tape, embed(tape, nodes, times, 2 * n, dropouts), source, destination, n);
        }
        QueryIndex index = new QueryIndex();
        index.clear();
        for (int i = 0; i < n; i++) {
            source[i] = index.add(queries.source()[i], queries.time()[i]);
        }
        for (int i = 0; i < n; i++) {
            destination[i] = index.add(queries.destination()[i], queries.time()[i]);
        }
        Tensor z = embed(tape, index.nodes(), index.times(), index.size(), dropouts);
        return head.logits(tape, z, source, destination, n);
    }

    /** Embeds n (node, time) queries: hops outwards first, then layers inwards. */
    private Tensor embed(Tape tape, int[] nodes, long[] times, int n, Dropouts dropouts) {
        Hop[] hops = new Hop[layers.length];
        Hop hop = new Hop(nodes, times, n);
        for (int l = layers.length - 1; l > 0; l--) {
            hops[l] = hop;
            hop = hop.below(neighbors, config.neighbors(), compute);
        }
        hops[0] = hop;
        QueryIndex touched = new QueryIndex();
        touched.clear();
        hop.look(neighbors, config.neighbors(), compute);
        hop.touch(touched);
        for (Hop upper : hops) {
            upper.own(touched);
        }
        Tensor base = updatedMemory(tape, touched);
        Tensor h = base;
        for (int l = 0; l < layers.length; l++) {
            h = layers[l].apply(
                    tape,
                    h,
                    hops[l].anchors(base),
                    hops[l].slots(edgeFeatures, secondsPerTick),
                    dropouts.of("attention/" + l),
                    dropouts.of("output/" + l));
        }
        return h;
    }

    /** Rows [M, N]: memory with the pending message applied, plus raw features. */
    private Tensor updatedMemory(Tape tape, QueryIndex touched) {
        int n = config.nodeWidth();
        int m = touched.size();
        float[] rows = tape.scratch(m * n);
        float[] raw = tape.scratch(m * n);
        int[] rowOf = new int[m];
        int[] pending = new int[m];
        int p = 0;
        for (int r = 0; r < m; r++) {
            int node = touched.nodes()[r];
            Arrays.fill(raw, r * n, (r + 1) * n, 0f);
            nodeFeatures.copyRow(node, raw, r * n);
            boolean known = !mailbox.has(node) || (!tape.recording() && updated.has(node));
            rowOf[r] = known ? -1 : p;
            if (known) {
                System.arraycopy(mailbox.has(node) ? updated.rows() : memory.rows(), node * n, rows, r * n, n);
            } else {
                pending[p++] = node;
            }
        }
        Tensor constant = Tensor.constant(rows, m, n);
        Tensor base = Tensor.constant(raw, m, n);
        Tensor computed = p == 0 ? Tensor.constant(new float[0], 0, n) : update(tape, pending, p);
        return SelectRowsOp.apply(tape, computed, rowOf, constant, base);
    }

    /** GRU over the pending messages of p nodes; the results are kept until weights, message or memory change. */
    private Tensor update(Tape tape, int[] pending, int p) {
        int n = config.nodeWidth();
        int width = mailbox.width();
        float[] messages = tape.scratch(p * width);
        float[] states = tape.scratch(p * n);
        for (int i = 0; i < p; i++) {
            mailbox.copyRow(pending[i], messages, i * width);
            memory.copyRow(pending[i], states, i * n);
        }
        Tensor state = Tensor.constant(states, p, n);
        Tensor input = LinearOp.apply(
                tape, p, inputWeight, inputBias, Activation.NONE, Part.of(Tensor.constant(messages, p, width), 0));
        Tensor hidden = LinearOp.apply(tape, p, hiddenWeight, hiddenBias, Activation.NONE, Part.of(state, 0));
        Tensor next = GruCellOp.apply(tape, input, hidden, state);
        for (int i = 0; i < p; i++) {
            updated.put(pending[i], next.data(), i * n);
        }
        return next;
    }

    @Override
    public void observe(EventBatch batch) {
        QueryIndex nodes = new QueryIndex();
        nodes.clear();
        for (int i = 0; i < batch.size(); i++) {
            nodes.add(batch.source(i), 0);
            nodes.add(batch.destination(i), 0);
        }
        persist(nodes);
        float[] message = new float[mailbox.width()];
        for (int i = 0; i < batch.size(); i++) {
            store(batch, i, batch.source(i), batch.destination(i), message);
        }
        for (int i = 0; i < batch.size(); i++) {
            store(batch, i, batch.destination(i), batch.source(i), message);
        }
    }

    private void persist(QueryIndex nodes) {
        int[] missing = new int[nodes.size()];
        int count = 0;
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.nodes()[i];
            if (mailbox.has(node) && !updated.has(node)) {
                missing[count++] = node;
            }
        }
        if (count > 0) {
            update(scoring, missing, count);
            scoring.reset();
        }
        for (int i = 0; i < nodes.size(); i++) {
            int node = nodes.nodes()[i];
            if (mailbox.has(node)) {
                float at = (float) (mailbox.time(node) * secondsPerTick);
                memory.setRow(node, updated.rows(), node * config.nodeWidth(), at);
                mailbox.clear(node);
            }
            updated.drop(node);
        }
    }

    private void store(EventBatch batch, int i, int node, int other, float[] message) {
        int n = config.nodeWidth();
        memory.copyRow(node, message, 0);
        memory.copyRow(other, message, n);
        float dt = (float) (batch.time(i) * secondsPerTick) - memory.lastUpdate()[node];
        compute.kernels().timeEncoding(dt, time.w().data(), time.b().data(), message, 2 * n, time.width());
        edgeFeatures.copyRow(batch.eventId(i), message, 2 * n + time.width());
        mailbox.store(node, message, 0, batch.time(i));
    }

    @Override
    public void reset() {
        memory.reset();
        mailbox.reset();
        updated.invalidate();
    }

    @Override
    public ModelState state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        memory.state().forEach((name, array) -> arrays.put("memory/" + name, array));
        mailbox.state().forEach((name, array) -> arrays.put("mailbox/" + name, array));
        return new ModelState(arrays);
    }

    @Override
    public void restore(ModelState state) {
        Map<String, Object> memoryState = new LinkedHashMap<>();
        Map<String, Object> mailboxState = new LinkedHashMap<>();
        state.arrays().forEach((name, array) -> {
            if (name.startsWith("memory/")) {
                memoryState.put(name.substring("memory/".length()), array);
            } else if (name.startsWith("mailbox/")) {
                mailboxState.put(name.substring("mailbox/".length()), array);
            }
        });
        memory.copy().restore(memoryState);
        mailbox.restore(mailboxState);
        memory.restore(memoryState);
        updated.invalidate();
    }

    /** The parameters with their gradients. */
    public Parameters tensors() {
        return parameters;
    }

    /** The node memory, for inspection. */
    public NodeMemory memory() {
        return memory;
    }

    @Override
    public Map<String, float[]> parameters() {
        return parameters.values();
    }

    @Override
    public void loadParameters(Map<String, float[]> values) {
        parameters.load(values);
        updated.invalidate();
    }

    @Override
    public Map<String, Object> optimizerState() {
        return adam.state();
    }

    @Override
    public void loadOptimizerState(Map<String, Object> state) {
        adam.restore(state);
    }

    /** Dropout of one training batch; a stream of its own for each place. */
    private record Dropouts(float probability, long seed, int epoch, int batch) {
        static final Dropouts NONE = new Dropouts(0f, 0, 0, 0);

        Dropout of(String place) {
            return probability == 0f
                    ? Dropout.NONE
                    : new Dropout(probability, RandomStreams.key(seed, "dropout/" + place), epoch, batch);
        }
    }

    /** One hop of queries with its neighbors and the rows that they read. */
    private static final class Hop {
        private final int[] nodes;
        private final long[] times;
        private final int size;
        private final Neighborhoods found = new Neighborhoods();
        private int[] ownRow = new int[0];
        private int[] anchorRow = new int[0];
        private int[] anchorOf = new int[0];
        private int[] slotRow = new int[0];
        private int anchors;

        Hop(int[] nodes, long[] times, int size) {
            this.nodes = nodes;
            this.times = times;
            this.size = size;
        }

        void look(NeighborSource source, int k, Compute compute) {
            found.resize(size, k);
            source.recent(nodes, times, size, k, found, compute.workers());
        }

        /** The queries that the layer below must answer: these and their neighbors, each (node, time) once. */
        Hop below(NeighborSource source, int k, Compute compute) {
            look(source, k, compute);
            QueryIndex index = new QueryIndex();
            index.clear();
            anchorRow = new int[size];
            for (int q = 0; q < size; q++) {
                anchorRow[q] = index.add(nodes[q], times[q]);
            }
            anchors = size;
            anchorOf = identity(size);
            slotRow = new int[size * k];
            for (int q = 0; q < size; q++) {
                int first = found.count()[q] == 0 ? 0 : k - found.count()[q];
                for (int i = 0; i < k; i++) {
                    int slot = q * k + i;
                    slotRow[slot] = i < first ? -1 : index.add(found.neighbor()[slot], innerTime(slot, q));
                }
            }
            return new Hop(index.nodes(), index.times(), index.size());
        }

        /** min(float32 neighbor time, outer time): the reference's rounding, without its leak. */
        private long innerTime(int slot, int q) {
            return Math.min((long) (float) found.time()[slot], times[q]);
        }

        /** For the lowest hop: numbers the nodes that are read, and groups queries by node. */
        void touch(QueryIndex touched) {
            QueryIndex byNode = new QueryIndex();
            byNode.clear();
            anchorOf = new int[size];
            for (int q = 0; q < size; q++) {
                anchorOf[q] = byNode.add(nodes[q], 0);
            }
            anchors = byNode.size();
            anchorRow = new int[anchors];
            for (int a = 0; a < anchors; a++) {
                anchorRow[a] = row(touched, byNode.nodes()[a]);
            }
            int slots = size * found.width();
            slotRow = new int[slots];
            for (int s = 0; s < slots; s++) {
                slotRow[s] = row(touched, found.neighbor()[s]);
            }
        }

        /** Notes the base rows of the queries' own nodes. */
        void own(QueryIndex touched) {
            ownRow = new int[size];
            for (int q = 0; q < size; q++) {
                ownRow[q] = row(touched, nodes[q]);
            }
        }

        private static int row(QueryIndex touched, int node) {
            return node < 0 ? -1 : touched.add(node, 0);
        }

        TemporalAttention.Anchors anchors(Tensor base) {
            return new TemporalAttention.Anchors(anchorRow, anchors, anchorOf, base, ownRow);
        }

        NeighborAttentionOp.Slots slots(FeatureTable features, double secondsPerTick) {
            int k = found.width();
            float[] dt = new float[size * k];
            for (int s = 0; s < dt.length; s++) {
                double now = times[s / k] * secondsPerTick;
                dt[s] = (float) (now - (float) (found.time()[s] * secondsPerTick));
            }
            return new NeighborAttentionOp.Slots(size, k, found.count(), slotRow, found.event(), dt, features);
        }

        private static int[] identity(int n) {
            int[] all = new int[n];
            Arrays.setAll(all, i -> i);
            return all;
        }
    }

    /** Updated memory rows that are still right: weights, message and memory of the node have not changed since. */
    private static final class UpdatedMemory {
        private final float[] rows;
        private final int[] stamp;
        private final int width;
        private int current = 1;

        UpdatedMemory(int nodes, int width) {
            this.rows = new float[Math.multiplyExact(nodes, width)];
            this.stamp = new int[nodes];
            this.width = width;
        }

        boolean has(int node) {
            return stamp[node] == current;
        }

        float[] rows() {
            return rows;
        }

        void put(int node, float[] source, int offset) {
            System.arraycopy(source, offset, rows, node * width, width);
            stamp[node] = current;
        }

        void drop(int node) {
            stamp[node] = 0;
        }

        void invalidate() {
            current++;
        }
    }
}
