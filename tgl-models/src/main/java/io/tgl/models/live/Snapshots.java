package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.FormatVersion;
import io.tgl.core.io.Safetensors;
import io.tgl.core.io.StoredArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The snapshots of a folder: docs/event-log.md. */
final class Snapshots {
    private static final String NAME = "snapshot-\\d{20}\\.safetensors";
    private static final int NUMBER = "snapshot-".length();
    private static final String SEQUENCE = "tgl.live.sequence";
    private static final String POSITION = "tgl.live.position";
    private static final String CONFIGURATION = "tgl.live.configuration";
    private static final String DIGEST = "tgl.live.digest";

    private final Path folder;
    private final String configuration;

    Snapshots(Path folder, String configuration) {
        this.folder = folder;
        this.configuration = configuration;
    }

    /**
     * A state.
     *
     * @param sequence records of the log that are in it
     */
    record Snapshot(long sequence, Map<String, Object> arrays) {}

    /** Files in descending order of sequence number. */
    List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = new ArrayList<>(
                    files.filter(file -> String.valueOf(file.getFileName()).matches(NAME))
                            .sorted()
                            .toList());
            Collections.reverse(found);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    static long sequence(Path file) {
        return Long.parseLong(String.valueOf(file.getFileName()).substring(NUMBER, NUMBER + 20));
    }

    void write(Snapshot snapshot, long position) {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        snapshot.arrays.forEach((name, array) -> arrays.put(name, stored(name, array)));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FormatVersion.KEY, FormatVersion.CURRENT);
        metadata.put(SEQUENCE, Long.toString(snapshot.sequence));
        metadata.put(POSITION, Long.toString(position));
        metadata.put(CONFIGURATION, configuration);
        metadata.put(DIGEST, StateDigest.of(snapshot.arrays));
        String name = String.format(Locale.ROOT, "snapshot-%020d.safetensors", snapshot.sequence);
        Safetensors.write(folder.resolve(name), arrays, metadata);
    }

    /**
     * Reads a file back.
     *
     * @throws InvalidInput if it is damaged
     */
    Snapshot read(Path file) {
        Safetensors stored = Safetensors.read(file);
        Map<String, Object> arrays = new LinkedHashMap<>();
        stored.names().forEach(name -> arrays.put(name, loaded(file, name, stored.array(name))));
        String digest = StateDigest.of(arrays);
        if (!digest.equals(stored.metadata().get(DIGEST))) {
            throw InvalidInput.at(
                    file.toString(), "the state of digest " + stored.metadata().get(DIGEST), digest);
        }
        return new Snapshot(sequence(file), arrays);
    }

    /** Refuses a file of another configuration. */
    void checkConfiguration(Path file) {
        String found = Safetensors.read(file).metadata().getOrDefault(CONFIGURATION, "none");
        if (!found.equals(configuration)) {
            throw InvalidInput.at(
                    file.toString(), "a snapshot of this model and these settings (" + configuration + ")", found);
        }
    }

    /** Deletes all but the newest ones; the sequence number of the oldest that is left. */
    long keep(int newest) {
        List<Path> files = files();
        try {
            for (Path old : files.subList(Math.min(newest, files.size()), files.size())) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete an old snapshot in " + folder + ": " + e.getMessage(), e);
        }
        return sequence(files.get(Math.min(newest, files.size()) - 1));
    }

    private static StoredArray stored(String name, Object array) {
        return switch (array) {
            case float[] a -> StoredArray.of(a, a.length);
            case int[] a -> StoredArray.of(a, a.length);
            case long[] a -> StoredArray.of(a, a.length);
            default -> throw InvalidInput.at("snapshot, array " + name, "float[], int[] or long[]", array.getClass());
        };
    }

    private static Object loaded(Path file, String name, StoredArray array) {
        return switch (array.type().descr()) {
            case "<f4" -> array.floats();
            case "<i4" -> array.ints();
            case "<i8" -> array.longs();
            default ->
                throw InvalidInput.at(
                        file + ", array " + name, "f4, i4 or i8", array.type().descr());
        };
    }
}
