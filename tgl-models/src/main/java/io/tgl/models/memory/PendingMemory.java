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
        Tensor next =
                cell.applyToMessage(tape, Tensor.constant(messages, p, message), Tensor.constant(states, p, width));
        tape.forRows(p, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                updated.put(pending[i], next.data(), i * width);
            }
        });
        return next;
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
        float dt = (float) (messages.time()[m] * secondsPerTick) - memory.lastUpdate()[node];
        compute.kernels().timeEncoding(dt, time.w().data(), time.b().data(), message, 2 * width, time.width());
        edgeFeatures.copyRow(batch.eventId(messages.event()[m]), message, 2 * width + time.width());
        mailbox.store(node, message, 0, messages.time()[m]);
    }

    /** The weights have changed. */
    void invalidate() {
        updated.invalidate();
    }

    void reset() {
        memory.reset();
        mailbox.reset();
        updated.invalidate();
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
        updated.invalidate();
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
