package io.tgl.models.memory;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.kernel.Compute;
import io.tgl.core.memory.Mailbox;
import io.tgl.core.memory.NodeMemory;
import io.tgl.core.nn.RecurrentCell;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.SelectRowsOp;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Node memory with pending messages: a message waits until its node has another event, and every read before that applies
 * it virtually. Message of u from event (u, v, t, e): [S_u ; S_v ; phi(t - last_u) ; e], or another row in the place of
 * S_v; the last one wins. S_u does not change while the message waits, so a message begins with its node's memory.
 *
 * <p>Letters: V nodes, N memory width, M distinct nodes touched, P of them with a pending message.
 */
final class PendingMemory {
    private static final int GRAIN = 16;

    private final RecurrentCell cell;
    private final TimeEncoding time;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;
    private final Compute compute;
    private final Tape scoring;
    private final int width;
    private final NodeMemory memory;
    private final Mailbox mailbox;
    private final UpdatedMemory updated;
    /** For each node how often its row may have changed, whichever way; for all nodes together the same. */
    private int[] changes;

    private int allChanges;

    PendingMemory(
            int width,
            RecurrentCell cell,
            TimeEncoding time,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            Compute compute) {
        this.width = width;
        this.cell = cell;
        this.time = time;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
        this.compute = compute;
        this.scoring = new Tape(compute, false);
        int nodes = nodeFeatures.rows();
        this.memory = new NodeMemory(nodes, width);
        this.mailbox = new Mailbox(nodes, 2 * width + time.width() + edgeFeatures.width());
        this.updated = new UpdatedMemory(nodes, width);
        this.changes = new int[nodes];
    }

    /** Another number whenever what {@link #read} gives for the node may have changed, unless all have. */
    int changes(int node) {
        return changes[node];
    }

    /** Another number whenever what {@link #read} gives for any node may have changed at once. */
    int allChanges() {
        return allChanges;
    }

    /** Whether a row, without features, is what {@link #read} gives for a node. */
    boolean isCurrent(int node, float[] row, int at) {
        if (!mailbox.has(node) || updated.has(node)) {
            float[] source = mailbox.has(node) ? updated.rows() : memory.rows();
            int from = node * width;
            return updated.isWhole(node) && Arrays.equals(source, from, from + width, row, at, at + width);
        }
        return true;
    }

    /** Whether rows have raw node features added. */
    boolean addsFeatures() {
        return nodeFeatures.width() > 0;
    }

    NodeMemory memory() {
        return memory;
    }

    /** Time of the node's last update in the model's unit, its pending message applied. */
    float lastUpdate(int node) {
        return mailbox.has(node) ? (float) (mailbox.time(node) * secondsPerTick) : memory.lastUpdate()[node];
    }

    /** Rows [M, N] of memory with the pending messages applied; with the raw node features added if asked for. */
    Tensor read(Tape tape, QueryIndex touched, boolean withFeatures) {
        tape.phase("memory");
        int m = touched.size();
        int[] nodes = touched.nodes();
        int[] rowOf = new int[m];
        int[] pending = new int[m];
        int p = 0;
        for (int r = 0; r < m; r++) {
            boolean waits = mailbox.has(nodes[r]) && (tape.recording() || !updated.has(nodes[r]));
            rowOf[r] = waits ? p : -1;
            if (waits) {
                pending[p++] = nodes[r];
            }
        }
        float[] rows = tape.scratch(m * width);
        tape.forRows(m, GRAIN, (from, to) -> {
            for (int r = from; r < to; r++) {
                assert updated.isWhole(nodes[r]) : "torn row of node " + nodes[r];
                float[] source = mailbox.has(nodes[r]) ? updated.rows() : memory.rows();
                System.arraycopy(source, nodes[r] * width, rows, r * width, width);
            }
        });
        Tensor computed = p == 0 ? Tensor.constant(new float[0], 0, width) : update(tape, pending, p);
        tape.phase("memory");
        Tensor features = withFeatures && nodeFeatures.width() > 0 ? features(tape, nodes, m) : null;
        return SelectRowsOp.apply(tape, computed, rowOf, Tensor.constant(rows, m, width), features);
    }

