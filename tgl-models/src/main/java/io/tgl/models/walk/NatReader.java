package io.tgl.models.walk;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.models.query.QueryIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Nat} reads of its state: the entries of caches and the nodes' own representations, each by its recurrent
 * cell from the event that it is of. Letters: D distinct nodes, L live entries, F own width, f cached width.
 */
final class NatReader {
    private static final int GRAIN = 64;

    private final NatConfig config;
    private final NatLayers layers;
    private final NatState state;
    private final FeatureTable edgeFeatures;
    private final double secondsPerTick;

    NatReader(NatConfig config, NatLayers layers, NatState state, FeatureTable edgeFeatures, double secondsPerTick) {
        this.config = config;
        this.layers = layers;
        this.state = state;
        this.edgeFeatures = edgeFeatures;
        this.secondsPerTick = secondsPerTick;
    }

    /** What is read of distinct nodes: z [L, f] of their live entries, Z' [D, F] of themselves. */
    record Read(CacheReads caches, Tensor z, Tensor self) {}

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
                layers.neighborMap(),
                new Part(selves(tape, keys.nodes(), keys.size()), 0, caches.keyOf()),
                events.nodes(),
                time,
                caches.eventOf());
        float[] stored = tape.scratch(live * f);
        tape.forRows(live, GRAIN, (from, to) -> caches.copyValues(stored, f, from, to));
        return layers.neighborCell().apply(tape, x, Tensor.constant(stored, live, f));
    }

    /** Z' [D, F] = GRU_s(W_s [Z_partner ; e ; phi(t)], Z) of each node's last event. */
    Tensor self(Tape tape, QueryIndex nodes) {
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
        Tensor x = message(tape, d, layers.selfMap(), Part.of(selves(tape, partner, d), 0), event, time, null);
        return layers.selfCell().apply(tape, x, selves(tape, nodes.nodes(), d));
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
        Tensor phi = TimeEncodingOp.apply(tape, layers.time().w(), layers.time().b(), time, time.length);
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

    static Tensor features(Tape tape, FeatureTable table, int[] ids, int n) {
        int width = table.width();
        float[] rows = tape.scratch(n * width);
        tape.forRows(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                table.copyRow(ids[i], rows, i * width);
            }
        });
        return Tensor.constant(rows, n, width);
    }
}
