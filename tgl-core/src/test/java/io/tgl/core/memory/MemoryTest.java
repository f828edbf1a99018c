package io.tgl.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static float[] row(Mailbox mailbox, int node) {
        float[] row = {9, 9, 9, 9};
        mailbox.copyRow(node, row, 1);
        assertThat(row[0]).isEqualTo(9);
        assertThat(row[3]).isEqualTo(9);
        return new float[] {row[1], row[2]};
    }

    @Test
    void memoryKeepsRowsAndTimes() {
        NodeMemory memory = new NodeMemory(3, 2);
        memory.setRow(1, new float[] {7, 1, 2}, 1, 5f);
        float[] target = new float[4];
        memory.copyRow(1, target, 2);
        assertThat(target).containsExactly(0, 0, 1, 2);
        assertThat(memory.rows()).containsExactly(0, 0, 1, 2, 0, 0);
        assertThat(memory.lastUpdate()).containsExactly(0, 5, 0);
        memory.grow(5);
        memory.grow(2);
        assertThat(memory.nodeCount()).isEqualTo(5);
        assertThat(memory.rows()).containsExactly(0, 0, 1, 2, 0, 0, 0, 0, 0, 0);
        memory.reset();
        assertThat(memory.rows()).containsOnly(0f);
        assertThat(memory.lastUpdate()).containsOnly(0f).hasSize(5);
    }

    @Test
    void lastMessageWins() {
        Mailbox mailbox = new Mailbox(3, 2);
        mailbox.store(2, new float[] {0, 1, 2}, 1, 10);
        mailbox.store(2, new float[] {3, 4}, 0, 8);
        assertThat(mailbox.has(2)).isTrue();
        assertThat(mailbox.has(1)).isFalse();
        assertThat(mailbox.time(2))
                .as("of the message stored last, even if it is older")
                .isEqualTo(8);
        assertThat(row(mailbox, 2)).containsExactly(3, 4);
        assertThat(row(mailbox, 1)).containsExactly(0, 0);
        mailbox.clear(2);
        assertThat(mailbox.has(2)).isFalse();
        assertThat(row(mailbox, 2)).containsExactly(0, 0);
    }

    @Property(tries = 100)
    void meanIsOverTheMessagesSinceTheLastClear(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Mailbox mailbox = new Mailbox(4, 2, new MessageAggregator.Mean());
        List<List<float[]>> expected = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            expected.add(new ArrayList<>());
        }
        long[] time = new long[4];
        for (int step = 0; step < 40; step++) {
            int node = random.nextInt(4);
            if (random.nextInt(5) == 0) {
                mailbox.clear(node);
                expected.get(node).clear();
            } else {
                // Small integers: sums are exact.
                float[] message = {random.nextInt(-50, 50), random.nextInt(100)};
                mailbox.store(node, message, 0, step);
                expected.get(node).add(message);
                time[node] = step;
            }
        }
        for (int node = 0; node < 4; node++) {
            List<float[]> messages = expected.get(node);
            assertThat(mailbox.count(node)).isEqualTo(messages.size());
            float first = 0;
            float second = 0;
            for (float[] message : messages) {
                first += message[0];
                second += message[1];
            }
            int count = Math.max(1, messages.size());
            assertThat(row(mailbox, node)).containsExactly(first / count, second / count);
            assertThat(mailbox.time(node)).isEqualTo(messages.isEmpty() ? 0 : time[node]);
        }
    }

    @Test
    void copiesAndStatesShareNothingAndComeBack() {
        NodeMemory memory = new NodeMemory(2, 1);
        Mailbox mailbox = new Mailbox(2, 1, new MessageAggregator.Mean());
        memory.setRow(0, new float[] {1}, 0, 2f);
        mailbox.store(1, new float[] {3}, 0, 4);
        mailbox.store(1, new float[] {5}, 0, 6);
        Map<String, Object> whole = new LinkedHashMap<>();
        StateArrays.put(whole, "memory", memory.state());
        StateArrays.put(whole, "mailbox", mailbox.state());
        assertThat(whole.keySet())
                .containsExactly("memory.rows", "memory.last_update", "mailbox.rows", "mailbox.time", "mailbox.count");
        NodeMemory memoryCopy = memory.copy();
        Mailbox mailboxCopy = mailbox.copy();

        memory.grow(4);
        memory.setRow(0, new float[] {8}, 0, 9f);
        mailbox.clear(1);
        mailbox.grow(4);
        mailbox.store(3, new float[] {1}, 0, 1);
        assertThat(memoryCopy.rows()).containsExactly(1, 0);
        assertThat(mailboxCopy.count(1)).isEqualTo(2);

        memory.restore(StateArrays.part(whole, "memory"));
        mailbox.restore(StateArrays.part(whole, "mailbox"));
        assertThat(memory.nodeCount()).isEqualTo(2);
        assertThat(memory.rows()).containsExactly(1, 0);
        assertThat(memory.lastUpdate()).containsExactly(2, 0);
        mailbox.store(1, new float[] {10}, 0, 7);
        float[] mean = new float[1];
        mailbox.copyRow(1, mean, 0);
        assertThat(mean).containsExactly(6);
        assertThat(mailbox.time(1)).isEqualTo(7);
    }

    @Test
    void foreignStatesAndImpossibleSizesAreRefused() {
        NodeMemory memory = new NodeMemory(2, 3);
        assertThatThrownBy(() -> memory.restore(new NodeMemory(2, 2).state()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("rows");
        assertThatThrownBy(() -> memory.restore(Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> new Mailbox(2, 3).restore(Map.of("rows", new int[6])))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("float[]");
        assertThatThrownBy(() -> new NodeMemory(1 << 24, 172))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("12485369");
        assertThatThrownBy(() -> new Mailbox(-1, 2)).isInstanceOf(InvalidInput.class);
    }
}