    private Tensor features(Tape tape, int[] nodes, int m) {
        float[] raw = tape.scratch(m * width);
        tape.forRows(m, GRAIN, (from, to) -> {
            Arrays.fill(raw, from * width, to * width, 0f);
            for (int r = from; r < to; r++) {
                nodeFeatures.copyRow(nodes[r], raw, r * width);
            }
        });
        return Tensor.constant(raw, m, width);
    }

    /** The cell over the pending messages of p nodes; results are kept until weights, message or memory change. */
    private Tensor update(Tape tape, int[] pending, int p) {
        Tensor next = applied(tape, pending, p);
        tape.forRows(p, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                updated.put(pending[i], next.data(), i * width);
            }
        });
        return next;
    }

    /** The cell over the pending messages of p nodes. */
    private Tensor applied(Tape tape, int[] pending, int p) {
        int message = mailbox.width();
        float[] messages = tape.scratch(p * message);
        float[] states = tape.scratch(p * width);
        tape.forRows(p, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                mailbox.copyRow(pending[i], messages, i * message);
                memory.copyRow(pending[i], states, i * width);
            }
        });
        tape.phase("memory update");
        return cell.applyToMessage(tape, Tensor.constant(messages, p, message), Tensor.constant(states, p, width));
    }

    /** Writes the updated memory of these nodes for good; their messages are read and gone. */
    void persist(LastMessages messages) {
        int[] missing = new int[messages.size()];
        int count = 0;
        for (int node : messages.node()) {
            if (mailbox.has(node) && !updated.has(node)) {
                missing[count++] = node;
            }
        }
        if (count > 0) {
            update(scoring, missing, count);
            scoring.reset();
            compute.clock().enter("observe");
        }
        for (int node : messages.node()) {
            if (mailbox.has(node)) {
                memory.setRow(node, updated.rows(), node * width, lastUpdate(node));
                mailbox.clear(node);
            }
            updated.drop(node);
            changes[node]++;
        }
    }

    /**
     * What a batch does to its nodes, computed beside the memory: rows [size, ...] in the order of the messages.
     *
     * @param memory [size, N] memory with the old message applied
     * @param lastUpdate [size] its time
     * @param message [size, message width] new messages
     */
    private record Staged(float[] memory, float[] lastUpdate, float[] message) {}

    /**
     * {@link #persist} and {@link #store} in two halves: this one reads and computes, the result writes. The updated
     * memory of the batch's nodes is computed now, once, and not by the first to read it.
     */
    Runnable stage(EventBatch batch, LastMessages messages) {
        scoring.reset();
        int size = messages.size();
        Staged staged = new Staged(
                scoring.scratch(size * width),
                new float[size],
                scoring.scratch(Math.multiplyExact(size, mailbox.width())));
        stageMemory(messages, staged);
        stageMessages(batch, messages, staged);
        Tensor next = cell.applyToMessage(
                scoring,
                Tensor.constant(staged.message, size, mailbox.width()),
                Tensor.constant(staged.memory, size, width));
        return () -> write(messages, staged, next.data());
    }

    private void stageMemory(LastMessages messages, Staged staged) {
        int[] missing = new int[messages.size()];
        int[] missingNode = new int[messages.size()];
        int count = 0;
        for (int m = 0; m < messages.size(); m++) {
            int node = messages.node()[m];
            boolean waits = mailbox.has(node);
            staged.lastUpdate[m] = lastUpdate(node);
            if (waits && !updated.hasObserved(node)) {
                missing[count] = m;
                missingNode[count++] = node;
            } else {
                float[] rows = waits ? updated.rows() : memory.rows();
                System.arraycopy(rows, node * width, staged.memory, m * width, width);
            }
        }
        if (count > 0) {
            float[] next = applied(scoring, missingNode, count).data();
            for (int i = 0; i < count; i++) {
                System.arraycopy(next, i * width, staged.memory, missing[i] * width, width);
            }
        }
    }

    private void stageMessages(EventBatch batch, LastMessages messages, Staged staged) {
        QueryIndex place = new QueryIndex();
        place.clear();
        for (int m = 0; m < messages.size(); m++) {
            place.add(messages.node()[m], 0);
        }
        int blocks = (messages.size() + GRAIN - 1) / GRAIN;
        compute.workers().run(blocks, block -> {
            int to = Math.min(messages.size(), (block + 1) * GRAIN);
            for (int m = block * GRAIN; m < to; m++) {
                int at = m * mailbox.width();
                int other = place.find(messages.other()[m], 0);
                System.arraycopy(staged.memory, m * width, staged.message, at, width);
                System.arraycopy(staged.memory, other * width, staged.message, at + width, width);
                finish(batch, messages, m, staged.lastUpdate[m], staged.message, at);
            }
        });
    }

    private void write(LastMessages messages, Staged staged, float[] next) {
        int blocks = (messages.size() + GRAIN - 1) / GRAIN;
        compute.workers().run(blocks, block -> {
            int to = Math.min(messages.size(), (block + 1) * GRAIN);
            for (int m = block * GRAIN; m < to; m++) {
                int node = messages.node()[m];
                memory.setRow(node, staged.memory, m * width, staged.lastUpdate[m]);
                mailbox.clear(node);
                mailbox.store(node, staged.message, m * mailbox.width(), messages.time()[m]);
                updated.putObserved(node, next, m * width);
                changes[node]++;
            }
        });
    }

    void grow(int nodes) {
        memory.grow(nodes);
        mailbox.grow(nodes);
        updated.grow(nodes);
        changes = Arrays.copyOf(changes, Math.max(changes.length, nodes));
    }

    void forget(int[] nodes) {
        float[] zeros = new float[width];
        for (int node : nodes) {
            memory.setRow(node, zeros, 0, 0f);
            mailbox.clear(node);
            updated.drop(node);
            changes[node]++;
        }
    }

    /**
     * Stores the messages of a batch.
     *
     * @param partners [size, N] what stands in the place of S_v, if not the memory
     */
    void store(EventBatch batch, LastMessages messages, float @Nullable [] partners) {
        int blocks = (messages.size() + GRAIN - 1) / GRAIN;
        compute.workers().run(blocks, block -> {
            float[] message = new float[mailbox.width()];
            int to = Math.min(messages.size(), (block + 1) * GRAIN);
            for (int m = block * GRAIN; m < to; m++) {
                if (partners == null) {
                    memory.copyRow(messages.other()[m], message, width);
                } else {
                    System.arraycopy(partners, m * width, message, width, width);
                }
                store(batch, messages, m, message);
            }
        });
    }

    private void store(EventBatch batch, LastMessages messages, int m, float[] message) {
        int node = messages.node()[m];
        memory.copyRow(node, message, 0);
        finish(batch, messages, m, memory.lastUpdate()[node], message, 0);
        mailbox.store(node, message, 0, messages.time()[m]);
    }

    /** Writes what stands behind the two memories of a message that begins at {@code at}. */
    private void finish(EventBatch batch, LastMessages messages, int m, float lastUpdate, float[] message, int at) {
        float dt = (float) (messages.time()[m] * secondsPerTick) - lastUpdate;
        int encoding = at + 2 * width;
        compute.kernels().timeEncoding(dt, time.w().data(), time.b().data(), message, encoding, time.width());
        edgeFeatures.copyRow(batch.eventId(messages.event()[m]), message, encoding + time.width());
    }

    /** The weights have changed. */
    void invalidate() {
        allChanges++;
        updated.invalidate();
    }

    void reset() {
        memory.reset();
        mailbox.reset();
        invalidate();
    }

    Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        memory.state().forEach((name, array) -> arrays.put("memory/" + name, array));
        mailbox.state().forEach((name, array) -> arrays.put("mailbox/" + name, array));
        return arrays;
    }

    /** Back to a state that {@link #state} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        Map<String, Object> memoryState = part(arrays, "memory/");
        memory.copy().restore(memoryState);
        mailbox.restore(part(arrays, "mailbox/"));
        memory.restore(memoryState);
        updated.grow(memory.nodeCount());
        changes = Arrays.copyOf(changes, Math.max(changes.length, memory.nodeCount()));
        invalidate();
    }

    private static Map<String, Object> part(Map<String, Object> arrays, String prefix) {
        Map<String, Object> part = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), array);
            }
        });
        return part;
    }
}
