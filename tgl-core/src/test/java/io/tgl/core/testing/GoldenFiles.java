package io.tgl.core.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds golden files by their name below the golden folder, e.g. {@code dyglib/TGN.npz}. With the system property
 * {@code tgl.golden} (set by {@code scripts/test --golden DIR}) they come from that folder, and what it lacks is skipped;
 * otherwise from the test's own resources below {@code /golden}. Tests that read them carry the tag {@code golden} and
 * take every size and id from the file. Each name that was asked for is logged, so that the script can tell which groups
 * ran and which have no test.
 */
public final class GoldenFiles {
    private static final String FOLDER = System.getProperty("tgl.golden", "");

    private GoldenFiles() {}

    /** The file, or the running test is skipped with the reason. */
    public static Path find(String name) {
        Path file = FOLDER.isEmpty() ? resource(name) : Path.of(FOLDER).resolve(name);
        boolean found = Files.isRegularFile(file);
        assumeTrue(found, () -> "golden file " + name + " is not in " + (FOLDER.isEmpty() ? "the resources" : FOLDER));
        log(name);
        return file;
    }

    private static Path resource(String name) {
        URL url = GoldenFiles.class.getResource("/golden/" + name);
        try {
            return url == null ? Path.of("golden", name) : Path.of(new URI(url.toString()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("golden file " + name + " has no path: " + url, e);
        }
    }

    private static void log(String name) {
        String file = System.getProperty("tgl.golden.log", "");
        if (!FOLDER.isEmpty() && !file.isEmpty()) {
            try {
                Files.writeString(Path.of(file), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("the log of golden files cannot be written: " + file, e);
            }
        }
    }
}
