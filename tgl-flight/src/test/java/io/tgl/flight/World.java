package io.tgl.flight;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Ids;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.EventLog;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.models.live.Durability;
import io.tgl.models.live.LiveModel;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveStore;
import io.tgl.models.live.Scores;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.Map;

/** A small TGN on a drawn stream with features. */
final class World {
    static final int NODES = 40;
    static final int BATCH = 20;
    static final int WIDTH = 3;
    static final Map<String, String> SMALL =
            Map.of("node-width", "12", "edge-width", "3", "time-width", "8", "neighbors", "4");
    static final LiveSettings SETTINGS = LiveSettings.USUAL.withFeatures(WIDTH);
    private static final Durability FAST =
            new Durability(new EventLog.Settings(new EventLog.Sync.Never(), 1 << 16), 0, 2);

    private World() {}

    static LiveModel model() {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        return (nodes, edges) -> ModelRegistry.create("tgn", new ModelContext(nodes, edges, 1.0, 3, SMALL, compute));
    }

    static LivePredictor live(boolean text) {
        return new LivePredictor(model(), SETTINGS, nodes(text));
    }

    private static NodeIndex nodes(boolean text) {
        return text ? NodeIndex.ofTexts() : NodeIndex.identity(0);
    }

    static LiveStore store(Path folder) {
        return LiveStore.open(folder, model(), "small", SETTINGS, nodes(false), FAST, _ -> {});
    }

    /** Batch b of the stream, the times of all batches ascending. */
    static ArrivingEvents batch(int b, boolean text) {
        float[] features = new float[BATCH * WIDTH];
        for (int i = 0; i < features.length; i++) {
            features[i] = word(1, b, i, 1000) / 1000f;
        }
        return new ArrivingEvents(ids(b, text), times(b), features, WIDTH, null, null, null);
    }

    static Ids ids(int b, boolean text) {
        long[] source = new long[BATCH];
        long[] destination = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            source[i] = word(2, b, i, NODES);
            destination[i] = word(3, b, i, NODES);
        }
        return text ? new Texts(texts(source), texts(destination)) : new Numbers(source, destination);
    }

    private static String[] texts(long[] numbers) {
        String[] texts = new String[numbers.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "node " + numbers[i];
        }
        return texts;
    }

    static long[] times(int b) {
        long[] time = new long[BATCH];
        for (int i = 0; i < BATCH; i++) {
            time[i] = 100L * b + i;
        }
        return time;
    }

    private static int word(int key, int b, int i, int bound) {
        int[] words = new int[4];
        Philox.block(key, b, i, 0, words);
        return (int) ((Integer.toUnsignedLong(words[0]) * bound) >>> 32);
    }

    /** The same question put to the predictor itself. */
    static Scores scores(LivePredictor live, Ids ids, long[] time) {
        LinkQueries links = LinkQueries.of(new int[time.length], new int[time.length], time);
        for (int i = 0; i < time.length; i++) {
            switch (ids) {
                case Numbers numbers -> {
                    links.source()[i] = live.node(numbers.source()[i]);
                    links.destination()[i] = live.node(numbers.destination()[i]);
                }
                case Texts texts -> {
                    links.source()[i] = live.node(texts.source()[i]);
                    links.destination()[i] = live.node(texts.destination()[i]);
                }
            }
        }
        return live.score(links);
    }
}
