package io.tgl.core.graph;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * A read-only set over the kept indices of a range, each shown as its element. Nothing is stored.
 */
final class RangeSet extends AbstractSet<Integer> {
    private final int from;
    private final int to;
    private final IntPredicate keep;
    private final IntUnaryOperator element;
    private final IntPredicate contains;

    /** @param contains whether a number is one of the elements */
    RangeSet(int from, int to, IntPredicate keep, IntUnaryOperator element, IntPredicate contains) {
        this.from = from;
        this.to = to;
        this.keep = keep;
        this.element = element;
        this.contains = contains;
    }

    @Override
    public boolean contains(Object o) {
        return o instanceof Integer i && contains.test(i);
    }

    @Override
    public int size() {
        int size = 0;
        for (int i = from; i < to; i++) {
            if (keep.test(i)) {
                size++;
            }
        }
        return size;
    }

    @Override
    public boolean isEmpty() {
        return !iterator().hasNext();
    }

    @Override
    public Iterator<Integer> iterator() {
        return new Iterator<>() {
            private int next = skip(from);

            @Override
            public boolean hasNext() {
                return next < to;
            }

            @Override
            public Integer next() {
                if (next >= to) {
                    throw new NoSuchElementException();
                }
                int found = element.applyAsInt(next);
                next = skip(next + 1);
                return found;
            }
        };
    }

    private int skip(int index) {
        int i = index;
        while (i < to && !keep.test(i)) {
            i++;
        }
        return i;
    }
}
