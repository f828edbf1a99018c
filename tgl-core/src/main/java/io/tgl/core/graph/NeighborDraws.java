package io.tgl.core.graph;

/**
 * Where the sampling strategies get their random numbers from: {@link KeyedDraws} (the same on any number of threads;
 * the default) or {@link ReplayedDraws} (the sequence of a published implementation).
 */
public sealed interface NeighborDraws permits KeyedDraws, ReplayedDraws {
    /** The numbers of one query after the other, for one thread. */
    interface Cursor {
        /**
         * Begins a query.
         *
         * @param node its node
         * @param at its time, or the first event that it does not see
         * @param query its place in the call
         */
        void start(int node, long at, int query);

        /** The next draw from 0 .. count - 1, count at least 1. */
        int index(int count);

        /** The next draw from [0, 1), 53 bits. */
        double uniform();
    }

    /** A cursor for a run of queries. */
    Cursor cursor();

    /** Whether all queries have to be asked by one cursor, in order. */
    boolean inOrder();

    /** Back to the seed, where there is a sequence. */
    void reset();
}
