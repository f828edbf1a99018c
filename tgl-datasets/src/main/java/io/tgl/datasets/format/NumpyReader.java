package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.Npz;
import io.tgl.core.io.StoredArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Events in NumPy's files: an npz with arrays {@code src}, {@code dst}, {@code time}, optionally {@code weight}, {@code
 * label}, {@code relation} [events] and {@code features} [events, width]; or an npy matrix [events, 3 or more] of source,
 * destination, time and features. The columns option names other arrays: {@code src=sources,dst=targets,time=ts}.
 */
final class NumpyReader {
    private static final List<String> ROLES = List.of("src", "dst", "time", "weight", "label", "relation", "features");

    private final FormatOptions options;
    private final ByteBudget budget;
    private final TimeColumn times = new TimeColumn("time");

    NumpyReader(FormatOptions options) {
        this.options = options;
        this.budget = new ByteBudget(options.maxBytes());
    }

    ImportedEvents read(List<Path> files) {
        if (files.size() != 1) {
            throw InvalidInput.at("files of NumPy events", "one file", files.size());
        }
        Path file = files.getFirst();
        EventCollector events = new EventCollector(
                DataFormat.NUMPY, file.toString(), options, options.bipartite().orElse(false));
        FeatureTable features = isZip(file) ? archive(file, events) : matrix(file, events);
        events.endFile(file.toString());
        TimeRules rules = TimeRules.found(options);
        TimeColumn.Ticks ticks = times.content().ticks(file.toString(), rules.unit(), rules.tick(), rules);
        return events.finish(ticks, features, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private boolean isZip(Path file) {
        try (InputStream in = budget.peek(file)) {
            return in.read() == 'P' && in.read() == 'K';
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private FeatureTable archive(Path file, EventCollector events) {
        Npz npz = opened(file);
        RowPlace place = new RowPlace(file.toString(), "row");
        StoredArray source = column(file, npz, "src", -1);
        int rows = source.size();
        StoredArray destination = column(file, npz, "dst", rows);
        addEnds(source, destination, events, place);
        addTimes(column(file, npz, "time", rows), place);
        optional(file, npz, "weight", rows).ifPresent(a -> addFloats(a, "weight", place, events::addWeight));
        optional(file, npz, "label", rows).ifPresent(a -> addFloats(a, "label", place, events::addLabel));
        optional(file, npz, "relation", rows).ifPresent(a -> addRelations(a, events, place));
        String features = name("features");
        return npz.has(features) ? features(file, npz.array(features), rows) : FeatureTable.absent(rows);
    }

    /** A compressed archive is decompressed beside it first: zip needs the end before the beginning. */
    private Npz opened(Path file) {
        try {
            if (TextSource.isPlain(file)) {
                return Npz.read(file, Math.min(options.maxBytes(), Npz.DEFAULT_MAX_BYTES));
            }
            Path plain = Files.createTempFile("tgl-", ".npz");
            try (InputStream in = budget.open(file)) {
                Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
                return Npz.read(plain, Math.min(options.maxBytes(), Npz.DEFAULT_MAX_BYTES));
            } finally {
                Files.deleteIfExists(plain);
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    /** What the user calls a role's array. */
    private String name(String role) {
        for (int c = 0; c < options.columns().size(); c++) {
            String column = options.columns().get(c);
            if (column.startsWith(role + "=")) {
                return column.substring(role.length() + 1);
            }
            if (c < 3 && ROLES.get(c).equals(role) && column.indexOf('=') < 0) {
                return column;
            }
        }
        return role;
    }

    private StoredArray column(Path file, Npz npz, String role, int rows) {
        StoredArray array = npz.array(name(role));
        if (array.shape().length != 1 || (rows >= 0 && array.size() != rows)) {
            throw InvalidInput.at(
                    file + ", array " + name(role),
                    rows < 0 ? "an array of one dimension" : rows + " values in one dimension",
                    Arrays.toString(array.shape()));
        }
        return array;
    }

    private Optional<StoredArray> optional(Path file, Npz npz, String role, int rows) {
        return npz.has(name(role)) ? Optional.of(column(file, npz, role, rows)) : Optional.empty();
    }

    private static void addEnds(StoredArray source, StoredArray destination, EventCollector events, RowPlace place) {
        NodeCollector from = events.sources();
        NodeCollector to = events.destinations();
        if (source.type().isText() && destination.type().isText()) {
            String[] sources = source.texts();
            String[] destinations = destination.texts();
            for (int row = 0; row < sources.length; row++) {
                place.at(row);
                events.add(from.add(sources[row], place, "src"), to.add(destinations[row], place, "dst"));
            }
            return;
        }
        long[] sources = source.longs();
        long[] destinations = destination.longs();
        for (int row = 0; row < sources.length; row++) {
            place.at(row);
            events.add(from.add(sources[row], place, "src"), to.add(destinations[row], place, "dst"));
        }
    }

    private void addTimes(StoredArray time, RowPlace place) {
        if (time.type().isText()) {
            IsoTime iso = new IsoTime();
            String[] texts = time.texts();
            for (int row = 0; row < texts.length; row++) {
                place.at(row);
                if (!iso.parse(texts[row])) {
                    throw place.refuse("time", "an ISO-8601 time", TimeParser.described(texts[row]));
                }
                times.addInstant(iso.seconds(), iso.nanoseconds(), place);
            }
        } else if (time.type().isIntegral()) {
            long[] values = time.longs();
            for (int row = 0; row < values.length; row++) {
                place.at(row);
                times.add(values[row], place);
            }
        } else {
            double[] values = time.doubles();
            for (int row = 0; row < values.length; row++) {
                place.at(row);
                times.addDouble(values[row], place);
            }
        }
    }

    /** Where a column of floats goes. */
    @FunctionalInterface
    private interface FloatTarget {
        void add(float value);
    }

    private static void addFloats(StoredArray array, String name, RowPlace place, FloatTarget target) {
        float[] values = array.floats();
        for (int row = 0; row < values.length; row++) {
            if (!Float.isFinite(values[row])) {
                place.at(row);
                throw place.refuse(name, "a finite number", values[row]);
            }
            target.add(values[row]);
        }
    }

    private static void addRelations(StoredArray array, EventCollector events, RowPlace place) {
        if (array.type().isText()) {
            for (String text : array.texts()) {
                events.addRelation(text);
            }
            return;
        }
        long[] values = array.longs();
        for (int row = 0; row < values.length; row++) {
            place.at(row);
            events.addRelation(values[row], place, "relation");
        }
    }

    private static FeatureTable features(Path file, StoredArray array, int rows) {
        int[] shape = array.shape();
        if (shape.length != 2 || shape[0] != rows) {
            throw InvalidInput.at(file + ", array features", rows + " rows in 2 dimensions", Arrays.toString(shape));
        }
        return FeatureTable.of(array.floats(), rows, shape[1]);
    }

    private FeatureTable matrix(Path file, EventCollector events) {
        StoredArray array = budget.npy(file);
        int[] shape = array.shape();
        if (shape.length != 2 || shape[1] < 3) {
            throw InvalidInput.at(file.toString(), "a matrix of at least 3 columns", "shape " + Arrays.toString(shape));
        }
        double[] values = array.doubles();
        RowPlace place = new RowPlace(file.toString(), "row");
        int width = shape[1] - 3;
        FeatureTable features = FeatureTable.zeros(shape[0], width);
        float[] row = new float[width];
        for (int r = 0; r < shape[0]; r++) {
            place.at(r);
            int at = r * shape[1];
            events.add(
                    events.sources().add(whole(values[at], "src", place), place, "src"),
                    events.destinations().add(whole(values[at + 1], "dst", place), place, "dst"));
            times.addDouble(values[at + 2], place);
            for (int f = 0; f < width; f++) {
                row[f] = (float) values[at + 3 + f];
            }
            features.setRow(r, row, 0);
        }
        return features;
    }

    private static long whole(double value, String column, RowPlace place) {
        if (value != StrictMath.rint(value) || Math.abs(value) > 1L << 53) {
            throw place.refuse(column, "a whole number as id", value);
        }
        return (long) value;
    }
}
