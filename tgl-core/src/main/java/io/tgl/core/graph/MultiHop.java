package io.tgl.core.graph;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.parallel.Workers;

/**
 * Neighbors of neighbors: hop h + 1 asks again for every slot of hop h, at the time of that slot's event; pads expand to
 * pads. Hop h has n k^h rows of k slots. Buffers are reused from call to call; one object a thread.
 */
public final class MultiHop {
    private static final int MAX_SLOTS = Integer.MAX_VALUE - 8;

    /** At which time a sampled neighbor is asked in turn. */
    public enum InnerTime {
        /** At its event's time. */
        EXACT,
        /**
         * At its event's time rounded to float32 ticks, as the published implementation stores it, but at most at the
         * time of the query that sampled it: rounding up past that would show its future.
         */
        FLOAT32
    }

    private final NeighborSampler sampler;
    private final InnerTime innerTime;
    private final Neighborhoods[] hops;
    // Rounded times at which each hop asks; the first hop has the caller's.
    private final long[][] times;

    /** A sampler of {@code hops} hops, at least 1. */
    public MultiHop(NeighborSampler sampler, int hops, InnerTime innerTime) {
        if (hops < 1) {
            throw InvalidInput.at("multi-hop sampler", "at least 1 hop", hops);
        }
        this.sampler = sampler;
        this.innerTime = innerTime;
        this.hops = new Neighborhoods[hops];
        this.times = new long[hops][0];
        for (int h = 0; h < hops; h++) {
            this.hops[h] = new Neighborhoods();
        }
    }

    /** Number of hops. */
    public int hops() {
        return hops.length;
    }

    /** The last answer's hop, counted from 0. */
    public Neighborhoods hop(int hop) {
        return hops[hop];
    }

    /**
     * Samples all hops. Under a bound by event the inner queries of {@link InnerTime#EXACT} stay within it by themselves:
     * what happened before a visible event is visible.
     *
     * @throws InvalidInput if the last hop has more slots than an array, or float32 times meet a bound by event
     */
    public void sample(int[] nodes, HistoryBound bound, int size, int k, Workers workers) {
        bound.requireSize(size);
        checkSlots(size, k);
        if (innerTime == InnerTime.FLOAT32 && hops.length > 1 && !(bound instanceof HistoryBound.BeforeTimes)) {
            throw InvalidInput.at("multi-hop sampler with float32 times", "a bound by time", bound);
        }
        sampler.sample(nodes, bound, size, k, hops[0], workers);
        long[] outer = bound instanceof HistoryBound.BeforeTimes b ? b.times() : new long[0];
        for (int h = 1; h < hops.length; h++) {
            Neighborhoods last = hops[h - 1];
            int slots = last.size() * k;
            long[] inner = innerTime == InnerTime.EXACT ? last.time() : rounded(h, outer, slots);
            sampler.sample(last.neighbor(), HistoryBound.before(inner), slots, k, hops[h], workers);
            outer = inner;
        }
    }

    /** Samples all hops before each query's time. */
    public void sample(int[] nodes, long[] queryTimes, int size, int k, Workers workers) {
        sample(nodes, HistoryBound.before(queryTimes), size, k, workers);
    }

    private long[] rounded(int hop, long[] outer, int slots) {
        Neighborhoods last = hops[hop - 1];
        if (times[hop].length < slots) {
            times[hop] = new long[slots];
        }
        for (int i = 0; i < slots; i++) {
            times[hop][i] = Math.min((long) (float) last.time()[i], outer[i / last.width()]);
        }
        return times[hop];
    }

    private void checkSlots(int size, int k) {
        long slots = size;
        for (int h = 0; h < hops.length; h++) {
            slots *= k;
            if (slots > MAX_SLOTS) {
                throw InvalidInput.at("multi-hop sampler, hop " + h, "at most " + MAX_SLOTS + " slots", slots);
            }
        }
    }
}
