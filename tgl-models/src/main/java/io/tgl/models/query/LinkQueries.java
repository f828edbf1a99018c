package io.tgl.models.query;

import java.util.Arrays;

/**
 * Link queries (source, destination, time): "will source meet destination at time". Arrays may be longer than
 * {@code size}; entries 0 .. size - 1 count.
 */
public record LinkQueries(int[] source, int[] destination, long[] time, int size) {
    /** Checks the lengths. */
    public LinkQueries {
        if (size < 0 || size > source.length || size > destination.length || size > time.length) {
            throw new IndexOutOfBoundsException(
                    "size " + size + " of arrays " + source.length + ", " + destination.length + ", " + time.length);
        }
    }

    /** All entries of the arrays. */
    public static LinkQueries of(int[] source, int[] destination, long[] time) {
        return new LinkQueries(source, destination, time, source.length);
    }

    /** These and then others, as copies. */
    public LinkQueries followedBy(LinkQueries others) {
        int n = Math.addExact(size, others.size);
        int[] sources = Arrays.copyOf(source, n);
        int[] destinations = Arrays.copyOf(destination, n);
        long[] times = Arrays.copyOf(time, n);
        System.arraycopy(others.source, 0, sources, size, others.size);
        System.arraycopy(others.destination, 0, destinations, size, others.size);
        System.arraycopy(others.time, 0, times, size, others.size);
        return new LinkQueries(sources, destinations, times, n);
    }
}
