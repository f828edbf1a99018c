package io.tgl.core.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What computed a result. Results depend on {@code version} and {@code commit} only; the rest is told because times
 * depend on it, and so that a claim of equal bits on another machine can be checked.
 *
 * @param version version of this library
 * @param commit git commit that it was built from, or "unknown"
 * @param javaVersion runtime version and vendor of the JVM
 * @param operatingSystem name, version
 * @param processor processor name as the system tells it, and architecture
 * @param availableProcessors processors that the JVM may use (a container's limit respected)
 * @param kernels name of the kernel provider
 * @param threads worker threads
 */
public record Provenance(
        String version,
        String commit,
        String javaVersion,
        String operatingSystem,
        String processor,
        int availableProcessors,
        String kernels,
        int threads) {
    /** Stands where the build or the system tells nothing. */
    public static final String UNKNOWN = "unknown";

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This process, computing with the named kernels on so many threads. */
    public static Provenance current(String kernels, int threads) {
        Properties build = build();
        return new Provenance(
                told(build, "version"),
                told(build, "commit"),
                Runtime.version() + " (" + System.getProperty("java.vendor", UNKNOWN) + ")",
                System.getProperty("os.name", UNKNOWN) + " " + System.getProperty("os.version", ""),
                processorName() + " (" + System.getProperty("os.arch", UNKNOWN) + ")",
                Runtime.getRuntime().availableProcessors(),
                kernels,
                threads);
    }

    private static Properties build() {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** A placeholder that the build did not fill is as good as nothing. */
    private static String told(Properties build, String key) {
        String value = build.getProperty(key, "").strip();
        return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
    }

    private static String processorName() {
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        if (windows != null) {
            return windows;
        }
        if (!Files.isReadable(CPU_INFO)) {
            return UNKNOWN;
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException | UncheckedIOException e) {
            return UNKNOWN;
        }
    }
}
