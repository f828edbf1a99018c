package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.io.InputFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What is remembered of a file, in a text file beside it: its checksum at first use, from where it came, and size and time
 * of its last change, so that it is read again only when one of them differs.
 *
 * @param url where it came from; "by hand" if it was found there
 * @param sha256 its checksum
 * @param bytes its size
 * @param modified its time of last change, milliseconds since 1970
 */
record Origin(String url, String sha256, long bytes, long modified) {
    private static final String BY_HAND = "by hand";
    private static final String ENDING = ".origin";

    /** Remembers a file that was just fetched. */
    static Origin record(Path file, String url, String sha256) {
        Origin origin = of(file, url, sha256);
        AtomicFile.writeText(
                PathLock.beside(file, ENDING),
                "url=" + url + "\nsha256=" + sha256 + "\nbytes=" + origin.bytes + "\nmodified=" + origin.modified
                        + "\n");
        return origin;
    }

    /** What is remembered of a file, if anything is. */
    static Optional<Origin> read(Path file) {
        Path note = PathLock.beside(file, ENDING);
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        Properties content = properties(note);
        try {
            return Optional.of(new Origin(
                    content.getProperty("url", BY_HAND),
                    content.getProperty("sha256", ""),
                    Long.parseLong(content.getProperty("bytes", "-1")),
                    Long.parseLong(content.getProperty("modified", "-1"))));
        } catch (NumberFormatException e) {
            throw new InvalidInput(note + ": expected numbers, found " + e.getMessage() + "; delete it", e);
        }
    }

    /**
     * The checksum of a file that is there, equal to the pinned one, else to the one recorded at first use, else recorded
     * now.
     *
     * @param again whether the bytes are read even if size and time of change are as remembered
     */
    static Origin checked(Path file, Optional<String> pinned, boolean again) {
        Optional<Origin> known = read(file);
        Optional<String> expected = pinned.or(() -> known.map(Origin::sha256));
        if (!again
                && known.isPresent()
                && known.get().isUnchanged(file)
                && expected.equals(known.map(Origin::sha256))) {
            return known.get();
        }
        String found = Checksums.sha256(file);
        expected.filter(sum -> !sum.equals(found)).ifPresent(sum -> {
            throw InvalidInput.at(
                    file.toString(),
                    "SHA-256 " + sum + (pinned.isPresent() ? " as the catalog says" : " as at its first use"),
                    found + "; delete the file to have it fetched again");
        });
        String url = known.map(Origin::url).orElse(BY_HAND);
        boolean writable = Files.isWritable(file.toAbsolutePath().getParent());
        return writable ? record(file, url, found) : of(file, url, found);
    }

    static void forget(Path file) throws IOException {
        Files.deleteIfExists(PathLock.beside(file, ENDING));
    }

    private boolean isUnchanged(Path file) {
        Origin now = of(file, url, sha256);
        return now.bytes == bytes && now.modified == modified;
    }

    private static Origin of(Path file, String url, String sha256) {
        try {
            return new Origin(
                    url,
                    sha256,
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    static Properties properties(Path file) {
        Properties content = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            content.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInput(file + ": expected lines name=value, found " + e + "; delete it", e);
        }
        return content;
    }
}
