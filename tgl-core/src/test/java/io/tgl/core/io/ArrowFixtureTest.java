package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote ({@code arrow/make_fixtures.py}): 12 events, always the same. */
class ArrowFixtureTest {
    private static final long[] SRC = {7, 7, 3, 9, 3, 11, 7, 9, 11, 3, 7, 4};
    private static final long[] DST = {3, 9, 11, 7, 9, 3, 11, 3, 7, 7, 4, 9};
    private static final long[] TIME = {100, 100, 150, 160, 200, 260, 300, 300, 410, 500, 505, 600};
    private static final float[] WEIGHT = {0.5f, -1, 2, 1, 1, 3, -2, 1, 1, 0.25f, 1, 1};
    private static final float[] LABEL = {0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final int[] RELATION = {0, 0, 1, 0, 2, 0, 1, 2, 0, 0, 0, 2};

    private static LoadedEvents load(String name) {
        return ArrowEventReader.load(Resources.file("arrow/" + name));
    }

    private static String name(long id) {
        return switch ((int) id) {
            case 3 -> "ada";
            case 4 -> "grace é";
            case 7 -> "bob";
            case 9 -> "ζήνων";
            default -> "😀";
        };
    }

    private static void assertNumbers(LoadedEvents loaded, long offset) {
        assertThat(loaded.nodes().size()).isEqualTo(5);
        EventStream events = loaded.events();
        assertThat(events.size()).isEqualTo(12);
        assertThat(events.nodeCount()).isEqualTo(5);
        assertThat(events.times()).isEqualTo(TIME);
        for (int i = 0; i < 12; i++) {
            assertThat(loaded.nodes().number(events.source(i))).isEqualTo(SRC[i] + offset);
            assertThat(loaded.nodes().number(events.destination(i))).isEqualTo(DST[i] + offset);
        }
        // First appearance: 7 3, 7 9, 3 11, ...
        assertThat(loaded.nodes().number(0)).isEqualTo(7 + offset);
        assertThat(loaded.nodes().number(1)).isEqualTo(3 + offset);
        assertThat(loaded.nodes().number(3)).isEqualTo(11 + offset);
    }

    private static void assertTexts(LoadedEvents loaded) {
        NodeIndex nodes = loaded.nodes();
        assertThat(nodes.isText()).isTrue();
        assertThat(nodes.size()).isEqualTo(5);
        assertThat(loaded.events().times()).isEqualTo(TIME);
        for (int i = 0; i < 12; i++) {
            assertThat(nodes.text(loaded.events().source(i))).isEqualTo(name(SRC[i]));
            assertThat(nodes.text(loaded.events().destination(i))).isEqualTo(name(DST[i]));
        }
        assertThat(nodes.text(0)).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int32.arrow",
                "int32.arrows",
                "int64.arrow",
                "uint8.arrow",
                "batches.arrow",
                "batches.arrows",
                "float_time.arrow"
            })
    void numbers(String name) {
        LoadedEvents loaded = load(name);
        assertNumbers(loaded, 0);
        assertThat(loaded.events().granularity()).isEqualTo(TimeGranularity.SECONDS);
        assertThat(loaded.rowsMoved()).isZero();
        assertThat(loaded.events().features().isAbsent()).isTrue();
        assertThat(loaded.events().hasWeight()).isFalse();
    }

