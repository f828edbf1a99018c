package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault of a text table gives one message with file, line, column, expected, found. */
class BadTablesTest {
    @TempDir
    Path folder;

    private void refused(byte[] content, TableOptions options, String... parts) throws IOException {
        Path file = Files.write(folder.resolve("bad.csv"), content);
        assertThatThrownBy(() -> EventTables.load(file, options))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("bad.csv", "expected", "found")
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private void refused(String content, TableOptions options, String... parts) throws IOException {
        refused(content.getBytes(StandardCharsets.UTF_8), options, parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null id | src,dst,time\\n1,,3 | line 2, column dst | a node id",
                "fields missing | src,dst,time\\n1,2,3\\n1,2 | line 3 | 3 fields",
                "too many fields | src,dst,time\\n1,2,3,4 | line 2 | 3 fields",
                "no time | src,dst,time\\n1,2,soon | line 2, column time | ISO-8601",
                "empty time | 1,2,3\\n1,2, | line 2, column time | found nothing",
                "fraction | 1,2,3.5 | line 1, column time | --tick",
                "out of order | 1,2,3\\n1,2,2 | line 2, column time | at least 3",
                "header alone | src,dst,time | bad.csv | at least one event",
                "missing column | src,dst,weight\\n1,2,3 | line 1 | a column time",
                "two fields | 1,2 | line 1 | 3 fields",
                "one field | 12 | line 1 | fields with comma",
                "four fields without names | 1,2,3,4 | line 1 | --columns",
                "quote not closed | 1,2,3\\n\"1,2,3 | bad.csv | delimited text",
                "infinite exponent | 1,2,1e999999999 | line 1, column time | a number",
                "too large | 1,2,99999999999999999999 | line 1, column time | 64 bits",
                "only comments | # nothing\\n% here\\n | bad.csv | at least one event",
            })
    void faultsOfRows(String name, String text, String where, String expected) throws IOException {
        refused(text.replace("\\n", "\n"), TableOptions.USUAL, where, expected);
    }

    @Test
    void faultsOfNumbers() throws IOException {
        TableOptions options = TableOptions.USUAL.withColumns(List.of("src", "dst", "time", "weight", "f1"));
        refused("1,2,3,NaN,0\n", options, "line 1, column weight", "finite", "NaN");
        refused("1,2,3,1,-Infinity\n", options, "line 1, column f1", "finite");
        refused("1,2,3,1,x\n", options, "line 1, column f1", "a number", "\"x\"");
        refused("1,2,3,1\n", options, "line 1", "5 fields");
    }

    @Test
    void faultsOfDenseIds() throws IOException {
        TableOptions keep = TableOptions.USUAL.withNodeIds(NodeIds.KEEP);
        refused("-1,2,3\n", keep, "line 1, column src", "-1");
        refused("1,2147483647,3\n", keep, "line 1, column dst", "2147483647");
        refused("1,bob,3\n", keep, "line 1, column dst", "\"bob\"");
    }

    @Test
    void faultsOfBytes() throws IOException {
        refused("", TableOptions.USUAL, "an empty file");
        refused(new byte[] {'1', ',', (byte) 0xC3, (byte) 0x28, ',', '3'}, TableOptions.USUAL, "UTF-8");
        byte[] whole = Zstd.compress("1,2,3\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        refused(Arrays.copyOf(whole, whole.length - 3), TableOptions.USUAL, "bad.csv");
        refused(Arrays.copyOf("ARROW1\0\0".getBytes(StandardCharsets.US_ASCII), 20), TableOptions.USUAL, "Arrow");
    }

    @Test
    void faultsOfFiles() throws IOException {
        assertThatThrownBy(() -> EventTables.load(folder, TableOptions.USUAL)).hasMessageContaining("a directory");
        assertThatThrownBy(() -> EventTables.load(folder.resolve("none.csv"), TableOptions.USUAL))
                .hasMessageContaining("nothing of that name");
        Path locked = Files.writeString(folder.resolve("locked.csv"), "1,2,3\n");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(locked), "this user may read everything: no file without permission here");
        assertThatThrownBy(() -> EventTables.load(locked, TableOptions.USUAL)).hasMessageContaining("no permission");
    }

    @Test
    void ticksHaveNoUnit() throws IOException {
        refused0(TableOptions.USUAL.withTime(TimeGranularity.TICKS, TimeGranularity.SECONDS));
    }

    private void refused0(TableOptions options) throws IOException {
        Path file = Files.writeString(folder.resolve("ticks.csv"), "1,2,3\n");
        assertThatThrownBy(() -> EventTables.load(file, options)).isInstanceOf(InvalidInput.class);
    }
}
