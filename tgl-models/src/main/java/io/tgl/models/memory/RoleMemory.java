package io.tgl.models.memory;

import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.GatherOp;
import io.tgl.core.tensor.op.GruCellOp;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.SelectRowsOp;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.models.query.QueryIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node memory with messages by role, as PyTorch Geometric and the Temporal Graph Benchmark compute it. The message of i
 * about its latest event (i, j, t, m) is [S_i ; S_j ; m ; phi(t - last_i)], with the codes of both nodes before phi if there
 * is an encoding of identities; a node without events has the zero message, and both pass through the GRU:
 * S'_i = GRU(message, S_i), last'_i = t or 0.
 *
 * <p>In training a read gives S', computed from the kept events, and the memory itself advances one batch later, when the
 * node's events are replaced. In evaluation events go into memory at once. The change from training to evaluation advances
 * every node. Letters: N width of memory, E of features, I of identity codes, T of time codes, M rows asked for.
 */
final class RoleMemory {
    /** Nodes that advance at once when all do. */
    private static final int CHUNK = 1 << 11;

    private static final int GRAIN = 32;

    private final int nodes;
    private final int width;
    private final FeatureTable features;
    private final TimeEncoding time;
    private final @Nullable TimeEncoding identity;
    private final RecurrentCell cell;
    private final double secondsPerTick;
    private final Tape scoring;
    private final RoleMailbox mailbox;
    private float[] rows;
    private long[] lastUpdate;
    private boolean training = true;
    /** In training: what the change to evaluation would give, if it is known. */
    private @Nullable Advanced advanced;

    /** Rows of nodes after an update, and the times of their events. */
    private record Advanced(float[] rows, long[] lastUpdate) {}

    /**
     * What was read.
     *
     * @param rows [M, N]
     * @param lastUpdate [M] in ticks
     */
    record Reading(Tensor rows, long[] lastUpdate) {}

    /**
     * Memory that was written on a tape and still carries gradient there.
     *
     * @param rowOf [nodes] row of each node, -1 for one that was not written
     */
    record Written(Tensor rows, int[] rowOf) {}

    /**
     * An empty memory.
     *
     * @param cell a GRU of width N over messages
     */
    RoleMemory(
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            TimeEncoding time,
            @Nullable TimeEncoding identity,
            RecurrentCell cell,
            double secondsPerTick,
            Compute compute) {
        this.nodes = nodeFeatures.rows();
        this.width = cell.cell().hiddenWeight().columns();
        this.features = edgeFeatures;
        this.time = time;
        this.identity = identity;
        this.cell = cell;
        this.secondsPerTick = secondsPerTick;
        this.scoring = new Tape(compute, false);
        this.mailbox = new RoleMailbox(nodes);
        this.rows = new float[Math.multiplyExact(nodes, width)];
        this.lastUpdate = new long[nodes];
    }

    /** Width of a message: 2 N + E + 2 I + T. */
    static int messageWidth(int width, int featureWidth, int identityWidth, int timeWidth) {
        return 2 * width + featureWidth + 2 * identityWidth + timeWidth;
    }

    /** Number of nodes. */
    int nodes() {
        return nodes;
    }

    /** N. */
    int width() {
        return width;
    }

    /** What a tick counts in the unit of the time encoding. */
    double secondsPerTick() {
        return secondsPerTick;
    }

    /** The memory itself, [nodes, N]. */
    float[] rows() {
        return rows;
    }

    /** The times of the last updates, [nodes], in ticks. */
    long[] lastUpdate() {
        return lastUpdate;
    }

    /** Reads in training mode on a recording tape, else as evaluation would read now; changes no state. */
    Reading read(Tape tape, QueryIndex touched) {
        return read(tape, touched, null);
    }

    /** The same, where some memory was written on this tape before. */
    Reading read(Tape tape, QueryIndex touched, @Nullable Written written) {
        int m = touched.size();
        int[] asked = touched.nodes();
        long[] times = new long[m];
        if (tape.recording()) {
            for (int r = 0; r < m; r++) {
                times[r] = mailbox.time(asked[r]);
            }
            return new Reading(updated(tape, asked, m, written), times);
        }
        Advanced source = evaluated();
        for (int r = 0; r < m; r++) {
            times[r] = source.lastUpdate[asked[r]];
        }
        return new Reading(copy(tape, source.rows, asked, m), times);
    }

