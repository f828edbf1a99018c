package io.tgl.eval.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.eval.testing.SyntheticStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Historical and inductive negatives against those of CPython's sets and NumPy (resource negatives/replay.txt). */
class NegativesReplayTest {
    private static final int BATCH = 40;
    private static final int FROM = 1240;
    private static final int LAST_OBSERVED = 1200;

    private static List<String> lines() throws IOException {
        try (InputStream in = NegativesReplayTest.class.getResourceAsStream("/negatives/replay.txt")) {
            assertThat(in).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        }
    }

    private static EventStream stream(String line) {
        int[][] rows =
                Arrays.stream(line.split(",")).map(NegativesReplayTest::numbers).toArray(int[][]::new);
        return EventStream.of(
                        60,
                        Arrays.stream(rows).mapToInt(row -> row[0] - 1).toArray(),
                        Arrays.stream(rows).mapToInt(row -> row[1] - 1).toArray(),
                        Arrays.stream(rows).mapToLong(row -> row[2]).toArray())
                .build();
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.strip().split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static NegativeSampler sampler(String kind, EventStream stream, long seed) {
        return kind.equals("historical")
                ? HistoricalNegatives.historical(stream, seed)
                : HistoricalNegatives.inductive(stream, stream.time(LAST_OBSERVED), seed);
    }

    @Test
    void theyArePythonsBitForBit() throws IOException {
        List<String> lines = lines();
        EventStream stream = stream(lines.getFirst());
        NegativeSampler sampler = sampler("historical", stream, 0);
        int inductive = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split("\\|");
            String[] head = parts[0].strip().split(" ");
            int batch = Integer.parseInt(head[2]);
            int filled = Integer.parseInt(head[3]);
            if (batch == 0) {
                sampler = sampler(head[0], stream, Long.parseLong(head[1]));
                sampler.reset();
            }
            inductive += sampler.name().equals("inductive") ? 1 : 0;
            int[] source = new int[BATCH];
            int[] destination = new int[BATCH];
            sampler.sample(batch(stream, batch), source, destination, 0);
            assertThat(Arrays.copyOfRange(source, filled, BATCH))
                    .as(parts[0])
                    .isEqualTo(from(numbers(parts[1]), filled));
            assertThat(Arrays.copyOfRange(destination, filled, BATCH))
                    .as(parts[0])
                    .isEqualTo(from(numbers(parts[2]), filled));
        }
        assertThat(inductive).isEqualTo(29);
    }

    private static int[] from(int[] ids, int first) {
        return Arrays.stream(ids, first, ids.length).map(id -> id - 1).toArray();
    }

    private static EventBatch batch(EventStream stream, int number) {
        return new EventBatch(stream, FROM + number * BATCH, FROM + (number + 1) * BATCH);
    }

    /** Drawn by rejection, they are candidates too, each once, and every candidate is as likely as another. */
    @Test
    void byRejectionTheyAreUniformOverTheSameCandidates() throws IOException {
        EventStream stream = stream(lines().getFirst());
        EventBatch batch = batch(stream, 3);
        Set<Long> candidates = new HashSet<>();
        for (int i = 0; i < stream.size() && stream.time(i) <= batch.time(0); i++) {
            candidates.add(SeenPairs.key(stream.source(i), stream.destination(i)));
        }
        for (int i = 0; i < stream.size(); i++) {
            long time = stream.time(i);
            if (time <= stream.time(LAST_OBSERVED) || (time >= batch.time(0) && time <= batch.time(BATCH - 1))) {
                candidates.remove(SeenPairs.key(stream.source(i), stream.destination(i)));
            }
        }
        int[] counts = new int[60];
        int[] source = new int[BATCH];
        int[] destination = new int[BATCH];
        int draws = 400;
        for (int seed = 0; seed < draws; seed++) {
            HistoricalNegatives.inductive(stream, stream.time(LAST_OBSERVED), seed)
                    .byRejection(stream, stream.time(LAST_OBSERVED))
                    .sample(batch, source, destination, 0);
            Set<Long> drawn = new HashSet<>();
            for (int i = 0; i < BATCH; i++) {
                drawn.add(SeenPairs.key(source[i], destination[i]));
                counts[source[i]]++;
            }
            assertThat(drawn).hasSize(BATCH).isSubsetOf(candidates);
        }
        for (int node = 0; node < counts.length; node++) {
            int own = node;
            double expected = (double) draws
                    * BATCH
                    / candidates.size()
                    * candidates.stream().filter(pair -> pair >> 32 == own).count();
            assertThat((double) counts[node])
                    .isBetween(expected - 6 * Math.sqrt(expected) - 1, expected + 6 * Math.sqrt(expected) + 1);
        }
    }

    @Test
    void aBatchIsFilledWithPairsThatItDoesNotHave() throws IOException {
        EventStream stream = stream(lines().getFirst());
        NegativeSampler sampler = sampler("inductive", stream, 2);
        EventBatch batch = batch(stream, 0);
        int[] source = new int[BATCH];
        int[] destination = new int[BATCH];
        sampler.sample(batch, source, destination, 0);
        Set<Long> positives = new HashSet<>();
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < BATCH; i++) {
            positives.add(SeenPairs.key(batch.source(i), batch.destination(i)));
            drawn.add(SeenPairs.key(source[i], destination[i]));
        }
        assertThat(drawn).hasSizeGreaterThan(BATCH - 3).doesNotContainAnyElementsOf(positives);
        int[] again = new int[BATCH];
        sampler.reset();
        sampler.sample(batch, again, destination, 0);
        assertThat(again).isEqualTo(source);
    }

    @Test
    void historicalTrainingNegativesWereSeenBeforeAndDependOnSeedEpochAndBatchAlone() {
        EventStream stream = SyntheticStreams.of(1, 30, 600);
        TrainingNegatives negatives = new TrainingNegatives(stream, NegativeKind.HISTORICAL);
        EventBatch batch = new EventBatch(stream, 400, 450);
        int[] source = new int[50];
        int[] destination = new int[50];
        negatives.sample(batch, 7, 2, 8, source, destination);
        Set<Long> before = new HashSet<>();
        for (int i = 0; i < 401; i++) {
            before.add(SeenPairs.key(stream.source(i), stream.destination(i)));
        }
        for (int i = 400; i < 450; i++) {
            before.remove(SeenPairs.key(stream.source(i), stream.destination(i)));
        }
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            drawn.add(SeenPairs.key(source[i], destination[i]));
        }
        assertThat(drawn).hasSize(50).isSubsetOf(before);
        int[] again = new int[50];
        negatives.sample(new EventBatch(stream, 0, 50), 7, 2, 0, new int[50], new int[50]);
        negatives.sample(batch, 7, 2, 8, again, destination);
        assertThat(again).isEqualTo(source);
        negatives.sample(batch, 7, 3, 8, again, destination);
        assertThat(again).isNotEqualTo(source);
        assertThatThrownBy(() -> new TrainingNegatives(stream, NegativeKind.INDUCTIVE))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void choicesAreDescribed() {
        assertThat(NegativeChoice.PUBLISHED.describe()).isEqualTo("random");
        assertThat(new NegativeChoice(NegativeKind.HISTORICAL, List.of(NegativeKind.INDUCTIVE, NegativeKind.HISTORICAL))
                        .describe())
                .isEqualTo("random in validation, historical, inductive in test; trained on historical");
        assertThatThrownBy(() -> NegativeKind.of("easy")).isInstanceOf(InvalidInput.class);
    }
}
