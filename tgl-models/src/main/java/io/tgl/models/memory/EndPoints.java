package io.tgl.models.memory;

import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;

/**
 * The ends of link queries as (node, time) pairs to be embedded, and which pairs each query joins.
 *
 * @param node [size] nodes
 * @param time [size] times in ticks
 * @param size pairs
 * @param sources pairs before this one are asked as sources, the others as destinations; a shared pair is a source
 * @param source for each query the pair of its source
 * @param destination for each query the pair of its destination
 */
record EndPoints(int[] node, long[] time, int size, int sources, int[] source, int[] destination) {
    /** What makes two ends the same one. */
    enum Sharing {
        /** Node and time. */
        NODE_AND_TIME,
        /** Node, time and role. */
        NODE_TIME_AND_ROLE,
        /** The node alone: the embedding does not depend on the time. */
        NODE
    }

    /** Equal ends once. */
    static EndPoints shared(LinkQueries queries, Sharing sharing) {
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        QueryIndex index = new QueryIndex();
        index.clear();
        for (int i = 0; i < n; i++) {
            source[i] = index.add(queries.source()[i], sharing == Sharing.NODE ? 0 : queries.time()[i]);
        }
        int sources = index.size();
        QueryIndex others = index;
        int offset = 0;
        if (sharing == Sharing.NODE_TIME_AND_ROLE) {
            others = new QueryIndex();
            others.clear();
            offset = sources;
        }
        for (int i = 0; i < n; i++) {
            long t = sharing == Sharing.NODE ? 0 : queries.time()[i];
            destination[i] = offset + others.add(queries.destination()[i], t);
        }
        int size = offset + others.size();
        int[] node = Arrays.copyOf(index.nodes(), size);
        long[] time = Arrays.copyOf(index.times(), size);
        if (offset > 0) {
            System.arraycopy(others.nodes(), 0, node, offset, others.size());
            System.arraycopy(others.times(), 0, time, offset, others.size());
        }
        return new EndPoints(node, time, size, sources, source, destination);
    }

    /** Every end of every query by itself: its own draw of dropout. */
    static EndPoints separate(LinkQueries queries) {
        int n = queries.size();
        int[] node = Arrays.copyOf(queries.source(), 2 * n);
        long[] time = Arrays.copyOf(queries.time(), 2 * n);
        System.arraycopy(queries.destination(), 0, node, n, n);
        System.arraycopy(queries.time(), 0, time, n, n);
        int[] source = new int[n];
        int[] destination = new int[n];
        for (int i = 0; i < n; i++) {
            source[i] = i;
            destination[i] = n + i;
        }
        return new EndPoints(node, time, 2 * n, n, source, destination);
    }
}
