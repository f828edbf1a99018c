package io.tgl.bench;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowReadOptions;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Loading and validating an Arrow file of 3 million events ({@code src}, {@code dst} int32, {@code time} int64; the stream
 * of {@link GraphBenchmark}) on one thread, from the page cache: uncompressed with declared dense ids, which are kept;
 * uncompressed with ids to be indexed; and compressed. A figure is the median of 9 rounds after 5 that are not counted.
 */
public final class IngestBenchmark {
    private static final double GOAL = 10;
    private static final int UNCOUNTED = 5;
    private static final int ROUNDS = 9;

    private IngestBenchmark() {}

    /** Runs it: about ten seconds. */
    public static List<Figure> run() {
        EventStream stream = GraphBenchmark.zipf(1);
        List<Figure> figures = new ArrayList<>();
        try {
            Path folder = Files.createTempDirectory("tgl-ingest");
            Path file = folder.resolve("events.arrow");
            try {
                for (ArrowWriteOptions.Compression compression : ArrowWriteOptions.Compression.values()) {
                    ArrowWriteOptions options = ArrowWriteOptions.USUAL.withCompression(compression);
                    ArrowEventWriter.write(file, stream, NodeIndex.identity(stream.nodeCount()), options);
                    boolean plain = compression == ArrowWriteOptions.Compression.NONE;
                    String kind = plain ? "uncompressed" : compression.toString();
                    double goal = plain ? GOAL : Double.NaN;
                    figures.add(figure("load Arrow, " + kind + ", dense ids", file, NodeIds.AS_DECLARED, goal));
                    if (plain) {
                        figures.add(figure("load Arrow, " + kind + ", ids indexed", file, NodeIds.INDEX, goal));
                    }
                }
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(figures);
    }

    private static Figure figure(String name, Path file, NodeIds ids, double goal) {
        ArrowReadOptions options = ArrowReadOptions.USUAL.withNodeIds(ids);
        long[] rounds = new long[UNCOUNTED + ROUNDS];
        int events = 0;
        for (int round = 0; round < rounds.length; round++) {
            long start = System.nanoTime();
            events = ArrowEventReader.load(file, options).events().size();
            rounds[round] = System.nanoTime() - start;
        }
        Arrays.sort(rounds, UNCOUNTED, rounds.length);
        return new Figure(name, events * 1e3 / rounds[UNCOUNTED + ROUNDS / 2], "million events/s", goal, true);
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        for (Figure f : run()) {
            System.out.printf("%-52s %10.1f %s, goal %.0f%n", f.name(), f.value(), f.unit(), f.goal());
        }
    }
}
