package io.tgl.eval.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Arrow file of stored negatives, whole and damaged. */
class NegativesFileTest {
    private static final int NODES = 50;

    @TempDir
    private Path folder;

    private static StoredNegatives some(String split, int positives, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoredNegatives.Builder lists = new StoredNegatives.Builder(split, "test", NODES);
        for (int i = 0; i < positives; i++) {
            int destination = random.nextInt(NODES);
            int[] list = random.ints(random.nextInt(9), 0, NODES)
                    .filter(node -> node != destination)
                    .toArray();
            lists.add(random.nextInt(NODES), destination, i, list);
        }
        return lists.build();
    }

    private static NegativesFile.Content content() {
        return new NegativesFile.Content(
                List.of(some("validation", 40, 1), some("test", 70, 2)), "rnd, 9 a positive, seed 1", "mine", "abc");
    }

    private static void assertSame(StoredNegatives found, StoredNegatives expected) {
        assertThat(found.split()).isEqualTo(expected.split());
        assertThat(found.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.find(expected.source(i), expected.destination(i), expected.time(i)))
                    .isEqualTo(i);
            assertThat(found.list(i)).isEqualTo(expected.list(i));
        }
    }

    @Test
    void comesBackAsItWas() throws IOException {
        Path file = folder.resolve("negatives.arrow");
        NegativesFile.write(file, content());
        NegativesFile.Content again = NegativesFile.read(file, NODES);
        assertThat(again.label()).isEqualTo("rnd, 9 a positive, seed 1");
        assertThat(again.lists()).hasSize(2);
        assertSame(again.lists().getFirst(), content().lists().getFirst());
        assertSame(again.lists().getLast(), content().lists().getLast());
        byte[] first = Files.readAllBytes(file);
        NegativesFile.write(file, content());
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        again.requireData("negatives.arrow", "abc");
        assertThatThrownBy(() -> again.requireData("negatives.arrow", "abd"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("abd")
                .hasMessageContaining("mine with abc");
        assertThatThrownBy(() -> NegativesFile.read(file, NODES - 30))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("negatives.arrow, row ")
                .hasMessageContaining("a node from 0 to 19");
    }

    @Test
    void noCutAndNoChangedByteIsTakenForSomethingElse() throws IOException {
        Path file = folder.resolve("negatives.arrow");
        NegativesFile.write(file, content());
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 600; round++) {
            boolean cut = round % 2 == 0;
            byte[] damaged = cut ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (!cut) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            try {
                NegativesFile.Content found = NegativesFile.read(file, NODES);
                assertThat(cut).as("a cut file was accepted").isFalse();
                assertThat(found.lists()).isNotEmpty();
            } catch (InvalidInput e) {
                assertThat(e).hasMessageContaining("negatives.arrow");
            }
        }
    }

    @Test
    void eventsWithoutAListAreToldFirstOfAll() {
        EventStream events = EventStream.of(NODES, new int[] {1, 2, 3}, new int[] {4, 5, 6}, new long[] {7, 8, 9})
                .build();
        StoredNegatives lists = new StoredNegatives.Builder("test", "t", NODES)
                .add(1, 4, 7, new int[] {9})
                .build();
        assertThatThrownBy(() -> lists.requireAll("file.arrow", new EventBatch(events, 0, 3)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("file.arrow, split test")
                .hasMessageContaining("none for 2 of them, first for event 1 (source 2, destination 5, time 8)");
    }
}
