package io.tgl.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Neighbors of a reference implementation and of NumPy's generator; their ids start at 1, ours at 0. */
class GoldenNeighborsTest {
    private static Map<String, long[]> arrays(String file) throws IOException {
        Map<String, long[]> arrays = new HashMap<>();
        try (InputStream in = GoldenNeighborsTest.class.getResourceAsStream(file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .forEach(l -> {
                        String[] words = l.split(" ");
                        arrays.put(
                                words[0],
                                Arrays.stream(words)
                                        .skip(1)
                                        .mapToLong(Long::parseLong)
                                        .toArray());
                    });
        }
        return arrays;
    }

    private static int[] fromOne(long[] ids) {
        return Arrays.stream(ids).mapToInt(id -> Math.toIntExact(id - 1)).toArray();
    }

    @Test
    void neighborsEdgesAndTimesAreTheReferences() throws IOException {
        Map<String, long[]> golden = arrays("recent.txt");
        EventStream stream = stream(golden);
        int[] nodes = fromOne(golden.get("recent_node"));
        int k = (int) golden.get("width")[0];
        Neighborhoods out = new Neighborhoods();
        TemporalAdjacency.of(stream, Workers.single())
                .recent(nodes, golden.get("recent_at"), nodes.length, k, out, Workers.single());
        int slots = nodes.length * k;
        assertThat(Arrays.copyOf(out.neighbor(), slots)).isEqualTo(fromOne(golden.get("recent_neighbor")));
        assertThat(Arrays.copyOf(out.event(), slots)).isEqualTo(fromOne(golden.get("recent_edge")));
        assertThat(Arrays.copyOf(out.time(), slots)).isEqualTo(golden.get("recent_time"));
    }

    @Test
    void drawsAreThoseOfNumpysGenerator() throws IOException {
        Map<String, long[]> golden = arrays("recent.txt");
        Map<String, long[]> sampled = arrays("sampled.txt");
        TemporalAdjacency adjacency = TemporalAdjacency.of(stream(golden), Workers.single());
        NeighborSampler uniform = NeighborSamplers.uniform(adjacency, ReplayedDraws.numpy(1));
        NeighborSampler timeIntervalAware = NeighborSamplers.timeIntervalAware(
                adjacency, NeighborSamplers.TIME_INTERVAL_ALPHA, ReplayedDraws.numpy(1), Workers.single());
        for (int pass = 0; pass < 2; pass++) {
            assertThat(events(uniform, golden)).isEqualTo(fromOne(sampled.get("uniform")));
            assertThat(events(timeIntervalAware, golden)).isEqualTo(fromOne(sampled.get("time_interval_aware")));
            uniform.reset();
            timeIntervalAware.reset();
        }
    }

    private static int[] events(NeighborSampler sampler, Map<String, long[]> golden) {
        int[] nodes = fromOne(golden.get("recent_node"));
        int k = (int) golden.get("width")[0];
        Neighborhoods out = new Neighborhoods();
        sampler.sample(nodes, golden.get("recent_at"), nodes.length, k, out, Workers.single());
        return Arrays.copyOf(out.event(), nodes.length * k);
    }

    private static EventStream stream(Map<String, long[]> golden) {
        int[] source = fromOne(golden.get("src"));
        int[] destination = fromOne(golden.get("dst"));
        int nodeCount = 1
                + Math.max(
                        Arrays.stream(source).max().getAsInt(),
                        Arrays.stream(destination).max().getAsInt());
        return EventStream.of(nodeCount, source, destination, golden.get("time"))
                .build();
    }
}
