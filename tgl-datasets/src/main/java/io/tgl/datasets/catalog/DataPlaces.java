package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where files of data sets are looked for: the user's own folder, which is only read, then the cache, which several
 * processes may share.
 *
 * @param folder the user's own folder, if he named one
 * @param cache the cache: {@code files} as in the user's folder, {@code arrow} with converted data sets
 */
public record DataPlaces(Optional<Path> folder, Path cache) {
    /** The environment variable that names the user's folder; the property {@code tgl.data} goes before it. */
    public static final String FOLDER = "TGL_DATA";

    /** The environment variable that names the cache; the property {@code tgl.cache} goes before it. */
    public static final String CACHE = "TGL_CACHE";

    private static final List<String> ENDINGS = List.of("", ".zst", ".gz");

    /** What the process was told; without a word the cache is the system's usual folder for such. */
    public static DataPlaces ofProcess() {
        return new DataPlaces(
                told("tgl.data", FOLDER), told("tgl.cache", CACHE).orElseGet(() -> usualCache(System.getenv())));
    }

    /** A place that a property or an environment variable names. */
    static Optional<Path> told(String property, String variable) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(text -> !text.isBlank())
                .map(text -> path(variable, text));
    }

    private static Path path(String variable, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidInput(variable + ": expected a folder, found \"" + text + "\"", e);
        }
    }

    /** XDG_CACHE_HOME, Library/Caches, LOCALAPPDATA or .cache, as the system has it. */
    static Path usualCache(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        UnaryOperator<String> variable = name -> environment.getOrDefault(name, "");
        Path root = !variable.apply("XDG_CACHE_HOME").isBlank()
                ? Path.of(variable.apply("XDG_CACHE_HOME"))
                : system.contains("mac")
                        ? home.resolve("Library/Caches")
                        : system.contains("win")
                                        && !variable.apply("LOCALAPPDATA").isBlank()
                                ? Path.of(variable.apply("LOCALAPPDATA"))
                                : home.resolve(".cache");
        return root.resolve("tgl");
    }

    /** The same with another cache. */
    public DataPlaces withCache(Path other) {
        return new DataPlaces(folder, other);
    }

    /** Where fetched files lie, as in the user's folder. */
    public Path files() {
        return cache.resolve("files");
    }

    /** Where converted data sets lie. */
    public Path converted() {
        return cache.resolve("arrow");
    }

    /** The files of a form, if they are all there; each plain, .zst or .gz. */
    Optional<List<Path>> find(DatasetCard.Form form) {
        return folder.flatMap(root -> find(root, form)).or(() -> find(files(), form));
    }

    private static Optional<List<Path>> find(Path root, DatasetCard.Form form) {
        List<Path> found = new ArrayList<>();
        for (String file : form.files()) {
            find(root, file).ifPresent(found::add);
        }
        return found.size() == form.files().size() && !found.isEmpty() ? Optional.of(found) : Optional.empty();
    }

    private static Optional<Path> find(Path root, String file) {
        return ENDINGS.stream()
                .map(ending -> root.resolve(file + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private String looked() {
        return folder.map(root -> root + " (" + FOLDER + ") or ").orElse("")
                + files()
                + (folder.isPresent() ? "" : "; " + FOLDER + " is not set");
    }

    /**
     * A data set's file, plain, .zst or .gz.
     *
     * @throws InvalidInput naming the places and the file if it is not there
     */
    Path file(String dataset, String file) {
        return folder.flatMap(root -> find(root, file))
                .or(() -> find(files(), file))
                .orElseThrow(() -> new InvalidInput("data set " + dataset + ": expected its file " + file
                        + " (plain, .zst or .gz), found none in " + looked()));
    }

    /** That no form of a data set is there, and what to do about it. */
    InvalidInput absent(DatasetCard card) {
        String wanted = card.forms().isEmpty()
                ? ""
                : " " + String.join(", ", card.forms().getLast().files()) + " (plain, .zst or .gz)";
        String help = card.fetchable().isPresent()
                ? "; tgl data fetch " + card.name() + " fetches it"
                : "; get it from " + card.home();
        return new InvalidInput(
                "data set " + card.name() + ": expected its files" + wanted + ", found none in " + looked() + help);
    }
}
