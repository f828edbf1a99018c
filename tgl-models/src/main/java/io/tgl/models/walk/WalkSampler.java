package io.tgl.models.walk;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.graph.Adjacency;
import io.tgl.core.graph.KeyedDraws;
import io.tgl.core.graph.MultiHop;
import io.tgl.core.graph.NeighborDraws;
import io.tgl.core.graph.NeighborSampler;
import io.tgl.core.graph.NeighborSamplers;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.ReplayedDraws;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.core.random.RandomStreams;
import io.tgl.models.model.PairEncoder.Call;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.List;

/**
 * Draws the walks of link queries. Shared draws are keyed by what is asked: equal (node, time) queries get equal walks,
 * whatever else is in the batch. Separate draws are keyed by the place in the call, replayed ones come from one sequence;
 * both take the sides in the published order: all sources of a group of links, then all their destinations.
 */
final class WalkSampler {
    private final CawnConfig config;
    private final double secondsPerTick;
    private final long seed;
    private final Workers workers;
    private MultiHop shared;
    private MultiHop separate;
    private boolean replaying;
    private long key;
    private String pass = "";
    private int calls;

    WalkSampler(CawnConfig config, double secondsPerTick, long seed, Workers workers) {
        this.config = config;
        this.secondsPerTick = secondsPerTick;
        this.seed = seed;
        this.workers = workers;
        this.shared = hops((nodes, bound, size, k, out, team) -> out.resize(size, k));
        this.separate = shared;
    }

    /** Draws from this history from now on. */
    void attach(NeighborSource source) {
        replaying = false;
        shared = hops(sampler(source, KeyedDraws.byContent(this::words)));
        separate = config.mergeDraws() ? shared : hops(sampler(source, KeyedDraws.byPosition(this::words)));
    }

    /** Draws from this history by the sequence of a published implementation from now on, also when scoring. */
    void replay(NeighborSource source, ReplayedDraws draws) {
        replaying = true;
        separate = hops(sampler(source, draws));
        shared = separate;
    }

    private MultiHop hops(NeighborSampler sampler) {
        NeighborSampler counted = (nodes, bound, size, k, out, team) -> {
            key = RandomStreams.key(seed, pass + "/" + calls);
            calls += replaying || !config.mergeDraws() ? 1 : 0;
            sampler.sample(nodes, bound, size, k, out, team);
        };
        return new MultiHop(counted, config.walkLength(), MultiHop.InnerTime.FLOAT32);
    }

    private void words(int counter0, int counter1, int counter2, int counter3, int[] four) {
        long low = (counter0 & 0xFFFF_FFFFL) | ((long) counter1 << Integer.SIZE);
        Philox.block(key, low, counter2, counter3, four);
    }

    private NeighborSampler sampler(NeighborSource source, NeighborDraws draws) {
        return switch (config.sampling()) {
            case RECENT -> NeighborSamplers.recent(source);
            case UNIFORM -> {
                if (source instanceof Adjacency exact) {
                    yield NeighborSamplers.uniform(exact, draws);
                }
                throw unsuitable("an adjacency", source);
            }
            case TIME_INTERVAL_AWARE -> {
                if (source instanceof TemporalAdjacency whole) {
                    yield NeighborSamplers.timeIntervalAware(whole, config.alpha() * secondsPerTick, draws, workers);
                }
                throw unsuitable("the adjacency of a whole stream", source);
            }
        };
    }

    private InvalidInput unsuitable(String expected, NeighborSource found) {
        return InvalidInput.at(
                "neighbor source of CAWN with " + config.sampling() + " draws",
                expected,
                found.getClass().getSimpleName());
    }

    /**
     * The walks of links.
     *
     * @param trees one a query
     * @param source [links] query number of each source
     * @param destination [links] query number of each destination
     */
    record Walks(WalkTrees trees, int[] source, int[] destination) {}

    /** Whether the draws are those of a sequence. */
    boolean isReplaying() {
        return replaying;
    }

    /** Walks for scoring: the same whenever and with whatever they are asked. */
    Walks scoring(List<Call> links) {
        pass = "walks";
        calls = 0;
        return replaying ? separately(links) : merged(links);
    }

    /**
     * Walks for training, other ones in every epoch.
     *
     * @param links positive links, negative links
     * @param batch says which batch it is
     */
    Walks training(List<Call> links, Dropouts batch) {
        pass = "walks/" + batch.seed() + "/" + batch.epoch() + "/" + batch.batch();
        calls = 0;
        return replaying || !config.mergeDraws() ? separately(links) : merged(links);
    }

    private Walks merged(List<Call> calls) {
        LinkQueries links = Call.joined(calls);
        QueryIndex distinct = new QueryIndex();
        distinct.clear();
        int[] source = new int[links.size()];
        int[] destination = new int[links.size()];
        for (int i = 0; i < links.size(); i++) {
            source[i] = distinct.add(links.source()[i], links.time()[i]);
            destination[i] = distinct.add(links.destination()[i], links.time()[i]);
        }
        WalkTrees trees = new WalkTrees(config.walkLength());
        sample(shared, trees, distinct.nodes(), distinct.times(), distinct.size());
        return new Walks(trees, source, destination);
    }

    private Walks separately(List<Call> calls) {
        int links = calls.stream().mapToInt(Call::size).sum();
        int[] source = new int[links];
        int[] destination = new int[links];
        WalkTrees trees = new WalkTrees(config.walkLength());
        int at = 0;
        for (Call call : calls) {
            LinkQueries group = Call.joined(List.of(call));
            int size = group.size();
            for (int i = 0; i < size; i++) {
                source[at + i] = 2 * at + i;
                destination[at + i] = 2 * at + size + i;
            }
            sample(separate, trees, group.source(), group.time(), size);
            sample(separate, trees, group.destination(), group.time(), size);
            at += size;
        }
        return new Walks(trees, source, destination);
    }

    private void sample(MultiHop hops, WalkTrees trees, int[] nodes, long[] times, int size) {
        hops.sample(nodes, times, size, config.neighbors(), workers);
        trees.add(nodes, times, size, hops, secondsPerTick);
    }
}
