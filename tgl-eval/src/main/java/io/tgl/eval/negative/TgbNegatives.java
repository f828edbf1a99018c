package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.NumpyRandomState;
import java.util.Arrays;
import java.util.List;

/**
 * The generator of the Temporal Graph Benchmark (Huang et al., NeurIPS 2023; v2.3.0), number by number. Validation and then
 * test are drawn from one NumPy stream. A positive (s, d, t) conflicts with the destinations of s at time t in its split.
 * {@code rnd}: K ids from the lowest to the highest destination, without the conflicting ones. {@code hist_rnd}: up to K / 2
 * of the distinct training destinations of s without the conflicting ones, then up to K in all from the other ids without
 * either. Where fewer are left than asked, all are taken, undrawn. A positive that occurs again draws again; its later list
 * counts.
 */
public final class TgbNegatives {
    /** Seed of the published lists. */
    public static final int PUBLISHED_SEED = 42;

    /** Name of the generator with historical negatives. */
    public static final String HISTORICAL = "hist_rnd";

    /** Name of the one without. */
    public static final String RANDOM = "rnd";

    private final EventStream events;
    private final int perPositive;
    private final boolean historical;
    private final NumpyRandomState random;
    private final int lowest;
    private final int highest;
    private final int[][] trained;

    private TgbNegatives(EventBatch training, String strategy, int perPositive, int seed) {
        if (!strategy.equals(HISTORICAL) && !strategy.equals(RANDOM)) {
            throw InvalidInput.at("strategy of negatives", HISTORICAL + " or " + RANDOM, strategy);
        }
        if (perPositive < 1) {
            throw InvalidInput.at("negatives a positive", "at least 1", perPositive);
        }
        this.events = training.stream();
        this.perPositive = perPositive;
        this.historical = strategy.equals(HISTORICAL);
        this.random = new NumpyRandomState(seed);
        int[] destinations = DistinctNodes.destinations(events);
        this.lowest = destinations[0];
        this.highest = destinations[destinations.length - 1];
        this.trained = historical ? trained(training) : new int[events.nodeCount()][0];
    }

    /**
     * The lists of validation and test.
     *
     * @param training the first events of a stream
     * @param validation those after them
     * @param test the rest
     * @param strategy {@link #HISTORICAL} or {@link #RANDOM}
     * @param perPositive K
     */
    public static List<StoredNegatives> generate(
            EventBatch training, EventBatch validation, EventBatch test, String strategy, int perPositive, int seed) {
        TgbNegatives generator = new TgbNegatives(training, strategy, perPositive, seed);
        return List.of(
                generator.lists(StoredNegatives.VALIDATION, validation), generator.lists(StoredNegatives.TEST, test));
    }

    /** What lists are called: "hist_rnd, 20 a positive, seed 42". */
    public static String label(String strategy, int perPositive, int seed) {
        return strategy + ", " + perPositive + " a positive, seed " + seed;
    }

    /** K of a published data set; every destination of wikipedia and lastfm, so that their lists are sets. */
    public static int published(String data) {
        return switch (data) {
            case "wikipedia" -> 12_000;
            case "lastfm" -> 2_000;
            case "enron", "uci", "collegemsg" -> 1_000;
            case "review" -> 100;
            default -> 20;
        };
    }

    /** Distinct training destinations of each source, ascending; empty for a node that was none. */
    private int[][] trained(EventBatch training) {
        int[] count = new int[events.nodeCount()];
        for (int i = 0; i < training.size(); i++) {
            count[training.source(i)]++;
        }
        int[][] lists = new int[count.length][];
        for (int node = 0; node < lists.length; node++) {
            lists[node] = new int[count[node]];
        }
        for (int i = 0; i < training.size(); i++) {
            int node = training.source(i);
            lists[node][--count[node]] = training.destination(i);
        }
        for (int node = 0; node < lists.length; node++) {
            lists[node] = Arrays.stream(lists[node]).sorted().distinct().toArray();
        }
        return lists;
    }

