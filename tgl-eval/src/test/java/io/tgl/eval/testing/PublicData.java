package io.tgl.eval.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.tgl.core.event.EventStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Public data sets from the folder named by the environment variable TGL_DATA; without it the test is skipped. */
public final class PublicData {
    private PublicData() {}

    /** Wikipedia edits: 157,474 events; ids as in the file, items after users. */
    public static EventStream wikipedia() {
        List<String> lines = lines("wikipedia/wikipedia_edges.csv.zst");
        int n = lines.size() - 1;
        int[] source = new int[n];
        int[] destination = new int[n];
        long[] time = new long[n];
        for (int i = 0; i < n; i++) {
            String[] fields = lines.get(i + 1).split(",", -1);
            source[i] = Integer.parseInt(fields[0]);
            destination[i] = Integer.parseInt(fields[1]);
            time[i] = (long) Double.parseDouble(fields[2]);
        }
        return EventStream.of(9227, source, destination, time).build();
    }

    private static List<String> lines(String name) {
        String folder = System.getenv("TGL_DATA");
        assumeTrue(folder != null, "TGL_DATA is not set: " + name + " is not there");
        Path file = Path.of(folder).resolve(name);
        assumeTrue(Files.exists(file), () -> "no file " + file);
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
