package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvEventReaderTest {
    @TempDir
    Path folder;

    private LoadedEvents load(String text, TableOptions options) throws IOException {
        return EventTables.load(Files.writeString(folder.resolve("events.csv"), text), options);
    }

    private LoadedEvents load(String text) throws IOException {
        return load(text, TableOptions.USUAL);
    }

    @Test
    void findsDelimiterAndHeaderAndNumbersNodesInOrderOfAppearance() throws IOException {
        for (String delimiter : List.of(",", ";", "\t", " ")) {
            String rows = String.join(delimiter, "7", "5", "10") + "\n" + String.join(delimiter, "5", "9", "10");
            for (String header : List.of("", String.join(delimiter, "src", "dst", "time") + "\n")) {
                LoadedEvents loaded = load(header + rows + "\n");
                assertThat(loaded.events().sources()).containsExactly(0, 1);
                assertThat(loaded.events().destinations()).containsExactly(1, 2);
                assertThat(loaded.events().times()).containsExactly(10, 10);
                assertThat(loaded.nodes().number(2)).isEqualTo(9);
            }
        }
    }

    @Test
    void readsColumnsByNameInAnyOrder() throws IOException {
        TableOptions options =
                TableOptions.USUAL.withColumns(List.of("user", "item", "when", "weight=rating", "label", "a", "b"));
        EventStream events = load("a,rating,item,user,when,b,label,junk\n1,-2,x,y,3,4,0,z\n", options)
                .events();
        assertThat(events.weight(0)).isEqualTo(-2f);
        assertThat(events.label(0)).isZero();
        float[] features = new float[2];
        events.features().copyRow(0, features, 0);
        assertThat(features).containsExactly(1f, 4f);
    }

    @Test
    void readsColumnsByPositionWithoutHeader() throws IOException {
        TableOptions options = TableOptions.USUAL.withColumns(List.of("time", "src", "-", "dst", "relation"));
        LoadedEvents loaded = load("1,a,junk,b,likes\n2,b,junk,c,likes\n", options);
        assertThat(loaded.nodes().text(2)).isEqualTo("c");
        assertThat(loaded.events().relation(1)).isZero();
        assertThat(loaded.relations().text(0)).isEqualTo("likes");
    }

    @Test
    void skipsCommentsByteOrderMarkAndEmptyLines() throws IOException {
        assertThat(load("\uFEFF% asym\r\n# 3 1 2\r\n\r\n1 2 3\r\n\r\n2 1 4")
                        .events()
                        .times())
                .containsExactly(3, 4);
    }

    @Test
    void idsAreNumbersOnlyIfAllAre() throws IOException {
        NodeIndex nodes = load("1,2,0\n1,007,1\n7,2,2\n").nodes();
        assertThat(nodes.isText()).isTrue();
        assertThat(nodes.size()).isEqualTo(4);
        assertThat(load("src,dst,time\nann,bob,2004-04-15\n").nodes().nodeOf("bob"))
                .isEqualTo(1);
    }

    @Test
    void keepsDenseIdsWhereAsked() throws IOException {
        LoadedEvents loaded = load("3,1,0\n", TableOptions.USUAL.withNodeIds(NodeIds.KEEP));
        assertThat(loaded.events().source(0)).isEqualTo(3);
        assertThat(loaded.events().nodeCount()).isEqualTo(4);
    }

    @Test
    void readsTimesInManyForms() throws IOException {
        String text = "s,d,t\n" + "1,2,1082040961\n" + "1,2,1082040961.0\n" + "1,2,2004-04-15T14:56:01Z\n"
                + "1,2,2004-04-15 14:56:01\n" + "1,2,2004-04-15T16:56:01+02:00\n" + "1,2,1.082040961e9\n";
        assertThat(load(text, TableOptions.USUAL.withColumns(List.of("s", "d", "t")))
                        .events()
                        .times())
                .containsOnly(1082040961L);
        TableOptions micros = TableOptions.USUAL.withTime(TimeGranularity.SECONDS, TimeGranularity.MICROSECONDS);
        EventStream fine =
                load("1,2,1289241911.72836\n1,2,1289241912\n", micros).events();
        assertThat(fine.times()).containsExactly(1289241911728360L, 1289241912000000L);
        assertThat(fine.granularity()).isEqualTo(TimeGranularity.MICROSECONDS);
    }

    @Test
    void sortsStablyWhereAsked() throws IOException {
        LoadedEvents loaded = load("1,2,5\n3,4,1\n5,6,5\n", TableOptions.USUAL.withSortByTime(true));
        assertThat(loaded.events().sources()).containsExactly(2, 0, 4);
        assertThat(loaded.rowsMoved()).isEqualTo(2);
    }

    @Test
    void decompressesByContentAndKnowsArrow() throws IOException {
        String text = "1,2,3\n2,3,4\n";
        EventStream plain = load(text).events();
        Path zstd = folder.resolve("a");
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(zstd))) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Path gzip = folder.resolve("b.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Path arrow = folder.resolve("c.csv");
        ArrowEventWriter.write(arrow, plain);
        Path arrowZstd = folder.resolve("d");
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(arrowZstd))) {
            Files.copy(arrow, out);
        }
        for (Path file : List.of(zstd, gzip, arrow, arrowZstd)) {
            EventStream loaded = EventTables.load(file, TableOptions.USUAL).events();
            assertThat(loaded.sources()).as(file.toString()).isEqualTo(plain.sources());
            assertThat(loaded.times()).isEqualTo(plain.times());
        }
    }

    @Property(tries = 100)
    void whatIsWrittenIsRead(
            @ForAll @Size(min = 1, max = 30) List<@LongRange(min = -5, max = 5) Long> ids,
            @ForAll @IntRange(max = 3) int delimiter,
            @ForAll long start) {
        String between = List.of(",", ";", "\t", " ").get(delimiter);
        long first = Math.min(start, Long.MAX_VALUE - 100);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            text.append(ids.get(i)).append(between).append(ids.get(ids.size() - 1 - i));
            text.append(between).append(first + i).append('\n');
        }
        try {
            Path file = Files.createTempFile("tgl-csv", ".csv");
            try {
                LoadedEvents loaded = EventTables.load(Files.writeString(file, text), TableOptions.USUAL);
                for (int i = 0; i < ids.size(); i++) {
                    assertThat(loaded.nodes().number(loaded.events().source(i))).isEqualTo(ids.get(i));
                    assertThat(loaded.events().time(i)).isEqualTo(first + i);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
