package io.tgl.datasets.synthetic;

import java.util.Arrays;

/**
 * A stochastic block model (Holland, Laskey, Leinhardt, Stochastic Blockmodels: First Steps, Social Networks 5, 1983)
 * whose blocks change at known times: at k {@code period}, k = 1, 2, ..., each node moves with probability {@code moved}
 * to a uniform block. The source of an event is uniform; the destination is another member of its block with probability
 * {@code inside} (if there is one), else any other node. Pairs of the last period recur, pairs of earlier ones do not.
 *
 * @param nodes number of nodes, at least 2
 * @param blocks number of blocks
 * @param inside probability of staying in the block
 * @param period seconds between changes
 * @param moved probability that a node moves at a change
 * @param gap mean gap between events in seconds; gaps are exponential
 */
public record ChangingBlocks(int nodes, int blocks, double inside, int period, double moved, double gap)
        implements SyntheticProcess {
    /** 100 nodes in 10 blocks, 95 % of the events inside, all nodes dealt anew every 4,000 s, an event a second. */
    public static final ChangingBlocks USUAL = new ChangingBlocks(100, 10, 0.95, 4000, 1, 1);

    private static final int MOST_NODES = 1 << 28;

    /** Checks the ranges. */
    public ChangingBlocks {
        Ranges.check("nodes", nodes, 2, MOST_NODES);
        Ranges.check("blocks", blocks, 1, nodes);
        Ranges.check("period", period, 1, Integer.MAX_VALUE);
        Ranges.checkShare("inside", inside);
        Ranges.checkShare("moved", moved);
        Ranges.checkGap(gap);
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public String truth() {
        return blocks + " blocks of " + nodes + " nodes; a share of " + inside + " of the events stays inside; every "
                + period + " s a share of " + moved + " of the nodes is dealt anew";
    }

    @Override
    public EventSequence start(long seed) {
        return new Sequence(seed);
    }

    /** Block of each node at that time in ticks. */
    public int[] blocksAt(long seed, long time) {
        Membership membership = new Membership(seed);
        membership.advanceTo(time);
        return membership.block.clone();
    }

    /** Who is in which block: members stand together, block after block. */
    private final class Membership {
        private final EventDraws draws;
        private final int[] block = new int[nodes];
        private final int[] members = new int[nodes];
        /** Where each node stands among the members. */
        private final int[] place = new int[nodes];

        private final int[] from = new int[blocks + 1];
        private long change;

        Membership(long seed) {
            draws = new EventDraws(seed, name() + "/membership");
            deal(1);
        }

        void advanceTo(long time) {
            while ((change + 1) * period <= time) {
                change++;
                deal(moved);
            }
        }

        private void deal(double share) {
            for (int v = 0; v < nodes; v++) {
                draws.of(change * nodes + v);
                if (draws.uniform() < share) {
                    block[v] = draws.below(blocks);
                }
            }
            Arrays.fill(from, 0);
            for (int v = 0; v < nodes; v++) {
                from[block[v] + 1]++;
            }
            for (int b = 0; b < blocks; b++) {
                from[b + 1] += from[b];
            }
            int[] next = from.clone();
            for (int v = 0; v < nodes; v++) {
                place[v] = next[block[v]]++;
                members[place[v]] = v;
            }
        }

        /** How many others share the block of v. */
        int others(int v) {
            return from[block[v] + 1] - from[block[v]] - 1;
        }

        /** Number i of them. */
        int other(int v, int i) {
            int at = from[block[v]] + i;
            return members[at < place[v] ? at : at + 1];
        }
    }

    private final class Sequence implements EventSequence {
        private final EventDraws draws;
        private final PoissonClock clock = new PoissonClock(gap);
        private final Membership membership;
        private long event = -1;
        private int source;
        private int destination;
        private long time;

        Sequence(long seed) {
            draws = new EventDraws(seed, name());
            membership = new Membership(seed);
        }

        @Override
        public void advance() {
            draws.of(++event);
            time = clock.next(draws);
            membership.advanceTo(time);
            source = draws.below(nodes);
            boolean stays = draws.uniform() < inside;
            int others = membership.others(source);
            if (stays && others > 0) {
                destination = membership.other(source, draws.below(others));
            } else {
                int any = draws.below(nodes - 1);
                destination = any < source ? any : any + 1;
            }
        }

        @Override
        public int source() {
            return source;
        }

        @Override
        public int destination() {
            return destination;
        }

        @Override
        public long time() {
            return time;
        }
    }
}
