package io.tgl.models.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.ArrowMemory;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.registry.SmallWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Record batches in, answers out. */
class WireTest {
    private static LivePredictor live(NodeIndex nodes, int features) {
        return new LivePredictor(
                (node, edge) -> SmallWorld.create("tgn", SmallWorld.usualCompute(), node, edge),
                LiveSettings.USUAL.withFeatures(features),
                nodes);
    }

    private static WireReader reader(byte[] bytes, WireLimits limits) {
        return new WireReader(new ByteArrayInputStream(bytes), "feed", limits);
    }

    /** Rows (source, destination, time) with features of 0.5. */
    private static Consumer<VectorSchemaRoot> rows(long[]... rows) {
        return root -> {
            for (int i = 0; i < rows.length; i++) {
                ((BigIntVector) root.getVector("src")).setSafe(i, rows[i][0]);
                ((BigIntVector) root.getVector("dst")).setSafe(i, rows[i][1]);
                ((BigIntVector) root.getVector("time")).setSafe(i, rows[i][2]);
                if (root.getVector("features") instanceof FixedSizeListVector lists) {
                    lists.setNotNull(i);
                    for (int j = 0; j < lists.getListSize(); j++) {
                        ((Float4Vector) lists.getDataVector()).setSafe(i * lists.getListSize() + j, 0.5f);
                    }
                }
                if (root.getVector("observe") instanceof BitVector flags) {
                    flags.setSafe(i, (int) rows[i][3]);
                }
            }
            root.setRowCount(rows.length);
        };
    }

    private static final Schema PLAIN = Feed.plain(Feed.INT64);

