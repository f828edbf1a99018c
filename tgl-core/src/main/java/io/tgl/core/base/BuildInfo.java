package io.tgl.core.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of this library runs; part of every run record and checkpoint.
 *
 * @param version version of the library, e.g. "0.1.0"
 * @param commit git commit of the sources, with "-dirty" behind it where files were changed; "unknown" where the build
 *     was not told
 */
public record BuildInfo(String version, String commit) {
    private static final BuildInfo CURRENT = read();

    /** The build that is running. */
    public static BuildInfo current() {
        return CURRENT;
    }

    private static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties of tgl-core cannot be read", e);
        }
        return new BuildInfo(properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
    }
}
