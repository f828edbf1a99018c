package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.base.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of bad input gets one clear line: file, row, column, expected, found. */
class ArrowRefusalTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bad_fraction.arrow        | row 4, column time: expected a whole number of ticks | found 200.5
            bad_order.arrow           | row 6, column time: expected times in ascending order, at least 260 | found 259
            bad_order.arrows          | row 5, column time: expected times in ascending order, at least 200 | found 199
            bad_missing.arrow         | expected a column 'dst' | found only [src, time]
            bad_duplicate.arrow       | expected one column 'src' | found 2
            bad_type.arrow            | column time: expected times | found Utf8
            bad_id_type.arrow         | column src: expected ids | found Decimal
            bad_mixed_ids.arrow       | column dst: expected ids of the kind of src | found numbers
            bad_null_id.arrow         | row 4, column src: expected a value | found null
            bad_null_text.arrow       | row 7, column dst: expected a value | found null
            bad_null_time.arrow       | row 2, column time: expected a value | found null
            bad_nan_feature.arrow     | row 6, column features[1]: expected a finite number | found NaN
            bad_feature_width.arrow   | row 8, column features: expected a feature row of width 3 | found 2
            bad_null_feature.arrow    | row 3, column features: expected a value | found null
            bad_infinite_weight.arrow | row 10, column weight: expected a finite number | found Infinity
            bad_dense_id.arrow        | row 5, column src: expected a node id from 0 to 10 | found 11
            bad_version.arrow         | expected tgl.format_version 1 | found 2
            bad_event_count.arrow     | expected 13 events | found 12
            bad_no_rows.arrow         | expected at least one event | found a table of 0 rows
            """)
    void namesTheFault(String name, String expected, String found) {
        Path file = Resources.file("arrow/" + name);
        assertThatThrownBy(() -> ArrowEventReader.load(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(expected, found)
                .message()
                .hasLineCount(1);
    }

    @Test
    void namesTheRowOverTheLimitOfNodes() {
        ArrowReadOptions four = ArrowReadOptions.USUAL.withMaxNodes(4);
        for (String name : new String[] {"int32.arrow", "int64.arrow", "batches.arrow", "text.arrow"}) {
            assertThatThrownBy(() -> ArrowEventReader.load(Resources.file("arrow/" + name), four))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(name + ", row 10", "at most 4 nodes");
        }
        assertThatThrownBy(() ->
                        ArrowEventReader.load(Resources.file("arrow/int32.arrow"), four.withNodeIds(NodeIds.KEEP)))
                .hasMessageContaining("row 0, column src: expected a node id from 0 to 3, found 7");
        assertThatThrownBy(() -> ArrowEventReader.load(
                        Resources.file("arrow/text.arrow"), ArrowReadOptions.USUAL.withNodeIds(NodeIds.KEEP)))
                .hasMessageContaining("dense node ids");
    }

    @Test
    void aNamedColumnMustBeThere() {
        ColumnNames names = new ColumnNames("src", "dst", "time", "relation", "amount", "label", "features");
        assertThatThrownBy(() -> ArrowEventReader.load(
                        Resources.file("arrow/int32.arrow"), ArrowReadOptions.USUAL.withColumns(names)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a column 'amount'");
    }

    @Test
    void namesWhatIsNoFile() throws IOException {
        refused(folder, "a directory");
        refused(folder.resolve("none.arrow"), "nothing of that name");
        refused(Files.createFile(folder.resolve("empty.arrow")), "an empty file");
        refused(Files.writeString(folder.resolve("a.csv"), "src,dst,time\n1,2,3\n"), "Arrow IPC messages");
        refused(Files.writeString(folder.resolve("b"), "ARR"), "truncated");
        refused(Files.writeString(folder.resolve("c"), "ARROW1"), "truncated");
        refused(Files.writeString(folder.resolve("d"), "PAR1 and more bytes"), "Arrow IPC messages");
    }

    @Test
    void namesMissingPermission() throws IOException {
        Path file = Files.write(folder.resolve("closed.arrow"), Resources.bytes("arrow/int32.arrow"));
        assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "this user may read anything");
        refused(file, "no permission");
    }

    private static void refused(Path file, String part) {
        assertThatThrownBy(() -> ArrowEventReader.load(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(file.toString(), part);
    }

    @Test
    void aBatchOverTheLimitIsRefused() {
        ArrowReadOptions small = ArrowReadOptions.USUAL.withMaxBatchBytes(100);
        assertThatThrownBy(() -> ArrowEventReader.load(Resources.file("arrow/int32.arrow"), small))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("record batches of at most 100 bytes");
        ArrowReadOptions packed = ArrowReadOptions.USUAL.withMaxBatchBytes(2000);
        assertThatThrownBy(() -> ArrowEventReader.load(Resources.file("arrow/long_zstd.arrow"), packed))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void aStreamThatBreaksOffBetweenBatchesIsRefused() {
        byte[] whole = Resources.bytes("arrow/batches.arrows");
        byte[] broken = java.util.Arrays.copyOf(whole, whole.length - 8);
        assertThatThrownBy(() -> readAll(broken, ArrowReadOptions.USUAL))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("pipe", "end marker", "truncated");
        assertThat(readAll(broken, ArrowReadOptions.USUAL.withEndMarkerRequired(false))
                        .events()
                        .size())
                .isEqualTo(12);
    }

    private static LoadedEvents readAll(byte[] bytes, ArrowReadOptions options) {
        try (ArrowEventReader reader = ArrowEventReader.open(new ByteArrayInputStream(bytes), "pipe", options)) {
            return reader.readAll();
        }
    }

    @Test
    void sortingNeedsTheWholeTable() {
        try (ArrowEventReader reader = ArrowEventReader.open(
                Resources.file("arrow/int32.arrow"), ArrowReadOptions.USUAL.withSortByTime(true))) {
            assertThatThrownBy(reader::next).isInstanceOf(InvalidInput.class).hasMessageContaining("sortByTime");
        }
    }

    @Test
    void aRefusedBatchLeavesNoTrace() {
        try (ArrowEventReader reader =
                ArrowEventReader.open(Resources.file("arrow/bad_order.arrows"), ArrowReadOptions.USUAL)) {
            reader.next();
            int before = reader.nodes().size();
            assertThatThrownBy(reader::next).isInstanceOf(InvalidInput.class);
            assertThat(reader.nodes().size()).isEqualTo(before);
            // The third batch goes on from the first.
            EventChunk third = reader.next().orElseThrow();
            assertThat(third.firstRow()).isEqualTo(5);
        }
    }
}