    @Test
    void answersAreThoseOfThePredictorBatchByBatch() throws IOException {
        Schema schema = new Schema(List.of(
                Feed.field("src", Feed.INT64),
                Feed.field("dst", Feed.INT64),
                Feed.field("time", Feed.INT64),
                Feed.list("features", 3)));
        List<Consumer<VectorSchemaRoot>> batches = List.of(
                rows(new long[] {7, 8, 100}, new long[] {7, 9, 105}, new long[] {8, 9, 110}),
                rows(new long[] {7, 8, 120}, new long[] {9, 7, 121}),
                rows());
        LivePredictor live = live(NodeIndex.identity(0), 3);
        LivePredictor reference = live(NodeIndex.identity(0), 3);
        ByteArrayOutputStream arrow = new ByteArrayOutputStream();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        List<float[]> expected = new ArrayList<>();
        try (WireReader in = reader(Feed.stream(schema, batches), WireLimits.USUAL);
                ArrowAnswerWriter arrows = new ArrowAnswerWriter(arrow, false, Map.of("tgl.position", "0"));
                JsonAnswerWriter lines = new JsonAnswerWriter(json)) {
            for (var next = in.next(); next.isPresent(); next = in.next()) {
                WireBatch batch = next.get().decode();
                expected.add(reference.foresee(batch.events()).scores().score());
                Answers answers = WireExchange.answer(live, batch);
                assertThat(answers.observed()).isEqualTo(batch.size());
                arrows.write(answers);
                lines.write(answers);
            }
            arrows.end();
            lines.end();
        }
        assertThat(live.digest()).isEqualTo(reference.digest());
        assertThat(live.position()).isEqualTo(5);
        try (BufferAllocator allocator = ArrowMemory.allocator(1 << 24);
                ArrowStreamReader back =
                        new ArrowStreamReader(new ByteArrayInputStream(arrow.toByteArray()), allocator)) {
            VectorSchemaRoot root = back.getVectorSchemaRoot();
            assertThat(root.getSchema().getCustomMetadata()).containsEntry("tgl.position", "0");
            for (float[] scores : expected) {
                assertThat(back.loadNextBatch()).isTrue();
                assertThat(root.getRowCount()).isEqualTo(scores.length);
                for (int i = 0; i < scores.length; i++) {
                    assertThat(((Float4Vector) root.getVector("score")).get(i)).isEqualTo(scores[i]);
                }
            }
            assertThat(back.loadNextBatch()).isFalse();
        }
        String[] lines = json.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[3])
                .isEqualTo("{\"src\":7,\"dst\":8,\"time\":120,\"score\":" + expected.get(1)[0] + ",\"position\":3}");
    }

    @Test
    void rowsThatAreOnlyAskedAboutLeaveNoTraceAndSeeTheEventsBesideThem() {
        Schema schema = new Schema(List.of(
                Feed.field("src", Feed.INT64),
                Feed.field("dst", Feed.INT64),
                Feed.field("time", Feed.INT64),
                Feed.field("observe", ArrowType.Bool.INSTANCE)));
        byte[] bytes = Feed.stream(
                schema,
                List.of(rows(
                        new long[] {7, 8, 100, 1}, new long[] {7, 9, 105, 0}, new long[] {8, 9, 110, 1}, new long[] {
                            9, 8, 90, 0
                        })));
        LivePredictor live = live(NodeIndex.identity(0), 0);
        LivePredictor reference = live(NodeIndex.identity(0), 0);
        try (WireReader in = reader(bytes, WireLimits.USUAL)) {
            WireBatch batch = in.next().orElseThrow().decode();
            assertThat(batch.row()).containsExactly(0, 2);
            Answers answers = WireExchange.answer(live, batch);
            assertThat(answers.size()).isEqualTo(4);
            float[] own = reference.foresee(batch.events()).scores().score();
            assertThat(answers.score()[0]).isEqualTo(own[0]);
            assertThat(answers.score()[2]).isEqualTo(own[1]);
            assertThat(live.digest()).isEqualTo(reference.digest());
        }
    }

    @Test
    void aRefusedBatchIsNamedLeavesNoTraceAndTheNextOneIsTakenIn() {
        byte[] bytes = Feed.stream(
                PLAIN,
                List.of(
                        rows(new long[] {1, 2, 100}),
                        root -> {
                            rows(new long[] {1, 2, 110}, new long[] {1, 3, 120}).accept(root);
                            ((BigIntVector) root.getVector("dst")).setNull(1);
                        },
                        rows(new long[] {1, 4, 110}, new long[] {1, 5, 90}),
                        rows(new long[] {2, 1, 100})));
        LivePredictor live = live(NodeIndex.identity(0), 0);
        try (WireReader in = reader(bytes, WireLimits.USUAL)) {
            WireExchange.answer(live, in.next().orElseThrow().decode());
            String digest = live.digest();
            var bad = in.next().orElseThrow();
            assertThatThrownBy(bad::decode)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("feed, batch 1, row 1, column dst: expected a value, found null");
            WireBatch late = in.next().orElseThrow().decode();
            assertThatThrownBy(() -> WireExchange.answer(live, late))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("feed, batch 2, row 1, column time: expected times in ascending order, at least 110,"
                            + " found 90");
            assertThat(live.digest()).isEqualTo(digest);
            assertThat(WireExchange.answer(live, in.next().orElseThrow().decode())
                            .position())
                    .isEqualTo(1);
            assertThat(in.next()).isEmpty();
        }
    }

    @Test
    void aRowIsNamedAsTheSenderCountsIt() {
        Numbers ids = new Numbers(new long[] {1, 1}, new long[] {2, 2});
        ArrivingEvents events = ArrivingEvents.of(ids, new long[] {9, 5});
        WireBatch batch = new WireBatch("feed, batch 0", ids, new long[] {9, 5}, events, new int[] {3, 6});
        assertThatThrownBy(() -> WireExchange.observe(live(NodeIndex.identity(0), 0), batch))
                .hasMessageStartingWith("feed, batch 0, row 6, column time");
    }

    @Test
    void anotherSchemaInMidStreamIsRefused() {
        byte[] first = Feed.bytes(PLAIN, List.of(rows(new long[] {1, 2, 3})), false);
        byte[] second = Feed.stream(
                new Schema(List.of(
                        Feed.field("src", Feed.INT64),
                        Feed.field("dst", Feed.INT64),
                        Feed.field("time", Feed.FLOAT32))),
                List.of());
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        try (WireReader in = reader(both.toByteArray(), WireLimits.USUAL)) {
            assertThat(in.next()).isPresent();
            assertThatThrownBy(in::next)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("feed: expected one schema from the first batch to the end, found another one behind"
                            + " batch 0");
        }
        WireDecoder decoder = new WireDecoder("feed", WireLimits.USUAL);
        decoded(decoder, PLAIN, rows(new long[] {1, 2, 3}));
        assertThatThrownBy(() -> decoded(decoder, Feed.plain(Feed.TEXT), root -> root.setRowCount(0)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("feed, batch 1: expected the columns of the first batch");
    }

    private static WireBatch decoded(WireDecoder decoder, Schema schema, Consumer<VectorSchemaRoot> filler) {
        try (BufferAllocator allocator = ArrowMemory.allocator(1 << 24);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            root.allocateNew();
            filler.accept(root);
            return decoder.decode(
                    root, new org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider());
        }
    }

    @Test
    void batchesBeyondTheLimitsAreRefused() {
        byte[] bytes = Feed.stream(PLAIN, List.of(rows(new long[] {1, 2, 3}, new long[] {1, 2, 3})));
        try (WireReader in = reader(bytes, new WireLimits(1, 1 << 20, TimeGranularity.SECONDS))) {
            assertThatThrownBy(() -> in.next().orElseThrow().decode())
                    .isInstanceOf(InvalidInput.class)
                    .hasMessage("feed, batch 0: expected at most 1 rows, found 2");
        }
        try (WireReader in = reader(bytes, new WireLimits(10, 16, TimeGranularity.SECONDS))) {
            assertThatThrownBy(in::next).isInstanceOf(InvalidInput.class).hasMessageContaining("at most 16 bytes");
        }
    }

    @Test
    void aStreamThatBreaksOffIsNotTakenForACompleteOne() {
        byte[] bytes = Feed.bytes(PLAIN, List.of(rows(new long[] {1, 2, 3})), false);
        try (WireReader in = reader(bytes, WireLimits.USUAL)) {
            assertThat(in.next()).isPresent();
            assertThatThrownBy(in::next).isInstanceOf(InvalidInput.class).hasMessageContaining("end marker");
        }
    }

    @Test
    void timestampsBecomeTicksExactlyOrAreRefused() {
        Schema schema = new Schema(List.of(
                Feed.field("src", Feed.INT64),
                Feed.field("dst", Feed.INT64),
                Feed.field("time", new ArrowType.Timestamp(TimeUnit.MILLISECOND, null))));
        Consumer<VectorSchemaRoot> filler = root -> {
            for (int i = 0; i < 2; i++) {
                ((BigIntVector) root.getVector("src")).setSafe(i, 1);
                ((BigIntVector) root.getVector("dst")).setSafe(i, 2);
                ((TimeStampMilliVector) root.getVector("time")).setSafe(i, 5000L + 500 * i);
            }
            root.setRowCount(2);
        };
        assertThatThrownBy(() -> decoded(new WireDecoder("feed", WireLimits.USUAL), schema, filler))
                .hasMessage("feed, batch 0, row 1, column time: expected a whole number of the model's ticks, SECONDS,"
                        + " found 5500 MILLISECONDS");
        WireLimits fine = WireLimits.USUAL.withTick(TimeGranularity.MICROSECONDS);
        assertThat(decoded(new WireDecoder("feed", fine), schema, filler).time())
                .containsExactly(5_000_000, 5_500_000);
    }

    @Test
    void textIdsAndJsonThatNeedsEscapes() {
        byte[] bytes = Feed.stream(Feed.plain(Feed.TEXT), List.of(root -> {
            ((VarCharVector) root.getVector("src")).setSafe(0, "an\"na".getBytes(StandardCharsets.UTF_8));
            ((VarCharVector) root.getVector("dst")).setSafe(0, "jürgen".getBytes(StandardCharsets.UTF_8));
            ((BigIntVector) root.getVector("time")).setSafe(0, 1);
            root.setRowCount(1);
        }));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (WireReader in = reader(bytes, WireLimits.USUAL);
                JsonAnswerWriter out = new JsonAnswerWriter(json);
                ArrowAnswerWriter arrow = new ArrowAnswerWriter(new ByteArrayOutputStream(), true, Map.of())) {
            Answers answers = WireExchange.answer(
                    live(NodeIndex.ofTexts(), 0), in.next().orElseThrow().decode());
            out.write(answers);
            arrow.write(answers);
            out.refuse("bad \"row\"", 1);
        }
        assertThat(json.toString(StandardCharsets.UTF_8))
                .contains("{\"src\":\"an\\\"na\",\"dst\":\"jürgen\",\"time\":1,")
                .endsWith("{\"refused\":\"bad \\\"row\\\"\",\"position\":1}\n");
    }

    @Test
    void relationNamesAreRefused() {
        Schema schema = new Schema(List.of(
                Feed.field("src", Feed.INT64),
                Feed.field("dst", Feed.INT64),
                Feed.field("time", Feed.INT64),
                Feed.field("relation", Feed.TEXT)));
        assertThatThrownBy(
                        () -> decoded(new WireDecoder("feed", WireLimits.USUAL), schema, root -> root.setRowCount(0)))
                .hasMessage("feed, batch 0, column relation: expected integers, found Utf8");
    }
}
