package io.tgl.models.walk;

import io.tgl.core.graph.MultiHop;
import io.tgl.core.graph.Neighborhoods;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * The walks of some queries without their repetitions: one tree a query whose paths from the root are the distinct
 * prefixes of its walks. Equal draws are equal walks, so a step carries how many walks pass through it and how many end at
 * it (its draws were padding, or it is the last step).
 *
 * <p>Letters: Q queries, S steps (nodes of the trees; those of a query stand together, root first, level by level),
 * L walk length, U distinct (graph node, query) places.
 */
final class WalkTrees {
    private final int length;
    private final QueryIndex places = new QueryIndex();
    private final QueryIndex steps = new QueryIndex();
    private int[] node = new int[64];
    private int[] event = new int[64];
    private int[] parent = new int[64];
    private int[] level = new int[64];
    private int[] ending = new int[64];
    private int[] place = new int[64];
    private float[] gap = new float[64];
    private int[] visits = new int[64];
    private int[] first = new int[64];
    private int queries;
    private int size;

    /** No query yet. */
    WalkTrees(int length) {
        this.length = length;
        places.clear();
        steps.clear();
    }

    /**
     * Adds the trees of sampled hops; the queries are numbered on.
     *
     * @param nodes [count]
     * @param times [count] in ticks
     * @param hops as sampled for these queries
     */
    void add(int[] nodes, long[] times, int count, MultiHop hops, double secondsPerTick) {
        if (queries + count >= first.length) {
            first = Arrays.copyOf(first, Math.max(2 * first.length, queries + count + 1));
        }
        for (int i = 0; i < count; i++) {
            grow(i, nodes[i], times[i] * secondsPerTick, hops, secondsPerTick);
            queries++;
            first[queries] = size;
        }
    }

    private void grow(int row, int root, double now, MultiHop hops, double secondsPerTick) {
        int walks = 1;
        for (int h = 0; h < length; h++) {
            walks *= hops.hop(h).width();
        }
        int rootStep = steps.add(queries, Long.MIN_VALUE);
        put(rootStep, root, -1, -1, 0, 0f);
        pass(rootStep);
        int[] above = {rootStep};
        for (int h = 0; h < length; h++) {
            Neighborhoods found = hops.hop(h);
            int k = found.width();
            walks /= k;
            int[] here = new int[above.length * k];
            int base = row * here.length;
            for (int i = 0; i < here.length; i++) {
                int from = above[i / k];
                int slot = base + i;
                here[i] = -1;
                if (from >= 0 && found.neighbor()[slot] < 0) {
                    ending[from] += walks;
                } else if (from >= 0) {
                    here[i] = steps.add(from, found.event()[slot]);
                    float dt = (float) (now - (float) (found.time()[slot] * secondsPerTick));
                    put(here[i], found.neighbor()[slot], found.event()[slot], from, h + 1, dt);
                    pass(here[i]);
                    ending[here[i]] += h == length - 1 ? 1 : 0;
                }
            }
            above = here;
        }
    }

    private void put(int step, int graphNode, int eventId, int from, int depth, float dt) {
        if (step < size) {
            return;
        }
        if (step == node.length) {
            reserve(2 * step);
        }
        node[step] = graphNode;
        event[step] = eventId;
        parent[step] = from;
        level[step] = depth;
        ending[step] = 0;
        gap[step] = dt;
        place[step] = places.add(graphNode, queries);
        size++;
    }

    private void pass(int step) {
        int row = place[step] * (length + 1);
        if (row + length >= visits.length) {
            visits = Arrays.copyOf(visits, Math.max(2 * visits.length, row + length + 1));
        }
        visits[row + level[step]]++;
    }

    private void reserve(int capacity) {
        node = Arrays.copyOf(node, capacity);
        event = Arrays.copyOf(event, capacity);
        parent = Arrays.copyOf(parent, capacity);
        level = Arrays.copyOf(level, capacity);
        ending = Arrays.copyOf(ending, capacity);
        place = Arrays.copyOf(place, capacity);
        gap = Arrays.copyOf(gap, capacity);
    }

    /** L. */
    int length() {
        return length;
    }

    /** First step of a query; the last one is before that of the next query. */
    int first(int query) {
        return first[query];
    }

    /** Graph node of a step. */
    int node(int step) {
        return node[step];
    }

    /** Event that led to a step; -1 at a root. */
    int event(int step) {
        return event[step];
    }

    /** The step before; -1 at a root. */
    int parent(int step) {
        return parent[step];
    }

    /** 0 at a root. */
    int level(int step) {
        return level[step];
    }

    /** Number of walks whose last valid position is this step. */
    int ending(int step) {
        return ending[step];
    }

    /** Time from the step's event to the query, in the unit of the time ladder. */
    float gap(int step) {
        return gap[step];
    }

    /** Number of the (graph node, query) place of a step. */
    int place(int step) {
        return place[step];
    }

    /** Number of the place of a graph node in the walks of a query, or -1 if they never visit it. */
    int place(int graphNode, int query) {
        return places.find(graphNode, query);
    }

    /** U. */
    int places() {
        return places.size();
    }

    /** How often the walks of the place's query visit its graph node at that level. */
    int visits(int placeNumber, int atLevel) {
        return visits[placeNumber * (length + 1) + atLevel];
    }
}
