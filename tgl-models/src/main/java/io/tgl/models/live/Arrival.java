package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import io.tgl.core.event.LiveNodeIndex;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.query.LinkQueries;

/**
 * A batch that was checked against the stream before it, nothing taken in yet. New nodes stand behind all known ones, in
 * the order of their appearance: node {@code bound + i} is the i-th of {@code fresh}.
 *
 * @param source [n] dense ids
 * @param destination [n] dense ids
 * @param time [n] times that count, in ticks from the origin
 * @param fresh external ids of the new nodes
 * @param bound first id of a new node
 * @param late events that were earlier than one before them
 */
record Arrival(int[] source, int[] destination, long[] time, LiveNodeIndex fresh, int bound, int late) {
    /**
     * Checks a batch.
     *
     * @param latest the latest time before it, from the origin
     * @throws InvalidInput naming row and column; nothing has changed then
     */
    static Arrival of(ArrivingEvents events, LiveSettings settings, LiveNodeIndex index, long origin, long latest) {
        if (events.featureWidth() != settings.featureWidth() && events.size() > 0) {
            throw InvalidInput.at("column features", "rows of width " + settings.featureWidth(), events.featureWidth());
        }
        if ((events.ids() instanceof Texts) != index.isText()) {
            throw InvalidInput.at(
                    "node ids", index.isText() ? "texts" : "numbers", index.isText() ? "numbers" : "texts");
        }
        int n = events.size();
        long[] time = new long[n];
        int late = 0;
        long before = latest;
        for (int i = 0; i < n; i++) {
            time[i] = shifted(events.time()[i], origin, i);
            if (time[i] < before) {
                late++;
                if (settings.late() == Late.REFUSE) {
                    throw InvalidInput.at(
                            "row " + i + ", column time",
                            "times in ascending order, at least " + (before + origin),
                            events.time()[i]);
                }
                time[i] = settings.late() == Late.CLAMP ? before : time[i];
            }
            before = Math.max(before, time[i]);
        }
        Arrival arrival =
                new Arrival(new int[n], new int[n], time, new LiveNodeIndex(index.isText()), index.bound(), late);
        arrival.resolve(events, index);
        return arrival;
    }

    private static long shifted(long time, long origin, int row) {
        try {
            return Math.subtractExact(time, origin);
        } catch (ArithmeticException e) {
            throw new InvalidInput(
                    "row " + row + ", column time: expected a time whose distance to " + origin
                            + " is a 64-bit number, found " + time,
                    e);
        }
    }

    /**
     * Links by the dense ids that their ends have while this batch is pending, -1 for nodes of which neither it nor the
     * index knows.
     */
    LinkQueries links(ArrivingEvents.Ids ids, long[] times, LiveNodeIndex index) {
        LinkQueries links = LinkQueries.of(new int[ids.size()], new int[ids.size()], times);
        for (int i = 0; i < ids.size(); i++) {
            switch (ids) {
                case Numbers numbers -> {
                    links.source()[i] = pending(index.nodeOf(numbers.source()[i]), fresh.nodeOf(numbers.source()[i]));
                    links.destination()[i] =
                            pending(index.nodeOf(numbers.destination()[i]), fresh.nodeOf(numbers.destination()[i]));
                }
                case Texts texts -> {
                    links.source()[i] = pending(index.nodeOf(texts.source()[i]), fresh.nodeOf(texts.source()[i]));
                    links.destination()[i] =
                            pending(index.nodeOf(texts.destination()[i]), fresh.nodeOf(texts.destination()[i]));
                }
            }
        }
        return links;
    }

    private int pending(int known, int isFresh) {
        return known >= 0 || isFresh < 0 ? known : bound + isFresh;
    }

    private void resolve(ArrivingEvents events, LiveNodeIndex index) {
        switch (events.ids()) {
            case Numbers numbers -> {
                for (int i = 0; i < source.length; i++) {
                    source[i] = node(index, numbers.source()[i]);
                    destination[i] = node(index, numbers.destination()[i]);
                }
            }
            case Texts texts -> {
                for (int i = 0; i < source.length; i++) {
                    source[i] = node(index, texts.source()[i]);
                    destination[i] = node(index, texts.destination()[i]);
                }
            }
        }
    }

    private int node(LiveNodeIndex index, long id) {
        int node = index.nodeOf(id);
        return node >= 0 ? node : bound + fresh.add(id);
    }

    private int node(LiveNodeIndex index, String id) {
        int node = index.nodeOf(id);
        return node >= 0 ? node : bound + fresh.add(id);
    }

    /** Gives the new nodes their dense ids in the index for good. */
    void admit(LiveNodeIndex index) {
        int[] node = new int[fresh.size()];
        for (int i = 0; i < node.length; i++) {
            node[i] = index.isText() ? index.add(fresh.text(i)) : index.add(fresh.number(i));
        }
        for (int i = 0; i < source.length; i++) {
            source[i] = source[i] < bound ? source[i] : node[source[i] - bound];
            destination[i] = destination[i] < bound ? destination[i] : node[destination[i] - bound];
        }
    }
}
