package io.tgl.models.heuristic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.PythonRandom;
import io.tgl.models.model.ModelState;
import io.tgl.models.query.LinkQueries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EdgeBankTest {
    private static final int NODES = 9;

    @Provide
    Arbitrary<EdgeBankMemory> memories() {
        return Arbitraries.of(
                new EdgeBankMemory.Unlimited(),
                new EdgeBankMemory.FixedProportion(0.15),
                new EdgeBankMemory.FixedProportion(0.5),
                new EdgeBankMemory.RepeatInterval(),
                new EdgeBankMemory.RepeatThreshold(),
                new EdgeBankMemory.SlidingWindow(7));
    }

    /** After every batch, for every pair: the same answer as lists and the definition. */
    @Property(tries = 200)
    void agreesWithTheDefinition(
            @ForAll("memories") EdgeBankMemory memory,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 90) int size) {
        EventStream stream = stream(seed, size);
        EdgeBank bank = new EdgeBank(memory);
        assertThat(allPairs(bank)).containsOnly(0f);
        for (int from = 0; from < size; from += 8) {
            EventBatch batch = new EventBatch(stream, from, Math.min(size, from + 8));
            bank.observe(batch);
            assertThat(allPairs(bank)).isEqualTo(byDefinition(memory, stream, batch.to()));
        }
    }

    @Property(tries = 100)
    void restoredStateGoesOnTheSame(@ForAll("memories") EdgeBankMemory memory, @ForAll long seed) {
        EventStream stream = stream(seed, 80);
        EdgeBank bank = new EdgeBank(memory);
        bank.observe(new EventBatch(stream, 0, 40));
        ModelState middle = bank.state();
        float[] before = allPairs(bank);
        bank.observe(new EventBatch(stream, 40, 80));
        float[] after = allPairs(bank);
        bank.restore(middle);
        assertThat(allPairs(bank)).isEqualTo(before);
        EdgeBank other = new EdgeBank(memory);
        other.restore(middle);
        other.observe(new EventBatch(stream, 40, 80));
        assertThat(allPairs(other)).isEqualTo(after);
        bank.observe(new EventBatch(stream, 40, 80));
        assertThat(allPairs(bank)).isEqualTo(after);
        bank.reset();
        assertThat(allPairs(bank)).containsOnly(0f);
    }

    @Test
    void pairsAreDirected() {
        EdgeBank bank = EdgeBank.unlimited();
        bank.observe(EventStream.of(3, new int[] {0}, new int[] {1}, new long[] {5})
                .build()
                .all());
        float[] scores = new float[2];
        bank.score(LinkQueries.of(new int[] {0, 1}, new int[] {1, 0}, new long[] {6, 6}), scores);
        assertThat(scores).containsExactly(1f, 0f);
    }

    @Test
    void aBatchFromThePastIsRefusedWhole() {
        EdgeBank bank = EdgeBank.unlimited();
        bank.observe(EventStream.of(3, new int[] {0}, new int[] {1}, new long[] {5})
                .build()
                .all());
        EventBatch past = EventStream.of(3, new int[] {1}, new int[] {2}, new long[] {4})
                .build()
                .all();
        assertThatThrownBy(() -> bank.observe(past))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("time 5 or later, found 4");
        float[] score = new float[1];
        bank.score(LinkQueries.of(new int[] {1}, new int[] {2}, new long[] {6}), score);
        assertThat(score[0]).isZero();
    }

    private static float[] allPairs(EdgeBank bank) {
        int[] source = new int[NODES * NODES];
        int[] destination = new int[NODES * NODES];
        for (int i = 0; i < source.length; i++) {
            source[i] = i / NODES;
            destination[i] = i % NODES;
        }
        float[] scores = new float[source.length];
        bank.score(LinkQueries.of(source, destination, new long[source.length]), scores);
        return scores;
    }

    private static float[] byDefinition(EdgeBankMemory memory, EventStream stream, int to) {
        Map<Integer, List<Long>> times = new LinkedHashMap<>();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < to; i++) {
            int pair = stream.source(i) * NODES + stream.destination(i);
            times.computeIfAbsent(pair, _ -> new ArrayList<>()).add(stream.time(i));
            all.add(stream.time(i));
        }
        long end = all.getLast();
        double start = switch (memory) {
            case EdgeBankMemory.FixedProportion f -> quantile(all, 1 - f.proportion());
            case EdgeBankMemory.RepeatInterval _ -> end - meanInterval(times);
            case EdgeBankMemory.SlidingWindow w -> end - w.ticks();
            default -> Double.NEGATIVE_INFINITY;
        };
        double count = memory instanceof EdgeBankMemory.RepeatThreshold ? (double) to / times.size() : 0;
        float[] expected = new float[NODES * NODES];
        times.forEach((pair, list) ->
                expected[pair] = list.size() >= count && list.stream().anyMatch(t -> t >= start) ? 1f : 0f);
        return expected;
    }

    private static double meanInterval(Map<Integer, List<Long>> times) {
        double sum = 0;
        for (List<Long> list : times.values()) {
            double gaps = 0;
            for (int i = 1; i < list.size(); i++) {
                gaps += list.get(i) - list.get(i - 1);
            }
            sum += list.size() > 1 ? gaps / (list.size() - 1) : 0;
        }
        return sum / times.size();
    }

    private static double quantile(List<Long> ascending, double q) {
        double position = q * (ascending.size() - 1);
        int below = (int) Math.floor(position);
        long low = ascending.get(below);
        long high = ascending.get(Math.min(below + 1, ascending.size() - 1));
        double share = position - below;
        return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
    }

    private static EventStream stream(long seed, int size) {
        PythonRandom random = new PythonRandom(seed & Long.MAX_VALUE);
        int[] source = IntStream.generate(() -> random.below(NODES)).limit(size).toArray();
        int[] destination =
                IntStream.generate(() -> random.below(NODES)).limit(size).toArray();
        long[] time =
                LongStream.generate(() -> random.below(60)).limit(size).sorted().toArray();
        return EventStream.of(NODES, source, destination, time).build();
    }
}
