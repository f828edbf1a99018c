package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.LoadedEvents;
import io.tgl.datasets.format.DataFormat;
import io.tgl.datasets.format.EventTables;
import io.tgl.datasets.format.FormatOptions;
import io.tgl.datasets.format.Formats;
import io.tgl.datasets.format.TableOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Loads data sets by catalog name, and tables of a user's own by path. Of the catalog, {@code uci} is shipped; the others
 * are read from the folder that the environment variable {@code TGL_DATA} names or from the cache ({@link DataPlaces}).
 */
public final class Datasets {
    private static final int NEAREST = 5;

    private Datasets() {}

    /** The names that {@link #load} knows, in alphabetical order. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        Catalog.cards().forEach(card -> names.add(card.name()));
        return names;
    }

    /** Loads a data set of the catalog, or a file, with everything found out. */
    public static Dataset load(String nameOrPath) {
        return load(nameOrPath, TableOptions.USUAL);
    }

    /** The same, without making a converted form for the next time. */
    public static Dataset load(String nameOrPath, TableOptions options) {
        return load(nameOrPath, options, false);
    }

    /**
     * Loads a data set of the catalog (its name in any case; {@code options} do not count), or a file: delimited text or
     * Arrow, plain or compressed. A name of the catalog goes before a file of that name; {@code ./uci} is always a file.
     *
     * @param keep whether a data set of the catalog is kept in the cache as an Arrow file, to be loaded faster next time
     */
    public static Dataset load(String nameOrPath, TableOptions options, boolean keep) {
        Optional<DatasetCard> card = Catalog.find(nameOrPath);
        if (card.isEmpty()) {
            return file(path(nameOrPath), options);
        }
        return card.get().name().equals(CollegeMsg.NAME)
                ? CollegeMsg.load()
                : DatasetStore.ofProcess().load(card.get(), keep);
    }

    /** The card of a data set of the catalog; a refusal tells similar names. */
    public static DatasetCard card(String name) {
        return Catalog.find(name).orElseThrow(() -> new InvalidInput(expected(name)));
    }

    /** Whether a data set comes with this library. */
    public static boolean isShipped(DatasetCard card) {
        return card.name().equals(CollegeMsg.NAME);
    }

    private static Path path(String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidInput(expected(text), e);
        }
        if (Files.notExists(path) && path.getNameCount() == 1 && !text.contains(".")) {
            throw new InvalidInput(expected(text));
        }
        return path;
    }

    private static String expected(String found) {
        List<String> near = Similarity.nearest(found, names(), NEAREST);
        return "data: expected the name of a data set (tgl data list) or a file, found \"" + found + "\""
                + (near.isEmpty() ? "" : "; similar: " + String.join(", ", near));
    }

    private static Dataset file(Path file, TableOptions options) {
        LoadedEvents loaded = loaded(file, options);
        Path name = file.getFileName();
        return new Dataset(
                name == null ? file.toString() : name.toString(),
                loaded.events(),
                loaded.nodes(),
                loaded.metadata().getOrDefault("citation", Dataset.NOT_STATED),
                loaded.metadata().getOrDefault("source", file.toString()),
                loaded.metadata().getOrDefault("license", Dataset.NOT_STATED),
                EventDigest.sha256(loaded.events()),
                List.of());
    }

    private static LoadedEvents loaded(Path file, TableOptions options) {
        DataFormat format = FormatGuess.of(List.of(file));
        if (format != DataFormat.PARQUET && format != DataFormat.NUMPY) {
            return EventTables.load(file, options);
        }
        FormatOptions told = new FormatOptions(
                options.columns(),
                options.header(),
                options.delimiter(),
                Optional.of(options.timeUnit()),
                options.tick(),
                options.sortByTime(),
                options.nodeIds(),
                Optional.empty(),
                FormatOptions.DEFAULT_MAX_BYTES);
        return Formats.read(format, List.of(file), told).table();
    }
}
