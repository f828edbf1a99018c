package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.ArrowWriteOptions.Compression;
import io.tgl.core.io.ArrowWriteOptions.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written comes back bit for bit; {@code arrow/README.md} says what pyarrow read from the same files. */
class ArrowRoundTripTest {
    @TempDir
    Path folder;

    /** Random events with every optional column where {@code columns} has its bit. */
    static EventStream events(long seed, int size, int nodes, int columns, int width, TimeGranularity unit) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] source = random.ints(size, 0, nodes).toArray();
        int[] destination = random.ints(size, 0, nodes).toArray();
        long[] time = random.longs(size, -1000, 1L << 40).sorted().toArray();
        EventStream.Builder events =
                EventStream.of(nodes, source, destination, time).granularity(unit);
        float[] weight = new float[size];
        float[] label = new float[size];
        float[] features = new float[size * width];
        for (int i = 0; i < size; i++) {
            weight[i] = random.nextInt(8) == 0 ? -0f : (float) random.nextDouble(-1e30, 1e30);
            label[i] = random.nextInt(3);
        }
        for (int i = 0; i < features.length; i++) {
            features[i] = Float.intBitsToFloat(random.nextInt() & ~0x40000000);
        }
        if ((columns & 1) != 0) {
            events.weight(weight);
        }
        if ((columns & 2) != 0) {
            events.label(label);
        }
        if ((columns & 4) != 0) {
            events.relation(random.ints(size, 0, 100).toArray());
        }
        if ((columns & 8) != 0) {
            events.features(FeatureTable.of(features, size, width));
        }
        return events.build();
    }

    /** External ids: dense ones, numbers or texts. */
    static NodeIndex index(int kind, int nodes) {
        return switch (kind) {
            case 0 -> NodeIndex.identity(nodes);
            case 1 -> {
                long[] ids = new long[nodes];
                for (int i = 0; i < nodes; i++) {
                    ids[i] = (long) i * i * 1_000_003 - 77;
                }
                yield NodeIndex.ofNumbers(ids);
            }
            default -> {
                String[] ids = new String[nodes];
                for (int i = 0; i < nodes; i++) {
                    ids[i] = "node " + Integer.toString(i, 36) + "\uD83D\uDE00".repeat(i % 3);
                }
                yield NodeIndex.ofTexts(ids);
            }
        };
    }

    private static void assertSame(EventStream expected, NodeIndex ids, LoadedEvents loaded) {
        EventStream found = loaded.events();
        assertThat(found.size()).isEqualTo(expected.size());
        assertThat(found.times()).isEqualTo(expected.times());
        assertThat(found.granularity()).isEqualTo(expected.granularity());
        assertThat(found.hasWeight()).isEqualTo(expected.hasWeight());
        assertThat(found.hasLabel()).isEqualTo(expected.hasLabel());
        assertThat(found.hasRelation()).isEqualTo(expected.hasRelation());
        assertThat(found.features().width()).isEqualTo(expected.features().width());
        float[] a = new float[expected.features().width()];
        float[] b = new float[a.length];
        for (int i = 0; i < expected.size(); i++) {
            assertThat(loaded.nodes().text(found.source(i))).isEqualTo(ids.text(expected.source(i)));
            assertThat(loaded.nodes().text(found.destination(i))).isEqualTo(ids.text(expected.destination(i)));
            assertThat(Float.floatToRawIntBits(found.weight(i))).isEqualTo(Float.floatToRawIntBits(expected.weight(i)));
            assertThat(found.label(i)).isEqualTo(expected.label(i));
            assertThat(found.relation(i)).isEqualTo(expected.relation(i));
            expected.features().copyRow(i, a, 0);
            found.features().copyRow(i, b, 0);
            for (int j = 0; j < a.length; j++) {
                assertThat(Float.floatToRawIntBits(b[j])).isEqualTo(Float.floatToRawIntBits(a[j]));
            }
        }
    }

    @Property(tries = 200)
    void comesBack(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int size,
            @ForAll @IntRange(min = 1, max = 40) int nodes,
            @ForAll @IntRange(max = 15) int columns,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(max = 2) int idKind,
            @ForAll @IntRange(min = 1, max = 130) int batchRows,
            @ForAll Format format,
            @ForAll Compression compression,
            @ForAll TimeGranularity unit)
            throws IOException {
        EventStream events = events(seed, size, nodes, columns, width, unit);
        NodeIndex ids = index(idKind, nodes);
        ArrowWriteOptions options = ArrowWriteOptions.USUAL
                .withFormat(format)
                .withCompression(compression)
                .withBatchRows(batchRows)
                .withMetadata(Map.of("source", "a test"));
        Path file = Files.createTempFile("events", ".arrow");
        try {
            ArrowEventWriter.write(file, events, ids, options);
            LoadedEvents loaded = ArrowEventReader.load(file);
            assertSame(events, ids, loaded);
            assertThat(loaded.nodes().isIdentity()).isEqualTo(idKind == 0);
            assertThat(loaded.metadata()).containsEntry("source", "a test");
            ByteArrayOutputStream pipe = new ByteArrayOutputStream();
            ArrowEventWriter.write(pipe, events, ids, options);
            assertThat(pipe.toByteArray()).isEqualTo(Files.readAllBytes(file));
            try (ArrowEventReader reader = ArrowEventReader.open(
                    new ByteArrayInputStream(pipe.toByteArray()), "pipe", ArrowReadOptions.USUAL)) {
                int row = 0;
                for (var chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                    EventStream part = chunk.get().events();
                    assertThat(chunk.get().firstRow()).isEqualTo(row);
                    for (int i = 0; i < part.size(); i++, row++) {
                        assertThat(part.time(i)).isEqualTo(events.time(row));
                        assertThat(part.source(i)).isEqualTo(loaded.events().source(row));
                        assertThat(part.destination(i))
                                .isEqualTo(loaded.events().destination(row));
                    }
                }
                assertThat(row).isEqualTo(size);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 200)
    void shuffledRowsAreSortedStably(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size)
            throws IOException {
        // Few distinct times; the destination is the row number, so that stability shows.
        SplittableRandom random = new SplittableRandom(seed);
        int[] rows = new int[size];
        long[] time = random.longs(size, 0, 5).toArray();
        for (int i = 0; i < size; i++) {
            rows[i] = i;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UnsortedTable.write(out, rows, time);
        ArrowReadOptions options = ArrowReadOptions.USUAL.withSortByTime(true).withNodeIds(NodeIds.KEEP);
        try (ArrowEventReader reader =
                ArrowEventReader.open(new ByteArrayInputStream(out.toByteArray()), "pipe", options)) {
            LoadedEvents loaded = reader.readAll();
            int moved = 0;
            for (int i = 0; i < size; i++) {
                int row = loaded.events().destination(i);
                moved += row == i ? 0 : 1;
                assertThat(loaded.events().time(i)).isEqualTo(time[row]);
                assertThat(loaded.events().weight(i)).isEqualTo(row);
                if (i > 0 && loaded.events().time(i) == loaded.events().time(i - 1)) {
                    assertThat(row).isGreaterThan(loaded.events().destination(i - 1));
                }
            }
            assertThat(loaded.rowsMoved()).isEqualTo(moved);
        }
    }

    /** The files that pyarrow has read. */
    static void writeOurs(Path target, String name) {
        EventStream events = events(4, 20, 6, 15, 3, TimeGranularity.MILLISECONDS);
        ArrowWriteOptions options = ArrowWriteOptions.USUAL.withBatchRows(8).withMetadata(Map.of("source", "a test"));
        switch (name) {
            case "dense.arrow" -> ArrowEventWriter.write(target, events, index(0, 6), options);
            case "numbers.arrows" ->
                ArrowEventWriter.write(target, events, index(1, 6), options.withFormat(Format.STREAM));
            case "texts_lz4.arrow" ->
                ArrowEventWriter.write(target, events, index(2, 6), options.withCompression(Compression.LZ4));
            default -> ArrowEventWriter.write(target, events, index(2, 6), options.withCompression(Compression.ZSTD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense.arrow", "numbers.arrows", "texts_lz4.arrow", "texts_zstd.arrow"})
    void writesTheFilesThatPyarrowRead(String name) throws IOException {
        Path file = folder.resolve(name);
        writeOurs(file, name);
        assertThat(Files.readAllBytes(file)).isEqualTo(Resources.bytes("arrow/ours/" + name));
    }

    @Test
    void aSubsetBecomesATableOfItsOwn() {
        EventStream whole = events(7, 10, 5, 15, 2, TimeGranularity.SECONDS);
        Path file = folder.resolve("subset.arrow");
        ArrowEventWriter.write(file, whole.select(new int[] {2, 5, 9}));
        EventStream found = ArrowEventReader.load(file).events();
        float[] expected = new float[2];
        float[] row = new float[2];
        whole.features().copyRow(5, expected, 0);
        found.features().copyRow(1, row, 0);
        assertThat(row).isEqualTo(expected);
        assertThat(found.eventId(1)).isEqualTo(1);
        assertThat(found.time(2)).isEqualTo(whole.time(9));
    }

    @Test
    void refusesWhatCannotBeWritten() {
        EventStream events = events(1, 3, 5, 0, 1, TimeGranularity.SECONDS);
        assertThatThrownBy(() -> ArrowEventWriter.write(
                        folder.resolve("a"), events, NodeIndex.identity(4), ArrowWriteOptions.USUAL))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("at least 5 nodes");
        assertThatThrownBy(() -> ArrowWriteOptions.USUAL.withMetadata(Map.of("tgl.node_count", "3")))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> ArrowWriteOptions.USUAL.withBatchRows(0)).isInstanceOf(InvalidInput.class);
        assertThat(folder).isEmptyDirectory();
    }
}
