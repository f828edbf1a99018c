package io.tgl.datasets.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.core.io.LoadedEvents;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every process, and the known truth of each. */
class SyntheticProcessesTest {
    private static final int EVENTS = 20_000;

    static List<String> names() {
        return SyntheticProcesses.names();
    }

    private static SyntheticProcess usual(String name) {
        return SyntheticProcesses.of(name, Map.of());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSeedAloneDecidesAndChunksDoNot(String name) {
        EventStream whole = SyntheticEvents.whole(usual(name), 5, EVENTS);
        assertThat(whole.size()).isEqualTo(EVENTS);
        for (int chunk : new int[] {1, 7, 4096}) {
            SyntheticEvents chunks = new SyntheticEvents(usual(name), 5, EVENTS, chunk);
            int row = 0;
            while (chunks.hasNext()) {
                EventStream part = chunks.next();
                for (int i = 0; i < part.size(); i++, row++) {
                    assertThat(part.eventId(i)).isEqualTo(row);
                    assertThat(new long[] {part.source(i), part.destination(i), part.time(i)})
                            .containsExactly(whole.source(row), whole.destination(row), whole.time(row));
                }
            }
            assertThat(row).isEqualTo(EVENTS);
            assertThatThrownBy(chunks::next).isInstanceOf(NoSuchElementException.class);
        }
        EventStream other = SyntheticEvents.whole(usual(name), 6, EVENTS);
        assertThat(other.times()).isNotEqualTo(whole.times());
    }

    /** Values of the first run: a change of them makes published files of a seed others. */
    @Test
    void theBitsOfASeedStayThoseOfOtherVersions() {
        Map<String, Long> digests = new HashMap<>();
        for (String name : names()) {
            EventStream events = SyntheticEvents.whole(usual(name), 1, 5000);
            long digest = 0;
            for (int i = 0; i < events.size(); i++) {
                digest = 31 * (31 * (31 * digest + events.source(i)) + events.destination(i)) + events.time(i);
            }
            digests.put(name, digest);
        }
        assertThat(digests)
                .containsEntry("attachment", -8277048459299701627L)
                .containsEntry("blocks", -581825559042653160L)
                .containsEntry("hawkes", -1098091123240067395L)
                .containsEntry("periodic", -4291049679905581772L)
                .containsEntry("repeat", 1672426464468959306L);
    }

    @ParameterizedTest
    @MethodSource("names")
    void memoryDoesNotGrowWithTheEvents(String name) {
        SyntheticEvents chunks = new SyntheticEvents(usual(name), 0, 2_000_000, 1 << 14);
        long early = 0;
        for (int i = 0; chunks.hasNext(); i++) {
            chunks.next();
            if (i == 10) {
                early = retained();
            }
        }
        assertThat(retained() - early).isLessThan(4 << 20);
    }

    private static long retained() {
        Runtime jvm = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
        }
        return least;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aFileWrittenByChunksIsTheStream(String name, @TempDir Path folder) {
        Path file = folder.resolve("events.arrow");
        ArrowEventWriter.write(file, new SyntheticEvents(usual(name), 3, EVENTS, 999), EVENTS, ArrowWriteOptions.USUAL);
        LoadedEvents read = ArrowEventReader.load(file);
        EventStream whole = SyntheticEvents.whole(usual(name), 3, EVENTS);
        assertThat(read.events().sources()).isEqualTo(whole.sources());
        assertThat(read.events().destinations()).isEqualTo(whole.destinations());
        assertThat(read.events().times()).isEqualTo(whole.times());
        assertThat(read.events().nodeCount()).isEqualTo(usual(name).nodes());
        assertThat(read.events().granularity()).isEqualTo(usual(name).granularity());
    }

    @Test
    void anotherNumberOfEventsThanStatedIsRefused(@TempDir Path folder) {
        Path file = folder.resolve("events.arrow");
        assertThatThrownBy(() -> ArrowEventWriter.write(
                        file, new SyntheticEvents(usual("repeat"), 3, 100, 10), 101, ArrowWriteOptions.USUAL))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("101 events in all, found 100");
        assertThat(file).doesNotExist();
    }

    @Test
    void settingsAreCheckedAndNamed() {
        assertThat(SyntheticProcesses.settings("hawkes", Map.of("branching", "0.5")))
                .containsEntry("branching", "0.5")
                .containsEntry("nodes", "40");
        refused("hawkes", "branching", "1", "0 to 0.99");
        refused("hawkes", "colour", "1", "one of [branching");
        refused("blocks", "nodes", "1", "2 to");
        refused("repeat", "gap", "NaN", "above 0");
        refused("nothing", "gap", "1", "one of [periodic");
        assertThatThrownBy(() -> new SyntheticEvents(usual("repeat"), 0, 1L << 31, 10))
                .isInstanceOf(InvalidInput.class);
    }

    private static void refused(String name, String setting, String value, String expected) {
        assertThatThrownBy(() -> SyntheticProcesses.of(name, Map.of(setting, value)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(expected);
    }

    @Test
    void periodicPairsMeetByTheClock() {
        PeriodicPairs process = new PeriodicPairs(50, 1000, 0.5);
        long[] periods = process.periods(2);
        assertThat(Arrays.stream(periods)).allMatch(period -> period >= 1000 && period <= 1500);
        EventStream events = SyntheticEvents.whole(process, 2, 5000);
        long[] last = new long[50];
        Arrays.fill(last, -1);
        for (int i = 0; i < events.size(); i++) {
            int pair = events.source(i);
            assertThat(events.destination(i)).isEqualTo(50 + pair);
            if (last[pair] >= 0) {
                assertThat(events.time(i) - last[pair]).isEqualTo(periods[pair]);
            } else {
                assertThat(events.time(i)).isBetween(0L, periods[pair] - 1);
            }
            last[pair] = events.time(i);
        }
    }

    @Test
    void attachmentFollowsTheLastEvents() {
        RecentAttachment process = new RecentAttachment(10, 100_000, 0.7, 50, 2);
        EventStream events = SyntheticEvents.whole(process, 4, EVENTS);
        int following = 0;
        for (int i = 50; i < EVENTS; i++) {
            Set<Integer> recent = new HashSet<>();
            for (int j = i - 50; j < i; j++) {
                recent.add(events.destination(j));
            }
            following += recent.contains(events.destination(i)) ? 1 : 0;
        }
        assertThat(following / (EVENTS - 50.0)).isBetween(0.68, 0.72);
        assertThat(events.time(EVENTS - 1) / (double) EVENTS).isBetween(1.9, 2.1);
    }

    @Test
    void blocksHoldTheirEventsAndChangeAtKnownTimes() {
        ChangingBlocks process = new ChangingBlocks(200, 5, 0.9, 3000, 0.5, 1);
        EventStream events = SyntheticEvents.whole(process, 9, 12_000);
        for (long from = 0; from < 12_000; from += 3000) {
            int[] block = process.blocksAt(9, from);
            int[] end = process.blocksAt(9, from + 2999);
            assertThat(end).isEqualTo(block);
            int inside = 0;
            int all = 0;
            for (int i = 0; i < events.size(); i++) {
                if (events.time(i) >= from && events.time(i) < from + 3000) {
                    assertThat(events.source(i)).isNotEqualTo(events.destination(i));
                    inside += block[events.source(i)] == block[events.destination(i)] ? 1 : 0;
                    all++;
                }
            }
            // Events that leave the block fall into it again with probability 1 / 5.
            assertThat(inside / (double) all).isBetween(0.90, 0.94);
        }
        int[] before = process.blocksAt(9, 2999);
        int[] after = process.blocksAt(9, 3000);
        int moved = 0;
        for (int v = 0; v < before.length; v++) {
            moved += before[v] == after[v] ? 0 : 1;
        }
        assertThat(moved / 200.0).isBetween(0.3, 0.5);
    }

    @Test
    void consumptionRepeats() {
        RepeatConsumption process = new RepeatConsumption(20, 1_000_000, 0.6, 5, 0, 1);
        EventStream events = SyntheticEvents.whole(process, 1, EVENTS);
        Set<Long> seen = new HashSet<>();
        int repeats = 0;
        for (int i = 0; i < EVENTS; i++) {
            repeats += seen.add((long) events.source(i) << 32 | events.destination(i)) ? 0 : 1;
            assertThat(events.source(i)).isLessThan(20);
            assertThat(events.destination(i)).isBetween(20, 1_000_019);
        }
        assertThat(repeats / (double) EVENTS).isBetween(0.58, 0.62);
        EventStream skewed = SyntheticEvents.whole(new RepeatConsumption(20, 1000, 0, 5, 1, 1), 1, EVENTS);
        long first = 0;
        for (int i = 0; i < EVENTS; i++) {
            first += skewed.destination(i) == 20 ? 1 : 0;
        }
        // 1 over the harmonic number of 1000.
        assertThat(first / (double) EVENTS).isBetween(0.125, 0.142);
    }
}
