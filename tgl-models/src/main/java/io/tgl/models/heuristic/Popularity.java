package io.tgl.models.heuristic;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.graph.NeighborSource;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.LiveScorer;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Popularity: the score of (u, v, t) is how often v was a destination, whoever the source was; with a half-life h each
 * event counts 2^(-age / h). Batch by batch, as every state.
 *
 * <p>After Daniluk and Dabrowski, "Temporal Graph Models Fail to Capture Global Temporal Dynamics", 2023, whose score
 * decays by batch instead of by time. A query and an event cost one step each; 16 bytes a node.
 */
public final class Popularity implements LiveScorer {
    private static final int SMALLEST = 16;

    private final double halfLife;

    /** The decayed count at the node's last time. */
    private double[] count = new double[SMALLEST];

    private long[] last = new long[SMALLEST];

    /**
     * Without events.
     *
     * @param halfLife in ticks; infinite to count all events alike
     */
    public Popularity(double halfLife) {
        if (!(halfLife > 0)) {
            throw InvalidInput.at("popularity", "a half-life above 0", halfLife);
        }
        this.halfLife = halfLife;
    }

    @Override
    public String name() {
        return Double.isInfinite(halfLife) ? "Popularity" : "Popularity, recent";
    }

    @Override
    public Visibility visibility() {
        return Visibility.BATCH;
    }

    @Override
    public Set<InputChannel> inputs() {
        return Double.isInfinite(halfLife) ? Set.of() : Set.of(InputChannel.TIME);
    }

    @Override
    public void reset() {
        Arrays.fill(count, 0);
        Arrays.fill(last, 0);
    }

    @Override
    public void attach(NeighborSource neighbors) {
        // It counts destinations, whatever their neighbors.
    }

    @Override
    public void score(LinkQueries queries, float[] scores) {
        for (int i = 0; i < queries.size(); i++) {
            scores[i] = (float) at(queries.destination()[i], queries.time()[i]);
        }
    }

    private double at(int node, long time) {
        return node >= count.length || count[node] == 0 ? 0 : count[node] * weight(time - last[node]);
    }

    private double weight(long age) {
        return Double.isInfinite(halfLife) || age <= 0 ? 1 : StrictMath.pow(2, -age / halfLife);
    }

    @Override
    public void observe(EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            int node = batch.destination(i);
            long time = batch.time(i);
            if (node >= count.length) {
                count = Arrays.copyOf(count, Math.max(2 * count.length, node + 1));
                last = Arrays.copyOf(last, count.length);
            }
            if (count[node] == 0 || time >= last[node]) {
                count[node] = at(node, time) + 1;
                last[node] = time;
            } else {
                count[node] += weight(last[node] - time);
            }
        }
    }

    @Override
    public void forget(int[] nodes) {
        for (int node : nodes) {
            if (node < count.length) {
                count[node] = 0;
                last[node] = 0;
            }
        }
    }

    @Override
    public ModelState state() {
        int size = count.length;
        while (size > 0 && count[size - 1] == 0) {
            size--;
        }
        long[] bits = new long[size];
        Arrays.setAll(bits, v -> Double.doubleToRawLongBits(count[v]));
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("count_bits", bits);
        arrays.put("last_time", Arrays.copyOf(last, size));
        return new ModelState(arrays);
    }

    @Override
    public void restore(ModelState state) {
        long[] bits = StateArrays.longs(state.arrays(), "count_bits");
        long[] times = StateArrays.longs(state.arrays(), "last_time");
        StateArrays.requireLength("last_time", bits.length, times.length);
        int size = Math.max(SMALLEST, bits.length);
        last = Arrays.copyOf(times, size);
        count = new double[size];
        for (int v = 0; v < bits.length; v++) {
            count[v] = Double.longBitsToDouble(bits[v]);
        }
    }
}
