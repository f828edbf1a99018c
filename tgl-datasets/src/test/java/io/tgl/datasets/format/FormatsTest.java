package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out in a user's own table, and what is refused before anything is allocated for it. */
class FormatsTest {
    @TempDir
    Path folder;

    private ImportedEvents read(String text, FormatOptions options) throws IOException {
        return Formats.read("csv", List.of(Files.writeString(folder.resolve("own.csv"), text)), options);
    }

    @Test
    void aUsersOwnTable() throws IOException {
        ImportedEvents read = read(
                "f1,when,f2,x,whom,who\n0.5,2024-01-01T00:00:01.250Z,1,-,7,ann\n1.5,2024-01-01 00:00:00,2,-,bob,7\n",
                FormatOptions.USUAL.withColumns(List.of("time=when", "src=who", "dst=whom", "f1", "f2")));
        assertThat(read.table().nodes().isText()).isTrue();
        assertThat(read.table().events().granularity()).isEqualTo(TimeGranularity.MILLISECONDS);
        assertThat(read.table().events().times()).containsExactly(1_704_067_200_000L, 1_704_067_201_250L);
        assertThat(read.table().nodes().text(read.table().events().source(0))).isEqualTo("7");
        assertThat(read.statistics().features()).isEqualTo(2);
        assertThat(read.notes())
                .anyMatch(note -> note.contains("sorted stably"))
                .anyMatch(note -> note.contains("ISO times"))
                .anyMatch(note -> note.contains("texts"))
                .anyMatch(note -> note.contains("columns not read: x"));
    }

    @ParameterizedTest
    @CsvSource({
        "1600000000, SECONDS, 1600000000",
        "1600000000000, MILLISECONDS, 1600000000000",
        "1600000000000000, MICROSECONDS, 1600000000000000",
        "1600000000000000000, NANOSECONDS, 1600000000000000000",
        "1600000000.5, MILLISECONDS, 1600000000500",
        "1600000000.000001, MICROSECONDS, 1600000000000001",
        "1.6e9, SECONDS, 1600000000"
    })
    void theSizeOfTimesTellsTheirUnit(String time, TimeGranularity unit, long ticks) throws IOException {
        ImportedEvents read = read("1,2," + time + "\n", FormatOptions.USUAL);
        assertThat(read.table().events().granularity()).isEqualTo(unit);
        assertThat(read.table().events().time(0)).isEqualTo(ticks);
        assertThat(read.notes()).anyMatch(note -> note.startsWith("column time"));
    }

    @Test
    void aTickIsChosenByTheWholeColumn() throws IOException {
        String late = "1,2,5\n".repeat(5_000) + "1,2,5.25\n";
        assertThat(read(late, FormatOptions.USUAL).table().events().time(5_000)).isEqualTo(5_250);
        ImportedEvents thirds = read(
                "1,2,0.3333333333333333\n1,2,0.6666666666666666\n1,2,1.00000000000000000000\n", FormatOptions.USUAL);
        assertThat(thirds.table().events().granularity()).isEqualTo(TimeGranularity.TICKS);
        assertThat(thirds.table().events().times()).containsExactly(1, 2, 3);
    }

    @Test
    void duplicatesAndLoopsStayAndAreCounted() throws IOException {
        ImportedEvents read = read("1,2,5\n1,2,5\n2,2,5\n1,2,6\n", FormatOptions.USUAL);
        assertThat(read.statistics().events()).isEqualTo(4);
        assertThat(read.statistics().duplicates()).isEqualTo(1);
        assertThat(read.statistics().selfLoops()).isEqualTo(1);
        assertThat(read.statistics().distinctTimes()).isEqualTo(2);
    }

    @Test
    void textLabelsAreClassesHoweverLateTheyCome() throws IOException {
        ImportedEvents read = read("src,dst,time,label\n1,2,3,1\n1,2,4,yes\n", FormatOptions.USUAL);
        assertThat(read.table().events().label(1)).isEqualTo(1f);
        assertThat(read.notes()).anyMatch(note -> note.contains("1 = 0, yes = 1"));
    }

    @Test
    void parquetByNames() throws IOException {
        Path file = folder.resolve("e.parquet");
        try (InputStream in = Objects.requireNonNull(FormatsTest.class.getResourceAsStream("events.parquet"))) {
            Files.copy(in, file);
        }
        ImportedEvents read = Formats.read(
                DataFormat.PARQUET,
                List.of(file),
                FormatOptions.USUAL.withColumns(List.of("who", "whom", "at", "weight=w", "f")));
        assertThat(read.statistics().events()).isEqualTo(50);
        assertThat(read.table().events().granularity()).isEqualTo(TimeGranularity.MILLISECONDS);
        assertThat(read.table().events().time(1) - read.table().events().time(0))
                .isEqualTo(1_500);
        assertThat(read.table().events().weight(3)).isEqualTo(1.5f);
        assertThat(read.table().nodes().text(read.table().events().destination(4)))
                .isEqualTo("v4");
    }

    @Test
    void aFrameThatLiesAboutItsSizeIsRefusedBeforeAllocation() throws IOException {
        byte[] frame = Zstd.compress("1 2 3\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
        // No single segment, no content size, the largest window that the format knows: 3.75 TiB.
        byte[] window = frame.clone();
        window[4] = 0;
        window[5] = (byte) 0xFF;
        Path file = Files.write(folder.resolve("w.txt.zst"), window);
        assertThatThrownBy(() -> Formats.read("snap", List.of(file), FormatOptions.USUAL))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("zstd frame", "window");
        // A single segment of 8 content size bytes.
        byte[] content = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xE0, -1, -1, -1, -1, -1, -1, -1, 0x7F, 1, 0, 0};
        Path huge = Files.write(folder.resolve("c.txt.zst"), content);
        assertThatThrownBy(() -> Formats.read("snap", List.of(huge), FormatOptions.USUAL))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("zstd frame", "at most");
    }

    /** The native decompressor writes as many bytes as the block itself tells: found as damage of the heap. */
    @Test
    void aSnappyBlockThatLiesAboutItsSizeIsRefused() throws IOException {
        byte[] content;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("events.parquet"))) {
            content = in.readAllBytes();
        }
        // Magic and page header take 18 bytes; the page has 42.
        assertThat(content[18]).isEqualTo((byte) 42);
        content[18] = 0x7F;
        Path file = Files.write(folder.resolve("e.parquet"), content);
        FormatOptions options = FormatOptions.USUAL.withColumns(List.of("who", "whom", "at"));
        assertThatThrownBy(() -> Formats.read("parquet", List.of(file), options))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("Snappy block of 42 bytes", "found 127");
    }

    @Test
    void decompressedBytesAreBounded() throws IOException {
        byte[] bomb = Zstd.compress("1 2 3\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(folder.resolve("bomb.txt.zst"), bomb);
        assertThatThrownBy(() -> Formats.read("snap", List.of(file), FormatOptions.USUAL.withMaxBytes(100_000)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("bomb.txt.zst", "at most 100000 bytes");
    }
}
