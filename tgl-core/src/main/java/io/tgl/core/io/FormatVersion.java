package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.util.Map;

/**
 * The format version that every file of this library carries in its metadata under {@link #KEY}. The rule: a version is
 * MAJOR or MAJOR.MINOR; a reader accepts every minor version of its own major version (a minor step only adds what an
 * old reader may ignore) and every older major version that it still knows, and refuses a newer one, naming both. A
 * file without the key comes from other software and is read by its schema alone.
 */
public final class FormatVersion {
    /** Metadata key. */
    public static final String KEY = "tgl.format_version";

    /** What this library writes. */
    public static final String CURRENT = "1";

    private FormatVersion() {}

    /** Refuses metadata of a version that this library does not read. */
    public static void check(String where, Map<String, String> metadata) {
        String found = metadata.get(KEY);
        if (found != null && !found.equals(CURRENT) && !found.startsWith(CURRENT + ".")) {
            throw InvalidInput.at(where, KEY + " " + CURRENT + " (this library reads version 1.x)", found);
        }
    }
}
