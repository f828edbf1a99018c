package io.tgl.models.heuristic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against DyGLib's EdgeBank and the streaming one of the Temporal Graph Benchmark. */
@Tag("golden")
class GoldenEdgeBankTest {
    private static final int STREAMING_BATCH = 50;

    static Stream<Arguments> modes() {
        return Stream.of(
                Arguments.of("unlimited", new EdgeBankMemory.Unlimited()),
                Arguments.of("window_fixed", new EdgeBankMemory.FixedProportion(EdgeBankMemory.PUBLISHED_PROPORTION)),
                Arguments.of("window_repeat", new EdgeBankMemory.RepeatInterval()),
                Arguments.of("repeat_threshold", new EdgeBankMemory.RepeatThreshold()));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void fixedHistory(String mode, EdgeBankMemory memory) {
        Npz golden = golden();
        EventStream stream = stream(golden);
        int history = golden.ints("edgebank/history")[0];
        EdgeBank bank = new EdgeBank(memory);
        bank.observe(new EventBatch(stream, 0, history));
        EventBatch rest = new EventBatch(stream, history, stream.size());
        assertThat(score(bank, queries(rest))).isEqualTo(golden.floats("edgebank/" + mode + "/positive"));
        int[] source = golden.ints("edgebank/neg_src");
        LinkQueries negatives = LinkQueries.of(source, golden.ints("edgebank/neg_dst"), new long[source.length]);
        assertThat(score(bank, negatives)).isEqualTo(golden.floats("edgebank/" + mode + "/negative"));
    }

    @Test
    void streaming() {
        Npz golden = golden();
        EventStream stream = stream(golden);
        int history = golden.ints("edgebank/history")[0];
        double begin = stream.time(0);
        double end = stream.time(history - 1);
        double windowStart = begin + (end - begin) * (1 - EdgeBankMemory.PUBLISHED_PROPORTION);
        assertThat(streamed(new EdgeBankMemory.Unlimited(), stream, history))
                .isEqualTo(golden.floats("tgb_edgebank/unlimited"));
        assertThat(streamed(new EdgeBankMemory.SlidingWindow(end - windowStart), stream, history))
                .isEqualTo(golden.floats("tgb_edgebank/fixed_time_window"));
    }

    private static float[] streamed(EdgeBankMemory memory, EventStream stream, int history) {
        EdgeBank bank = new EdgeBank(memory);
        bank.observe(new EventBatch(stream, 0, history));
        float[] all = new float[stream.size() - history];
        for (int from = history; from < stream.size(); from += STREAMING_BATCH) {
            EventBatch batch = new EventBatch(stream, from, Math.min(stream.size(), from + STREAMING_BATCH));
            System.arraycopy(score(bank, queries(batch)), 0, all, from - history, batch.size());
            bank.observe(batch);
        }
        return all;
    }

    private static LinkQueries queries(EventBatch batch) {
        int n = batch.size();
        return LinkQueries.of(
                IntStream.range(0, n).map(batch::source).toArray(),
                IntStream.range(0, n).map(batch::destination).toArray(),
                IntStream.range(0, n).mapToLong(batch::time).toArray());
    }

    private static float[] score(EdgeBank bank, LinkQueries queries) {
        float[] scores = new float[queries.size()];
        bank.score(queries, scores);
        return scores;
    }

    private static Npz golden() {
        return Npz.read(GoldenFiles.find("graph/graph.npz"));
    }

    private static EventStream stream(Npz golden) {
        int[] source = golden.ints("src");
        int[] destination = golden.ints("dst");
        int nodes = 1
                + IntStream.concat(IntStream.of(source), IntStream.of(destination))
                        .max()
                        .orElseThrow();
        long[] time =
                Arrays.stream(golden.doubles("time")).mapToLong(t -> (long) t).toArray();
        return EventStream.of(nodes, source, destination, time).build();
    }
}
