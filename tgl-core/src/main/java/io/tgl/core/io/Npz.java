package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A NumPy archive ({@code .npz}): named arrays in a zip file, stored or deflated. Read whole or refused with {@link
 * InvalidInput}; the sizes that the archive claims are checked against a limit, and against what deflate can at all
 * produce from its bytes, before anything is allocated.
 */
public final class Npz extends NamedArrays {
    /** Bytes that the arrays of one archive may have together unless the caller says otherwise. */
    public static final long DEFAULT_MAX_BYTES = 4L << 30;

    private static final int MAX_DEFLATE_RATIO = 1032;
    private static final String SUFFIX = ".npy";
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz(String file, Map<String, StoredArray> arrays) {
        super(file, arrays);
    }

    /** Reads all arrays of a file, up to {@link #DEFAULT_MAX_BYTES}. */
    public static Npz read(Path file) {
        return read(file, DEFAULT_MAX_BYTES);
    }

    /** Reads all arrays of a file, together at most {@code maxBytes}. */
    public static Npz read(Path file, long maxBytes) {
        InputFile.checked(file);
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long total = 0;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String where = file + ", array " + entry.getName();
                checkSize(where, entry);
                total += entry.getSize();
                if (total > maxBytes) {
                    throw InvalidInput.at(where, "at most " + maxBytes + " bytes of arrays", "more than " + total);
                }
                try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
                    StoredArray array = Npy.read(where, in, entry.getSize());
                    if (arrays.put(plainName(entry.getName()), array) != null) {
                        throw InvalidInput.at(where, "names that differ", "the same name twice");
                    }
                }
            }
        } catch (IOException | IllegalStateException e) {
            throw new InvalidInput(file + ": expected a NumPy archive (npz), found " + e.getMessage(), e);
        }
        return new Npz(file.toString(), arrays);
    }

    private static void checkSize(String where, ZipEntry entry) {
        long size = entry.getSize();
        long compressed = entry.getCompressedSize();
        if (size < 0 || compressed < 0) {
            throw InvalidInput.at(where, "a zip entry with its sizes", "none");
        }
        if (size / MAX_DEFLATE_RATIO > compressed) {
            throw InvalidInput.at(where, "at most 1032 bytes a compressed byte", size + " from " + compressed);
        }
    }

    private static String plainName(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** Writes the arrays in the map's order, deflated, whole or not at all; equal input gives equal bytes. */
    public static void write(Path file, Map<String, StoredArray> arrays) {
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, StoredArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                Npy.write(zip, array.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