    /** Rows as evaluation sees them. */
    private Advanced evaluated() {
        if (!training) {
            return new Advanced(rows, lastUpdate);
        }
        if (advanced == null) {
            advanced = everyNodeUpdated();
        }
        return advanced;
    }

    private Advanced everyNodeUpdated() {
        Advanced all = new Advanced(new float[rows.length], new long[nodes]);
        for (int from = 0; from < nodes; from += CHUNK) {
            int n = Math.min(CHUNK, nodes - from);
            int first = from;
            int[] some = new int[n];
            Arrays.setAll(some, i -> first + i);
            System.arraycopy(updated(scoring, some, n, null).data(), 0, all.rows, from * width, n * width);
            scoring.reset();
        }
        Arrays.setAll(all.lastUpdate, mailbox::time);
        return all;
    }

    /** S' of these nodes [n, N]. What a message says of its partner is projected once a distinct partner. */
    private Tensor updated(Tape tape, int[] asked, int n, @Nullable Written written) {
        tape.phase("memory update");
        QueryIndex partners = new QueryIndex();
        partners.clear();
        int[] partnerRow = new int[n];
        int[] message = new int[n];
        float[] dt = new float[n];
        for (int i = 0; i < n; i++) {
            int node = asked[i];
            boolean has = mailbox.has(node);
            partnerRow[i] = partners.add(has ? mailbox.partner(node) : -1, 0);
            message[i] = has ? i : -1;
            dt[i] = has ? (float) ((mailbox.time(node) - lastUpdate[node]) * secondsPerTick) : 0f;
        }
        Tensor state = memory(tape, asked, n, written);
        SideBySide parts = new SideBySide();
        parts.add(GatherOp.apply(tape, state, message, n), null);
        parts.add(memory(tape, partners.nodes(), partners.size(), written), partnerRow);
        parts.add(eventFeatures(tape, asked, n), null);
        if (identity != null) {
            parts.add(GatherOp.apply(tape, identities(tape, identity, asked, n), message, n), null);
            parts.add(partnerIdentities(tape, identity, partners), partnerRow);
        }
        parts.add(GatherOp.apply(tape, TimeEncodingOp.apply(tape, time.w(), time.b(), dt, n), message, n), null);
        Tensor input = LinearOp.apply(
                tape, n, cell.cell().inputWeight(), cell.cell().inputBias(), Activation.NONE, parts.parts());
        Tensor hidden = LinearOp.apply(
                tape, n, cell.cell().hiddenWeight(), cell.cell().hiddenBias(), Activation.NONE, Part.of(state, 0));
        return GruCellOp.apply(tape, input, hidden, state);
    }

    /** Parts of an input whose columns follow one another; those without columns are left out. */
    private static final class SideBySide {
        private final List<Part> parts = new ArrayList<>();
        private int column;

        private void add(Tensor tensor, int @Nullable [] rowOf) {
            if (tensor.columns() > 0) {
                parts.add(new Part(tensor, column, rowOf));
            }
            column += tensor.columns();
        }

        private Part[] parts() {
            return parts.toArray(Part[]::new);
        }
    }

    /** Codes of the partners, zeros for "none". */
    private static Tensor partnerIdentities(Tape tape, TimeEncoding identity, QueryIndex partners) {
        int[] row = new int[partners.size()];
        Arrays.setAll(row, i -> partners.nodes()[i] < 0 ? -1 : i);
        Tensor codes = identities(tape, identity, partners.nodes(), partners.size());
        return GatherOp.apply(tape, codes, row, partners.size());
    }

    private static Tensor identities(Tape tape, TimeEncoding identity, int[] asked, int n) {
        float[] number = new float[n];
        for (int i = 0; i < n; i++) {
            number[i] = asked[i];
        }
        return TimeEncodingOp.apply(tape, identity.w(), identity.b(), number, n);
    }

    /** Memory rows [n, N], zeros where a node is below 0; with gradient where they were written on the tape. */
    private Tensor memory(Tape tape, int[] asked, int n, @Nullable Written written) {
        Tensor stored = copy(tape, rows, asked, n);
        if (written == null) {
            return stored;
        }
        int[] rowOf = new int[n];
        int[] own = new int[n];
        for (int i = 0; i < n; i++) {
            rowOf[i] = asked[i] < 0 ? -1 : written.rowOf[asked[i]];
            own[i] = rowOf[i] < 0 ? -1 : i;
        }
        return SelectRowsOp.apply(tape, GatherOp.apply(tape, written.rows, rowOf, n), own, stored, null);
    }

