package io.tgl.bench;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.format.DataFormat;
import io.tgl.datasets.format.FormatOptions;
import io.tgl.datasets.format.Formats;
import io.tgl.datasets.format.ImportedEvents;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reading public data sets from the folder that {@code TGL_DATA} names, decompression, checks, sorting and counting
 * included: as-733 (118 MB of text, a numeric edge list), mooc (41 MB of csv) and flights-3m (Parquet). A figure is the
 * median of 5 rounds after 3 that are not counted; the memory is the largest heap in use while as-733 was read, of which
 * a collection may leave garbage.
 */
public final class DataBenchmark {
    private static final int UNCOUNTED = 3;
    private static final int ROUNDS = 5;
    private static final double MB = 1e6;

    private DataBenchmark() {}

    /** Runs it: about ten seconds. */
    public static List<Figure> run() {
        String folder = System.getenv("TGL_DATA");
        if (folder == null || folder.isBlank()) {
            throw InvalidInput.at("TGL_DATA", "the folder of the public data sets", "no such variable");
        }
        FormatOptions usual = FormatOptions.USUAL;
        FormatOptions flights = usual.withColumns(List.of("origin", "destination", "date", "weight=delay"));
        List<Figure> figures = new ArrayList<>();
        Path edges = find(folder, "as-733/as-733.txt");
        Timing edgeList = time(DataFormat.SNAPSHOTS, edges, usual);
        double text = 118_359_392 / MB;
        figures.add(new Figure("read as-733, text of 118 MB", text / edgeList.seconds(), "MB/s", 100, true));
        double columns = edgeList.events() * 16.0;
        figures.add(
                new Figure("read as-733, heap / its columns", edgeList.peak() / columns, "times", Double.NaN, false));
        Timing table = time(DataFormat.JODIE, find(folder, "mooc/mooc.csv"), usual);
        figures.add(new Figure("read mooc.csv, text of 41 MB", 41_038_073 / MB / table.seconds(), "MB/s", 30, true));
        Timing parquet = time(DataFormat.PARQUET, find(folder, "flights/flights-3m.parquet"), flights);
        double rows = parquet.events() / 1e6 / parquet.seconds();
        figures.add(new Figure("read flights-3m.parquet, text ids", rows, "million rows/s", 5, true));
        return List.copyOf(figures);
    }

    private static Path find(String folder, String file) {
        return Stream.of("", ".zst", ".gz")
                .map(ending -> Path.of(folder).resolve(file + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> InvalidInput.at("TGL_DATA", "a file " + file + " (plain, .zst or .gz)", "none"));
    }

    /** Median round and largest heap. */
    private record Timing(double seconds, int events, long peak) {}

    private static Timing time(DataFormat format, Path file, FormatOptions options) {
        warmPageCache(file);
        long[] rounds = new long[UNCOUNTED + ROUNDS];
        int events = 0;
        long peak = Long.MAX_VALUE;
        for (int round = 0; round < rounds.length; round++) {
            System.gc();
            heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
            long before = heapPools().stream()
                    .mapToLong(pool -> pool.getUsage().getUsed())
                    .sum();
            long start = System.nanoTime();
            ImportedEvents read = Formats.read(format, List.of(file), options);
            rounds[round] = System.nanoTime() - start;
            events = read.statistics().events();
            long after = heapPools().stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            peak = Math.min(peak, after - before);
        }
        Arrays.sort(rounds, UNCOUNTED, rounds.length);
        return new Timing(rounds[UNCOUNTED + ROUNDS / 2] / 1e9, events, peak);
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static void warmPageCache(Path file) {
        try {
            Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInput(file + ": expected a readable file, found " + e.getMessage(), e);
        }
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        for (Figure f : run()) {
            System.out.printf("%-52s %10.1f %s, goal %.0f%n", f.name(), f.value(), f.unit(), f.goal());
        }
    }
}
