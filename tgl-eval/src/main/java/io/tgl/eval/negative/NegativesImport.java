package io.tgl.eval.negative;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.Npz;
import io.tgl.core.io.Pickle;
import io.tgl.core.io.Pickled;
import io.tgl.core.io.StoredArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Negatives in the forms of NumPy. Ids are external there. A pickle of the Temporal Graph Benchmark is a dictionary of
 * (source, destination, time) to an array of destinations, integers or, for sources without a past, floats that are whole;
 * an archive has five arrays a split, see {@link #write}.
 */
public final class NegativesImport {
    private static final double LARGEST_WHOLE = 1L << 53;

    private NegativesImport() {}

    /** Reads one split's pickle. */
    public static StoredNegatives pickle(Path file, String split, NodeIndex nodes) {
        if (!(Pickle.read(file) instanceof Pickled.Dictionary(List<Pickled> keys, List<Pickled> values))) {
            throw InvalidInput.at(file.toString(), "a dictionary of negatives", "another value");
        }
        StoredNegatives.Builder lists = new StoredNegatives.Builder(split, file.toString(), nodes.size());
        long most = InputFile.size(file);
        for (int i = 0; i < keys.size(); i++) {
            String where = file + ", entry " + i;
            if (lists.total() > most) {
                throw InvalidInput.at(where, "at most a negative a byte, " + most, lists.total() + " already");
            }
            if (!(keys.get(i) instanceof Pickled.Items(List<Pickled> key)) || key.size() != 3) {
                throw InvalidInput.at(where, "a key (source, destination, time)", "another key");
            }
            long[] found = numbers(where, values.get(i));
            int[] list = new int[found.length];
            for (int n = 0; n < list.length; n++) {
                list[n] = node(where + ", negative " + n, nodes, found[n]);
            }
            lists.add(
                    node(where + ", source", nodes, number(where + ", source", key.get(0))),
                    node(where + ", destination", nodes, number(where + ", destination", key.get(1))),
                    number(where + ", time", key.get(2)),
                    list);
        }
        return lists.build();
    }

    private static long number(String where, Pickled value) {
        return switch (value) {
            case Pickled.Whole(long whole) -> whole;
            case Pickled.Real(double real) -> whole(where, real);
            case Pickled.Array array when array.value().size() == 1 -> numbers(where, array)[0];
            default -> throw InvalidInput.at(where, "a number", "another value");
        };
    }

    private static long[] numbers(String where, Pickled value) {
        return switch (value) {
            case Pickled.Array array -> numbers(where, array.value());
            case Pickled.Items(List<Pickled> items) -> {
                long[] numbers = new long[items.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = number(where + ", negative " + i, items.get(i));
                }
                yield numbers;
            }
            default -> throw InvalidInput.at(where, "an array of destinations", "another value");
        };
    }

    private static long[] numbers(String where, StoredArray array) {
        if (array.type().isIntegral()) {
            return array.longs();
        }
        double[] reals = array.doubles();
        long[] numbers = new long[reals.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = whole(where + ", negative " + i, reals[i]);
        }
        return numbers;
    }

    private static long whole(String where, double real) {
        if (!(Math.abs(real) <= LARGEST_WHOLE) || real != (long) real) {
            throw InvalidInput.at(where, "a whole number", real);
        }
        return (long) real;
    }

    private static int node(String where, NodeIndex nodes, long id) {
        int node = nodes.nodeOf(id);
        if (node < 0) {
            throw InvalidInput.at(where, "the id of one of the " + nodes.size() + " nodes of the data", id);
        }
        return node;
    }

    /** Reads an archive that {@link #write} could have written. */
    public static List<StoredNegatives> archive(Path file, NodeIndex nodes) {
        Npz npz = Npz.read(file);
        List<StoredNegatives> all = new ArrayList<>();
        for (String split : List.of(StoredNegatives.VALIDATION, StoredNegatives.TEST)) {
            if (npz.has(split + "/src")) {
                all.add(split(file.toString(), npz, split, nodes));
            }
        }
        if (all.isEmpty()) {
            throw InvalidInput.at(file.toString(), "arrays such as test/src", npz.names());
        }
        return all;
    }

    private static StoredNegatives split(String file, Npz npz, String split, NodeIndex nodes) {
        long[] source = npz.longs(split + "/src");
        long[] destination = npz.longs(split + "/dst");
        long[] time = npz.longs(split + "/time");
        long[] length = npz.longs(split + "/length");
        long[] negatives = npz.longs(split + "/negatives");
        if (destination.length != source.length || time.length != source.length || length.length != source.length) {
            throw InvalidInput.at(
                    file + ", split " + split,
                    source.length + " destinations, times and lengths",
                    destination.length + ", " + time.length + " and " + length.length);
        }
        StoredNegatives.Builder lists = new StoredNegatives.Builder(split, file, nodes.size());
        int at = 0;
        for (int i = 0; i < source.length; i++) {
            String where = file + ", " + split + ", row " + i;
            if (length[i] < 0 || length[i] > negatives.length - at) {
                throw InvalidInput.at(
                        where + ", length", "0 to the " + (negatives.length - at) + " negatives left", length[i]);
            }
            int[] list = new int[(int) length[i]];
            for (int n = 0; n < list.length; n++) {
                list[n] = node(where + ", negative " + n, nodes, negatives[at++]);
            }
            lists.add(
                    node(where + ", src", nodes, source[i]),
                    node(where + ", dst", nodes, destination[i]),
                    time[i],
                    list);
        }
        if (at != negatives.length) {
            throw InvalidInput.at(file + ", split " + split, at + " negatives, as its lengths say", negatives.length);
        }
        return lists.build();
    }

    /**
     * Writes an archive: per split {@code SPLIT/src}, {@code SPLIT/dst}, {@code SPLIT/time}, {@code SPLIT/length} (int64, a
     * value a positive) and {@code SPLIT/negatives} (int64, the lists one after another), ids external.
     */
    public static void write(Path file, List<StoredNegatives> all, NodeIndex nodes) {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        for (StoredNegatives lists : all) {
            int n = lists.size();
            long[] source = new long[n];
            long[] destination = new long[n];
            long[] time = new long[n];
            long[] length = new long[n];
            long[] negatives = new long[lists.total()];
            int at = 0;
            for (int i = 0; i < n; i++) {
                source[i] = nodes.number(lists.source(i));
                destination[i] = nodes.number(lists.destination(i));
                time[i] = lists.time(i);
                length[i] = lists.count(i);
                for (int negative : lists.list(i)) {
                    negatives[at++] = nodes.number(negative);
                }
            }
            arrays.put(lists.split() + "/src", StoredArray.of(source, n));
            arrays.put(lists.split() + "/dst", StoredArray.of(destination, n));
            arrays.put(lists.split() + "/time", StoredArray.of(time, n));
            arrays.put(lists.split() + "/length", StoredArray.of(length, n));
            arrays.put(lists.split() + "/negatives", StoredArray.of(negatives, negatives.length));
        }
        Npz.write(file, arrays);
    }
}
