package io.tgl.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NodeIndexTest {
    @Provide
    Arbitrary<List<long[]>> batches() {
        Arbitrary<Long> id = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(65_000, 70_000),
                Arbitraries.longs().between(Integer.MAX_VALUE - 3L, Integer.MAX_VALUE),
                Arbitraries.longs().between(-3, -1),
                Arbitraries.longs());
        return id.list()
                .ofMaxSize(60)
                .map(NodeIndexTest::even)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static long[] even(List<Long> ids) {
        return ids.stream().limit(ids.size() / 2 * 2).mapToLong(Long::longValue).toArray();
    }

    @Property(tries = 300)
    void agreesWithAMapThatKeepsInsertionOrder(@ForAll("batches") List<long[]> batches) {
        NodeIndexBuilder builder = NodeIndexBuilder.numbers();
        Map<Long, Integer> model = new LinkedHashMap<>();
        for (long[] ids : batches) {
            int rows = ids.length / 2;
            long[] source = new long[rows];
            long[] destination = new long[rows];
            int[] denseSource = new int[rows];
            int[] denseDestination = new int[rows];
            for (int i = 0; i < rows; i++) {
                source[i] = ids[2 * i];
                destination[i] = ids[2 * i + 1];
            }
            builder.addRows(source, destination, denseSource, denseDestination, 0);
            for (int i = 0; i < rows; i++) {
                assertThat(denseSource[i]).isEqualTo(model.computeIfAbsent(source[i], _ -> model.size()));
                assertThat(denseDestination[i]).isEqualTo(model.computeIfAbsent(destination[i], _ -> model.size()));
            }
        }
        NodeIndex index = builder.snapshot();
        assertThat(builder.add(Long.MIN_VALUE + 12345)).isGreaterThanOrEqualTo(index.size() - 1);
        assertThat(index.size()).isEqualTo(model.size());
        List<Long> inOrder = new ArrayList<>(model.keySet());
        for (int node = 0; node < index.size(); node++) {
            assertThat(index.number(node)).isEqualTo(inOrder.get(node));
            assertThat(index.nodeOf(index.number(node))).isEqualTo(node);
            assertThat(index.nodeOf(index.text(node))).isEqualTo(node);
        }
    }

    @Property(tries = 200)
    void thirtyTwoBitColumnsGiveTheSame(@ForAll int[] ids) {
        int rows = ids.length / 2;
        int[] source = new int[rows];
        int[] destination = new int[rows];
        long[] wideSource = new long[rows];
        long[] wideDestination = new long[rows];
        for (int i = 0; i < rows; i++) {
            wideSource[i] = source[i] = ids[i] % 1000;
            wideDestination[i] = destination[i] = ids[rows + i];
        }
        int[] denseSource = new int[rows];
        int[] denseDestination = new int[rows];
        NodeIndexBuilder.numbers().addRows(wideSource, wideDestination, denseSource, denseDestination, 0);
        NodeIndexBuilder.numbers().addRows(source, destination, 0);
        assertThat(source).isEqualTo(denseSource);
        assertThat(destination).isEqualTo(denseDestination);
    }

    @Property(tries = 200)
    void truncationForgets(@ForAll("batches") List<long[]> batches) {
        NodeIndexBuilder builder = NodeIndexBuilder.numbers();
        builder.add(5);
        builder.add(-5);
        for (long[] ids : batches) {
            for (long id : ids) {
                builder.add(id);
            }
        }
        builder.truncate(2);
        NodeIndex index = builder.build();
        assertThat(index.size()).isEqualTo(2);
        for (long[] ids : batches) {
            for (long id : ids) {
                assertThat(index.nodeOf(id)).isEqualTo(id == 5 ? 0 : id == -5 ? 1 : -1);
            }
        }
    }

    @Test
    void knowsTexts() {
        NodeIndex index = NodeIndex.ofTexts("b", "a", "7", "");
        assertThat(index.isText()).isTrue();
        assertThat(index.nodeOf("a")).isEqualTo(1);
        assertThat(index.nodeOf("c")).isEqualTo(-1);
        assertThat(index.nodeOf("")).isEqualTo(3);
        assertThat(index.nodeOf(7)).isEqualTo(-1);
        assertThat(index.text(0)).isEqualTo("b");
        assertThatThrownBy(() -> index.number(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> index.text(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void identityKeepsIds() {
        NodeIndex index = NodeIndex.identity(3);
        assertThat(index.isIdentity()).isTrue();
        assertThat(index.number(2)).isEqualTo(2);
        assertThat(index.nodeOf(2)).isEqualTo(2);
        assertThat(index.nodeOf(3)).isEqualTo(-1);
        assertThat(index.nodeOf(-1)).isEqualTo(-1);
        assertThat(index.nodeOf("1")).isEqualTo(1);
        assertThat(index.nodeOf("01")).isEqualTo(-1);
    }

    @Test
    void onlyPlainNumbersAreNumbers() {
        for (String text : new String[] {"0", "-1", "9223372036854775807", "-9223372036854775808", "10"}) {
            assertThat(NodeIndex.isPlainNumber(text)).as(text).isTrue();
        }
        for (String text :
                new String[] {"", "-", "+1", "01", "-0", "9223372036854775808", "-9223372036854775809", "1.0", " 1", "٣"
                }) {
            assertThat(NodeIndex.isPlainNumber(text)).as(text).isFalse();
        }
    }

    @Test
    void refusesRepeatsKindsAndTooManyNodes() {
        assertThatThrownBy(() -> NodeIndex.ofNumbers(1, 2, 1)).hasMessageContaining("position 2");
        assertThatThrownBy(() -> NodeIndexBuilder.texts().add(1)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> NodeIndexBuilder.numbers().add("a")).isInstanceOf(InvalidInput.class);
        NodeIndexBuilder limited = NodeIndexBuilder.numbers().limit(2);
        limited.add(10);
        assertThatThrownBy(() -> limited.addRows(new int[] {10, 30}, new int[] {20, 10}, 100))
                .hasMessage("row 101: expected at most 2 nodes, found one more, id 30");
        assertThat(limited.size()).isEqualTo(1);
        limited.add(20);
        assertThatThrownBy(() -> limited.add(30)).isInstanceOf(InvalidInput.class);
        assertThat(limited.size()).isEqualTo(2);
        limited.build();
        assertThatThrownBy(() -> limited.add(10)).isInstanceOf(IllegalStateException.class);
    }
}