    private Tensor copy(Tape tape, float[] source, int[] asked, int n) {
        float[] copy = tape.scratch(n * width);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                if (asked[i] < 0) {
                    Arrays.fill(copy, i * width, (i + 1) * width, 0f);
                } else {
                    System.arraycopy(source, asked[i] * width, copy, i * width, width);
                }
            }
        });
        return Tensor.constant(copy, n, width);
    }

    private Tensor eventFeatures(Tape tape, int[] asked, int n) {
        int e = features.width();
        float[] raw = tape.scratch(n * e);
        Arrays.fill(raw, 0, n * e, 0f);
        for (int i = 0; e > 0 && i < n; i++) {
            if (mailbox.has(asked[i])) {
                features.copyRow(mailbox.event(asked[i]), raw, i * e);
            }
        }
        return Tensor.constant(raw, n, e);
    }

    /** Advances by a batch in training: its nodes' memory from their kept events, then its events are kept. */
    void observeInTraining(EventBatch batch) {
        startTraining();
        QueryIndex own = nodesOf(batch);
        write(updated(scoring, own.nodes(), own.size(), null), own);
        scoring.reset();
        mailbox.store(batch);
        advanced = null;
    }

    /** The same on a recording tape: what is read on it afterwards carries gradient through what was written. */
    Written observeInTraining(EventBatch batch, Tape tape) {
        startTraining();
        QueryIndex own = nodesOf(batch);
        Tensor next = updated(tape, own.nodes(), own.size(), null);
        write(next, own);
        mailbox.store(batch);
        advanced = null;
        int[] rowOf = new int[nodes];
        Arrays.fill(rowOf, -1);
        for (int i = 0; i < own.size(); i++) {
            rowOf[own.nodes()[i]] = i;
        }
        return new Written(next, rowOf);
    }

    /** From now on reads on a recording tape are those of training. What evaluation kept is in memory already. */
    void startTraining() {
        if (!training) {
            mailbox.clear();
            training = true;
        }
    }

    /** Advances by a batch in evaluation: its events are kept and go into its nodes' memory at once. */
    void observeInEvaluation(EventBatch batch) {
        if (training) {
            Advanced all = evaluated();
            rows = all.rows;
            lastUpdate = all.lastUpdate;
            mailbox.clear();
            training = false;
            advanced = null;
        }
        mailbox.store(batch);
        QueryIndex own = nodesOf(batch);
        write(updated(scoring, own.nodes(), own.size(), null), own);
        scoring.reset();
    }

    private static QueryIndex nodesOf(EventBatch batch) {
        QueryIndex own = new QueryIndex();
        own.clear();
        for (int i = 0; i < batch.size(); i++) {
            own.add(batch.source(i), 0);
            own.add(batch.destination(i), 0);
        }
        return own;
    }

    private void write(Tensor next, QueryIndex own) {
        for (int i = 0; i < own.size(); i++) {
            int node = own.nodes()[i];
            System.arraycopy(next.data(), i * width, rows, node * width, width);
            lastUpdate[node] = mailbox.time(node);
        }
    }

    /** The weights have changed. */
    void invalidate() {
        advanced = null;
    }

    void reset() {
        Arrays.fill(rows, 0f);
        Arrays.fill(lastUpdate, 0);
        mailbox.clear();
        training = true;
        advanced = null;
    }

    Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("rows", rows.clone());
        arrays.put("last_update", lastUpdate.clone());
        arrays.put("training", new int[] {training ? 1 : 0});
        StateArrays.put(arrays, "mailbox", mailbox.state());
        return arrays;
    }

    /** Back to a state that {@link #state} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        float[] savedRows = StateArrays.floats(arrays, "rows");
        long[] savedTimes = StateArrays.longs(arrays, "last_update");
        int[] savedMode = StateArrays.ints(arrays, "training");
        StateArrays.requireLength("rows", rows.length, savedRows.length);
        StateArrays.requireLength("last_update", nodes, savedTimes.length);
        StateArrays.requireLength("training", 1, savedMode.length);
        mailbox.restore(StateArrays.part(arrays, "mailbox"));
        rows = savedRows;
        lastUpdate = savedTimes;
        training = savedMode[0] == 1;
        advanced = null;
    }
}
