package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.LoadedEvents;
import io.tgl.datasets.format.EventTables;
import io.tgl.datasets.format.TableOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Loads data sets by catalog name, and tables of a user's own by path. Of the catalog, {@code uci} is shipped; the others
 * are read from the folder that the environment variable {@code TGL_DATA} names.
 */
public final class Datasets {
    private static final Set<String> SHIPPED = Set.of(CollegeMsg.NAME, "collegemsg");

    private Datasets() {}

    /** The names that {@link #load} knows, in alphabetical order. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(SHIPPED);
        Catalog.cards().forEach(card -> names.add(card.name()));
        return names;
    }

    /** Loads a data set of the catalog, or a file, with everything found out. */
    public static Dataset load(String nameOrPath) {
        return load(nameOrPath, TableOptions.USUAL);
    }

    /**
     * Loads a data set of the catalog (its name in any case; {@code options} do not count), or a file: delimited text or
     * Arrow, plain or compressed. A name of the catalog goes before a file of that name; {@code ./uci} is always a file.
     */
    public static Dataset load(String nameOrPath, TableOptions options) {
        if (SHIPPED.contains(nameOrPath.toLowerCase(Locale.ROOT))) {
            return CollegeMsg.load();
        }
        return Catalog.find(nameOrPath)
                .map(card -> DataFolder.ofEnvironment().load(card))
                .orElseGet(() -> file(path(nameOrPath), options));
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
        return "data: expected a name (" + String.join(", ", names()) + ") or a file, found \"" + found + "\"";
    }

    private static Dataset file(Path file, TableOptions options) {
        LoadedEvents loaded = EventTables.load(file, options);
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
}
