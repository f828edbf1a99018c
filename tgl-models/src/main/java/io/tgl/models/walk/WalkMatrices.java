package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import io.tgl.core.event.EventBatch;
import io.tgl.core.kernel.Compute;
import io.tgl.core.random.RandomStreams;
import io.tgl.models.query.QueryIndex;
import io.tgl.models.walk.TpNetConfig.Matrices;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The temporal walk matrices A_0 .. A_k of TPNet (Lu et al., "Improving Temporal Link Prediction via Temporal Walk Matrix
 * Projection", NeurIPS 2024, section 4), or their random projections P_i = A_i P_0: A_i[u, w] adds up the walks of i steps
 * from u back in time to w, each step weighted by exp(-lambda (now - t)). An event (u, v, t) adds exp(-lambda (now - t))
 * P_(i-1)[v] to P_i[u], and the other way round; as time goes on P_i falls by exp(-lambda i dt).
 *
 * <p>The fall is applied when a row is read: a row knows the time that it stands at, so that a batch touches the rows of
 * its own nodes only. Row 0 is padding, which P_0 has a random row for too; node v is row v + 1.
 *
 * <p>Letters: V nodes, k hops, d width. A stack is the k + 1 rows of a node, [k + 1, d].
 */
final class WalkMatrices {
    private static final int GRAIN = 64;

    private final int nodes;
    private final int hops;
    private final int width;
    private final int stack;
    private final double decayPerTick;
    private final Matrices kind;
    private final long seed;
    private final Compute compute;

    private float[] rows;
    private long[] standsAt;
    private long now;
    private boolean moved;
    private int epoch = -1;

    WalkMatrices(int nodes, int width, TpNetConfig config, double secondsPerTick, long seed, Compute compute) {
        this.nodes = nodes;
        this.hops = config.hops();
        this.width = width;
        this.decayPerTick = config.decay() * secondsPerTick;
        this.kind = config.matrices();
        this.seed = seed;
        this.compute = compute;
        long values = (nodes + 1L) * (hops + 1) * width;
        if (values > Integer.MAX_VALUE - 8) {
            throw InvalidInput.at(
                    "walk matrices of " + nodes + " nodes, " + hops + " hops and width " + width,
                    "at most " + (Integer.MAX_VALUE - 8) + " values",
                    values);
        }
        this.stack = (hops + 1) * width;
        this.rows = new float[(int) values];
        this.standsAt = new long[nodes + 1];
    }

    /** Floats of a stack. */
    int stack() {
        return stack;
    }

    /** d. */
    int width() {
        return width;
    }

    /** Back to no walk; P_0 is drawn anew when it is next needed. */
    void reset() {
        Arrays.fill(rows, 0f);
        Arrays.fill(standsAt, 0);
        now = 0;
        moved = false;
        epoch = -1;
    }

    /** Before the first event of a training epoch P_0 becomes that epoch's. */
    void enter(int trainingEpoch) {
        if (!moved && epoch != trainingEpoch) {
            draw(trainingEpoch);
        }
    }

    private void drawIfNew() {
        if (epoch < 0) {
            draw(0);
        }
    }

    /** P_0 of N(0, 1/d), or the identity. */
    private void draw(int forEpoch) {
        epoch = forEpoch;
        long key = RandomStreams.key(seed, "projection/" + forEpoch);
        float deviation = (float) (1 / Math.sqrt(width));
        int blocks = (nodes + GRAIN) / GRAIN;
        compute.workers().run(blocks, block -> {
            for (int r = block * GRAIN; r < Math.min(nodes + 1, (block + 1) * GRAIN); r++) {
                int at = r * stack;
                if (kind == Matrices.EXACT) {
                    Arrays.fill(rows, at, at + width, 0f);
                    rows[at + r] = 1f;
                    continue;
                }
                RandomStreams.normals(key, (long) r * width, rows, at, width);
                for (int j = at; j < at + width; j++) {
                    rows[j] *= deviation;
                }
            }
        });
    }

    /** The stack of a node as it stands now (-1: padding), to target[at ..]. */
    void copyStack(int node, float[] target, int at) {
        drawIfNew();
        copyStack(node, now, target, at);
    }

    private void copyStack(int node, long time, float[] target, int at) {
        int row = node + 1;
        System.arraycopy(rows, row * stack, target, at, stack);
        if (standsAt[row] == time || !moved) {
            return;
        }
        double fall = -decayPerTick * (time - standsAt[row]);
        for (int i = 1; i <= hops; i++) {
            float factor = (float) StrictMath.exp(fall * i);
            for (int j = at + i * width; j < at + (i + 1) * width; j++) {
                target[j] *= factor;
            }
        }
    }

    /** The events of a batch, all from the matrices before it. */
    void observe(EventBatch batch) {
        if (batch.size() == 0) {
            return;
        }
        drawIfNew();
        long next = batch.time(batch.size() - 1);
        QueryIndex touched = new QueryIndex();
        touched.clear();
        int b = batch.size();
        int[] source = new int[b];
        int[] destination = new int[b];
        for (int e = 0; e < b; e++) {
            source[e] = touched.add(batch.source(e), 0);
            destination[e] = touched.add(batch.destination(e), 0);
        }
        int[] node = touched.nodes();
        float[] before = new float[Math.multiplyExact(touched.size(), stack)];
        for (int n = 0; n < touched.size(); n++) {
            copyStack(node[n], next, before, n * stack);
            System.arraycopy(before, n * stack, rows, (node[n] + 1) * stack, stack);
            standsAt[node[n] + 1] = next;
        }
        for (int e = 0; e < b; e++) {
            float weight = (float) StrictMath.exp(-decayPerTick * (next - batch.time(e)));
            add(weight, before, destination[e], batch.source(e));
        }
        for (int e = 0; e < b; e++) {
            float weight = (float) StrictMath.exp(-decayPerTick * (next - batch.time(e)));
            add(weight, before, source[e], batch.destination(e));
        }
        now = next;
        moved = true;
    }

    /** P_i[node] += weight before_(i - 1) for all hops: two contiguous ranges. */
    private void add(float weight, float[] before, int from, int node) {
        compute.kernels().axpy(weight, before, from * stack, rows, (node + 1) * stack + width, hops * width);
    }

    /** P_hop as it stands now, [V + 1, d]. */
    float[] matrix(int hop) {
        float[] matrix = new float[(nodes + 1) * width];
        float[] all = new float[stack];
        for (int row = 0; row <= nodes; row++) {
            copyStack(row - 1, all, 0);
            System.arraycopy(all, hop * width, matrix, row * width, width);
        }
        return matrix;
    }

    /** Time in ticks that the matrices stand at. */
    long now() {
        return now;
    }

    /** A copy as named arrays. */
    Map<String, Object> arrays() {
        drawIfNew();
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("epoch", new int[] {epoch});
        arrays.put("now", moved ? new long[] {now} : new long[0]);
        arrays.put("stands_at", standsAt.clone());
        arrays.put("rows", rows.clone());
        return arrays;
    }

    /** Back to what {@link #arrays} gave; refused whole. */
    void restore(Map<String, Object> arrays) {
        int[] savedEpoch = StateArrays.ints(arrays, "epoch");
        StateArrays.requireLength("epoch", 1, savedEpoch.length);
        long[] savedNow = StateArrays.longs(arrays, "now");
        StateArrays.requireLength("now", Math.min(1, savedNow.length), savedNow.length);
        long[] savedTimes = StateArrays.longs(arrays, "stands_at");
        StateArrays.requireLength("stands_at", standsAt.length, savedTimes.length);
        float[] savedRows = StateArrays.floats(arrays, "rows");
        StateArrays.requireLength("rows", rows.length, savedRows.length);
        epoch = savedEpoch[0];
        moved = savedNow.length == 1;
        now = moved ? savedNow[0] : 0;
        standsAt = savedTimes;
        rows = savedRows;
    }
}