    @Test
    void wideNumbers() {
        assertNumbers(load("int64_wide.arrow"), -(1L << 40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text.arrow",
                "large_text.arrow",
                "text_view.arrow",
                "dictionary.arrow",
                "dictionary.arrows",
                "dictionary_replaced.arrows",
                "dictionary_delta.arrows"
            })
    void texts(String name) {
        assertTexts(load(name));
    }

    @Test
    void dictionariesOfOtherColumns() {
        LoadedEvents loaded = load("dictionary.arrow");
        for (int i = 0; i < 12; i++) {
            assertThat(loaded.events().relation(i)).isEqualTo(RELATION[i]);
            assertThat(loaded.events().weight(i)).isEqualTo(WEIGHT[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "everything.arrow",
                "everything_zstd.arrow",
                "everything_zstd.arrows",
                "everything_lz4.arrow",
                "everything_lz4.arrows"
            })
    void everything(String name) {
        LoadedEvents loaded = load(name);
        assertNumbers(loaded, 0);
        assertThat(loaded.relations().text(0)).isEqualTo("likes");
        assertThat(loaded.relations().text(1)).isEqualTo("blocks");
        assertThat(loaded.relations().text(2)).isEqualTo("pays");
        EventStream events = loaded.events();
        float[] row = new float[3];
        for (int i = 0; i < 12; i++) {
            assertThat(events.relation(i)).isEqualTo(RELATION[i]);
            assertThat(events.weight(i)).isEqualTo(WEIGHT[i]);
            assertThat(events.label(i)).isEqualTo(LABEL[i]);
            events.features().copyRow(i, row, 0);
            assertThat(row).containsExactly(3 * i / 4f - 2, (3 * i + 1) / 4f - 2, (3 * i + 2) / 4f - 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long_zstd.arrow", "long_lz4.arrow"})
    void compressedBuffersThatAreWorthIt(String name) {
        EventStream events = load(name).events();
        assertThat(events.size()).isEqualTo(1200);
        for (int i = 0; i < 1200; i++) {
            assertThat(events.time(i)).isEqualTo(TIME[i / 100]);
        }
    }

    @ParameterizedTest
    @CsvSource({"s,SECONDS", "ms,MILLISECONDS", "us,MICROSECONDS", "ns,NANOSECONDS", "zone,MILLISECONDS"})
    void timestamps(String unit, TimeGranularity expected) {
        LoadedEvents loaded = load("timestamp_" + unit + ".arrow");
        assertNumbers(loaded, 0);
        assertThat(loaded.events().granularity()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"features_float64.arrow", "features_list.arrow"})
    void otherFeatureTypes(String name) {
        EventStream events = load(name).events();
        float[] row = new float[3];
        events.features().copyRow(11, row, 0);
        assertThat(row).containsExactly(6.25f, 6.5f, 6.75f);
    }

    @Test
    void declaredDenseIdsAreKept() {
        LoadedEvents loaded = load("dense.arrow");
        assertThat(loaded.nodes().isIdentity()).isTrue();
        assertThat(loaded.events().nodeCount()).isEqualTo(12);
        assertThat(loaded.events().source(5)).isEqualTo(11);
        assertThat(loaded.events().granularity()).isEqualTo(TimeGranularity.MINUTES);
        assertThat(loaded.metadata()).containsEntry("source", "made");
        ArrowReadOptions index = ArrowReadOptions.USUAL.withNodeIds(NodeIds.INDEX);
        assertNumbers(ArrowEventReader.load(Resources.file("arrow/dense.arrow"), index), 0);
    }

    @Test
    void idsAreKeptWhereAsked() {
        ArrowReadOptions keep = ArrowReadOptions.USUAL.withNodeIds(NodeIds.KEEP);
        LoadedEvents loaded = ArrowEventReader.load(Resources.file("arrow/int64.arrow"), keep);
        assertThat(loaded.nodes().isIdentity()).isTrue();
        assertThat(loaded.events().nodeCount()).isEqualTo(12);
        assertThat(loaded.events().source(0)).isEqualTo(7);
    }

    @Test
    void otherNames() {
        ColumnNames names = new ColumnNames("u", "i", "ts", "relation", "sign", "label", "features");
        ArrowReadOptions options = ArrowReadOptions.USUAL.withColumns(names).withGranularity(TimeGranularity.DAYS);
        LoadedEvents loaded = ArrowEventReader.load(Resources.file("arrow/other_names.arrow"), options);
        assertNumbers(loaded, 0);
        assertThat(loaded.events().weight(5)).isEqualTo(3);
        assertThat(loaded.events().granularity()).isEqualTo(TimeGranularity.DAYS);
    }

    @Test
    void sortsWhereAsked() {
        ArrowReadOptions sort = ArrowReadOptions.USUAL.withSortByTime(true);
        LoadedEvents loaded = ArrowEventReader.load(Resources.file("arrow/bad_order.arrow"), sort);
        assertThat(loaded.rowsMoved()).isEqualTo(2);
        assertThat(loaded.events().times()).isSorted();
        assertThat(loaded.nodes().number(loaded.events().source(5))).isEqualTo(7);
        assertThat(loaded.nodes().number(loaded.events().source(6))).isEqualTo(11);
        assertThat(ArrowEventReader.load(Resources.file("arrow/int32.arrow"), sort)
                        .rowsMoved())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batches.arrow", "batches.arrows"})
    void arrivesBatchByBatch(String name) {
        List<EventChunk> chunks = new ArrayList<>();
        try (ArrowEventReader reader = ArrowEventReader.open(
                new ByteArrayInputStream(Resources.bytes("arrow/" + name)), "pipe", ArrowReadOptions.USUAL)) {
            for (var chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                chunks.add(chunk.get());
            }
            assertThat(reader.nodes().size()).isEqualTo(5);
            assertThat(reader.nodes().number(4)).isEqualTo(4);
        }
        assertThat(chunks).extracting(EventChunk::firstRow).containsExactly(0L, 5L, 10L);
        assertThat(chunks).extracting(chunk -> chunk.events().size()).containsExactly(5, 5, 2);
        assertThat(chunks).extracting(chunk -> chunk.events().nodeCount()).containsExactly(4, 4, 5);
        assertThat(chunks.get(2).events().time(0)).isEqualTo(505);
    }
}
