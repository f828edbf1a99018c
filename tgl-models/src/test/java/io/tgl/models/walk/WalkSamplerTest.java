package io.tgl.models.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.graph.NeighborCache;
import io.tgl.core.graph.ReplayedDraws;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.model.PairEncoder.Call;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.walk.CawnConfig.Sampling;
import io.tgl.models.walk.WalkSampler.Walks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Walks as drawn by the published generator, their trees, and the codes of their positions. */
class WalkSamplerTest {
    private static final int NODES = 9;
    private static final int EVENTS = 120;
    private static final double ALPHA = 1e-2;

    private final EventStream stream = stream();

    private static EventStream stream() {
        NumpyRandomState random = new NumpyRandomState(11);
        long[] time = new long[EVENTS];
        int[] gap = random.integers(30, EVENTS);
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + gap[i] / 4;
        }
        int[] source = random.integers(NODES, EVENTS);
        int[] destination = random.integers(NODES, EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            destination[i] = destination[i] == source[i] ? (source[i] + 1) % NODES : destination[i];
        }
        return EventStream.of(NODES, source, destination, time).build();
    }

    private static CawnConfig config(int length, int k, Sampling sampling, boolean mergeDraws) {
        return new CawnConfig(4, 0, 3, 5, length, k, 2, sampling, ALPHA, 0f, 1e-2, mergeDraws);
    }

    private WalkSampler sampler(CawnConfig config) {
        WalkSampler sampler = new WalkSampler(config, 1.0, 3, Workers.single());
        sampler.attach(TemporalAdjacency.of(stream, Workers.single()));
        return sampler;
    }

    private LinkQueries queries(int from, int to) {
        int[] source = Arrays.copyOfRange(stream.sources(), from, to);
        int[] destination = Arrays.copyOfRange(stream.destinations(), from, to);
        return LinkQueries.of(source, destination, Arrays.copyOfRange(stream.times(), from, to));
    }

    private static Call whole(LinkQueries links) {
        return new Call(links, 0, links.size());
    }

    private static Dropouts batch(int epoch) {
        return new Dropouts(0f, 3, epoch, 0);
    }

    /** RandomState.choice(n, k, p) over the softmax of the published weights, one call a query, in the published order. */
    @Test
    void replaysThePublishedDraws() {
        int k = 6;
        for (int length = 1; length <= 2; length++) {
            WalkSampler sampler =
                    new WalkSampler(config(length, k, Sampling.TIME_INTERVAL_AWARE, true), 1.0, 0, Workers.single());
            sampler.replay(TemporalAdjacency.of(stream, Workers.single()), ReplayedDraws.numpy(7));
            Reference reference = new Reference(new NumpyRandomState(7), k);
            LinkQueries positives = queries(60, 67);
            LinkQueries negatives = queries(20, 27);
            Walks walks = sampler.training(List.of(whole(positives), whole(negatives)), batch(1));
            List<Map<String, Integer>> expected = new ArrayList<>();
            for (LinkQueries group : List.of(positives, negatives)) {
                expected.addAll(reference.walks(group.source(), group.time(), length));
                expected.addAll(reference.walks(group.destination(), group.time(), length));
            }
            for (int i = 0; i < 14; i++) {
                int base = i < 7 ? 0 : 14;
                assertThat(paths(walks.trees(), walks.source()[i])).isEqualTo(expected.get(base + i % 7));
                assertThat(paths(walks.trees(), walks.destination()[i])).isEqualTo(expected.get(base + 7 + i % 7));
            }
        }
    }

    /** Walks of a query as "event event ..." with their number. */
    private static Map<String, Integer> paths(WalkTrees trees, int query) {
        Map<String, Integer> paths = new TreeMap<>();
        for (int step = trees.first(query); step < trees.first(query + 1); step++) {
            StringBuilder path = new StringBuilder();
            for (int s = step; trees.level(s) > 0; s = trees.parent(s)) {
                path.insert(0, trees.event(s) + " ");
            }
            if (trees.ending(step) > 0) {
                paths.merge(path.toString(), trees.ending(step), Integer::sum);
            }
        }
        return paths;
    }

    /** The published sampler, written down plainly. */
    private final class Reference {
        private final NumpyRandomState random;
        private final int k;

        Reference(NumpyRandomState random, int k) {
            this.random = random;
            this.k = k;
        }

        List<Map<String, Integer>> walks(int[] nodes, long[] times, int length) {
            List<Map<String, Integer>> found = new ArrayList<>();
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < nodes.length; i++) {
                found.add(new TreeMap<>());
                paths.add("");
            }
            hop(nodes, times, paths, length, found, 1);
            return found;
        }

        private void hop(
                int[] nodes,
                long[] times,
                List<String> paths,
                int left,
                List<Map<String, Integer>> found,
                int slotsPerQuery) {
            int[] next = new int[nodes.length * k];
            long[] nextTimes = new long[next.length];
            List<String> nextPaths = new ArrayList<>();
            for (int i = 0; i < nodes.length; i++) {
                List<Integer> drawn = nodes[i] < 0 ? List.of() : draw(nodes[i], times[i]);
                for (int j = 0; j < k; j++) {
                    boolean ends = drawn.isEmpty();
                    int event = ends ? -1 : drawn.get(j);
                    int at = i * k + j;
                    next[at] = ends ? -1 : stream.source(event) + stream.destination(event) - nodes[i];
                    nextTimes[at] = ends ? 0 : stream.time(event);
                    nextPaths.add(paths.get(i) + (ends ? "" : event + " "));
                }
            }
            if (left > 1) {
                hop(next, nextTimes, nextPaths, left - 1, found, slotsPerQuery * k);
                return;
            }
            for (int i = 0; i < next.length; i++) {
                found.get(i / (slotsPerQuery * k)).merge(nextPaths.get(i), 1, Integer::sum);
            }
        }

        private List<Integer> draw(int node, long before) {
            List<Integer> past = new ArrayList<>();
            List<Double> weight = new ArrayList<>();
            double sum = 0;
            for (int e = 0; e < EVENTS && stream.time(e) < before; e++) {
                if (stream.source(e) == node || stream.destination(e) == node) {
                    double share = StrictMath.exp(ALPHA * (stream.time(e) - stream.time(EVENTS - 1)));
                    sum += share;
                    past.add(e);
                    weight.add(StrictMath.exp(share / sum));
                }
            }
            List<Integer> drawn = new ArrayList<>();
            double total = weight.stream().mapToDouble(w -> w).sum();
            for (double u : past.isEmpty() ? new double[0] : random.doubles(k)) {
                int i = 0;
                double cumulative = weight.get(0) / total;
                while (cumulative <= u) {
                    cumulative += weight.get(++i) / total;
                }
                drawn.add(past.get(i));
            }
            drawn.sort(Comparator.comparingLong(stream::time));
            return drawn;
        }
    }

    @Test
    void everyWalkEndsSomewhereAndPadsEndAtTheirParent() {
        int k = 3;
        int length = 2;
        WalkSampler sampler = sampler(config(length, k, Sampling.RECENT, true));
        Walks walks = sampler.scoring(List.of(whole(queries(0, EVENTS))));
        WalkTrees trees = walks.trees();
        boolean rootEnds = false;
        for (int i = 0; i < EVENTS; i++) {
            int query = walks.source()[i];
            int walksOfQuery = 0;
            for (int step = trees.first(query); step < trees.first(query + 1); step++) {
                walksOfQuery += trees.ending(step);
                assertThat(trees.gap(step)).isGreaterThanOrEqualTo(0f);
            }
            assertThat(walksOfQuery).isEqualTo(9);
            rootEnds |= trees.ending(trees.first(query)) > 0;
        }
        assertThat(rootEnds).isTrue();
        int first = walks.source()[0];
        assertThat(trees.first(first + 1) - trees.first(first)).as("no past").isEqualTo(1);
        assertThat(trees.ending(trees.first(first))).isEqualTo(9);
    }

    @Test
    void mergedDrawsAreSharedAndSeparateOnesAreNot() {
        LinkQueries links = LinkQueries.of(new int[] {0, 0}, new int[] {1, 2}, new long[] {400, 400});
        Walks merged =
                sampler(config(1, 8, Sampling.UNIFORM, true)).training(List.of(whole(links), whole(links)), batch(1));
        assertThat(merged.source()).containsOnly(0);
        WalkSampler apart = sampler(config(1, 8, Sampling.UNIFORM, false));
        Walks separate = apart.training(List.of(whole(links), whole(links)), batch(1));
        assertThat(separate.source()).containsExactly(0, 1, 4, 5);
        assertThat(paths(separate.trees(), 0)).isNotEqualTo(paths(separate.trees(), 1));
        assertThat(paths(separate.trees(), 0)).isNotEqualTo(paths(separate.trees(), 4));
        assertThat(paths(
                        apart.training(List.of(whole(links), whole(links)), batch(1))
                                .trees(),
                        4))
                .isEqualTo(paths(separate.trees(), 4));
        assertThat(paths(
                        apart.training(List.of(whole(links), whole(links)), batch(2))
                                .trees(),
                        4))
                .isNotEqualTo(paths(separate.trees(), 4));
    }

    @Test
    void codesAreSharesOfVisitsByEitherSide() {
        // 0 met 1, 2 and again 1; 3 met 1.
        EventStream small = EventStream.of(4, new int[] {0, 0, 0, 3}, new int[] {1, 2, 1, 1}, new long[] {1, 2, 3, 4})
                .build();
        WalkSampler sampler = new WalkSampler(config(1, 4, Sampling.RECENT, true), 1.0, 0, Workers.single());
        sampler.attach(TemporalAdjacency.of(small, Workers.single()));
        Walks walks = sampler.scoring(List.of(whole(LinkQueries.of(new int[] {0}, new int[] {3}, new long[] {9}))));
        WalkTrees trees = walks.trees();
        PositionCodes codes = new PositionCodes(trees, 4);
        List<String> found = new ArrayList<>();
        for (int step = trees.first(0); step < trees.first(1); step++) {
            int code = codes.code(step, 1);
            found.add(trees.node(step) + ": " + row(codes, codes.first()[code]) + row(codes, codes.second()[code]));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "0: [0.0, 0.0][1.0, 0.0]",
                        "1: [0.0, 0.5][0.0, 0.25]",
                        "2: [0.0, 0.0][0.0, 0.25]",
                        "1: [0.0, 0.5][0.0, 0.25]");
    }

    private static String row(PositionCodes codes, int row) {
        return Arrays.toString(Arrays.copyOfRange(codes.shares(), 2 * row, 2 * row + 2));
    }

    @Test
    void sidesWithEqualWalksAreOne() {
        // 0 met 1 and 2; 3 and 4 have no past, and no feature tells them apart; 2 is in the walks of 0.
        EventStream small = EventStream.of(5, new int[] {0, 0}, new int[] {1, 2}, new long[] {1, 2})
                .build();
        WalkSampler sampler = new WalkSampler(config(1, 4, Sampling.RECENT, true), 1.0, 0, Workers.single());
        sampler.attach(TemporalAdjacency.of(small, Workers.single()));
        int[] destinations = {3, 4, 2};
        Walks walks = sampler.scoring(List.of(whole(LinkQueries.of(new int[3], destinations, new long[] {9, 9, 9}))));
        int[] side = {0, 1, 0, 2, 0, 3};
        int[] partner = {1, 0, 2, 0, 3, 0};
        PositionCodes codes = new PositionCodes(walks.trees(), 4);
        WalkTokens tokens = new WalkTokens(walks.trees(), codes, side, partner, false, false, true);
        assertThat(tokens.rowOfSide()).containsExactly(0, 1, 0, 1, 2, 3);
        assertThat(tokens.sequences().count()).isEqualTo(4);
        WalkTokens named = new WalkTokens(walks.trees(), codes, side, partner, true, false, true);
        assertThat(named.rowOfSide()).containsExactly(0, 1, 0, 2, 3, 4);
        WalkTokens apart = new WalkTokens(walks.trees(), codes, side, partner, false, false, false);
        assertThat(apart.rowOfSide()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(apart.sequences().rows()).isEqualTo(6 * 4);
    }

    @Test
    void drawsNeedTheWholePast() {
        WalkSampler sampler = sampler(config(1, 4, Sampling.TIME_INTERVAL_AWARE, true));
        assertThatThrownBy(() -> sampler.attach(new NeighborCache(4)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("NeighborCache");
    }
}