    private StoredNegatives lists(String name, EventBatch part) {
        String where = "generated negatives";
        StoredNegatives.Builder rows = new StoredNegatives.Builder(name, where, events.nodeCount());
        int[][] lists = new int[part.size()][];
        int from = 0;
        while (from < part.size()) {
            int to = from + 1;
            while (to < part.size() && part.time(to) == part.time(from)) {
                to++;
            }
            long[] pairs = pairs(part, from, to);
            for (int i = from; i < to; i++) {
                int[] list = list(part.source(i), destinations(pairs, part.source(i)));
                int row = rows.find(part.source(i), part.destination(i), part.time(i));
                if (row < 0) {
                    row = rows.size();
                    rows.add(part.source(i), part.destination(i), part.time(i), new int[0]);
                }
                lists[row] = list;
            }
            from = to;
        }
        StoredNegatives triples = rows.build();
        StoredNegatives.Builder all = new StoredNegatives.Builder(name, where, events.nodeCount());
        for (int row = 0; row < triples.size(); row++) {
            all.add(triples.source(row), triples.destination(row), triples.time(row), lists[row]);
        }
        return all.build();
    }

    /** The distinct (source, destination) of events of one time, ascending. */
    private static long[] pairs(EventBatch part, int from, int to) {
        long[] pairs = new long[to - from];
        for (int i = from; i < to; i++) {
            pairs[i - from] = ((long) part.source(i) << Integer.SIZE) | part.destination(i);
        }
        return Arrays.stream(pairs).sorted().distinct().toArray();
    }

    /** The destinations of a source among pairs, ascending. */
    private static int[] destinations(long[] pairs, int source) {
        int low = firstAtLeast(pairs, (long) source << Integer.SIZE);
        int high = firstAtLeast(pairs, (source + 1L) << Integer.SIZE);
        int[] found = new int[high - low];
        for (int i = low; i < high; i++) {
            found[i - low] = (int) pairs[i];
        }
        return found;
    }

    private static int firstAtLeast(long[] ascending, long value) {
        int at = Arrays.binarySearch(ascending, value);
        return at < 0 ? -at - 1 : at;
    }

    private int[] list(int source, int[] conflict) {
        if (!historical) {
            return choose(without(conflict, new int[0]), perPositive);
        }
        int[] past = minus(trained[source], conflict);
        int[] first = past.length == 0 ? past : draw(past, Math.min(perPositive / 2, past.length));
        int[] rest = choose(without(conflict, trained[source]), perPositive - first.length);
        int[] list = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, list, first.length, rest.length);
        return list;
    }

    /** All if there are fewer than asked, else drawn. */
    private int[] choose(int[] pool, int count) {
        return count > pool.length ? pool : draw(pool, count);
    }

    private int[] draw(int[] pool, int count) {
        int[] chosen = random.choiceWithoutReplacement(pool.length, count);
        for (int i = 0; i < count; i++) {
            chosen[i] = pool[chosen[i]];
        }
        return chosen;
    }

    private static int[] minus(int[] ascending, int[] excluded) {
        int[] left = new int[ascending.length];
        int size = 0;
        for (int value : ascending) {
            if (Arrays.binarySearch(excluded, value) < 0) {
                left[size++] = value;
            }
        }
        return Arrays.copyOf(left, size);
    }

    /** All ids from the lowest to the highest destination, without two ascending lists. */
    private int[] without(int[] some, int[] others) {
        int[] left = new int[highest - lowest + 1];
        int size = 0;
        int s = 0;
        int o = 0;
        for (int id = lowest; id <= highest; id++) {
            while (s < some.length && some[s] < id) {
                s++;
            }
            while (o < others.length && others[o] < id) {
                o++;
            }
            boolean excluded = (s < some.length && some[s] == id) || (o < others.length && others[o] == id);
            if (!excluded) {
                left[size++] = id;
            }
        }
        return Arrays.copyOf(left, size);
    }
}
