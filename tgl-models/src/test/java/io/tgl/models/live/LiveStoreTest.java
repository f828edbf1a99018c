package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.io.EventLog;
import io.tgl.core.io.EventRecords;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.registry.SmallWorld;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveStoreTest {
    private static final Durability FAST =
            new Durability(new EventLog.Settings(new EventLog.Sync.Never(), 1 << 14), 0, 2);
    private static final LiveSettings RINGS = LiveWorld.SETTINGS.withHistory(new Ring(8, Forgotten.COUNT));

    @TempDir
    private Path folder = Path.of("");

    private static LiveStore open(Path folder, LiveWorld world, LiveSettings settings, Durability durability) {
        LiveModel model = world.model(world.world.create(world.name(), SmallWorld.usualCompute()));
        return LiveStore.open(folder, model, world.name(), settings, NodeIndex.identity(0), durability, _ -> {});
    }

    private static ArrivingEvents events(LiveWorld world, int batch) {
        return ArrivingEvents.of(world.batch(batch), NodeIndex.identity(SmallWorld.NODES));
    }

    /** The digests of a predictor that nothing ever happens to: before the first batch, after each. */
    private static String[] digests(LiveWorld world, LiveSettings settings) {
        LivePredictor live = world.fresh(settings);
        String[] digests = new String[LiveWorld.BATCHES + 1];
        digests[0] = live.digest();
        for (int b = 0; b < LiveWorld.BATCHES; b++) {
            live.observe(events(world, b));
            digests[b + 1] = live.digest();
        }
        return digests;
    }

    static Stream<String> models() {
        return ReplayTest.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void comesBackBitForBitAfterEveryBatch(String name) {
        LiveWorld world = new LiveWorld(name);
        LiveSettings settings = name.equals("tgn") || name.equals("jodie")
                ? RINGS.withLearning(new Learning(30, 5))
                : LiveWorld.SETTINGS;
        String[] digests = digests(world, settings);
        for (int b = 0; b < LiveWorld.BATCHES; b++) {
            LiveStore store = open(folder, world, settings, FAST.withSnapshotEvents(40));
            assertThat(store.recovery().position()).isEqualTo(12L * b);
            assertThat(store.recovery().report()).isEmpty();
            assertThat(store.predictor().digest()).as("after batch " + b).isEqualTo(digests[b]);
            store.predictor().score(world.queries(b));
            store.predictor().observe(events(world, b));
            if (b % 4 == 3) {
                store.close();
            } else {
                store.closeWithoutSnapshot();
            }
        }
        try (LiveStore store = open(folder, world, settings, FAST)) {
            assertThat(store.predictor().digest()).isEqualTo(digests[LiveWorld.BATCHES]);
        }
    }

    @Test
    void aLastRecordCutAnywhereTakesOneBatchAway() throws IOException {
        LiveWorld world = new LiveWorld("tgn");
        String[] digests = digests(world, RINGS);
        Path log = written(world, 3);
        byte[] whole = Files.readAllBytes(log);
        int last = whole.length - 28 - EventRecords.encode(events(world, 2)).length;
        for (int length = last; length < whole.length; length += length < last + 40 ? 1 : 37) {
            Files.write(log, Arrays.copyOf(whole, length));
            LiveStore store = open(folder, world, RINGS, FAST);
            assertThat(store.predictor().digest()).as("cut at " + length).isEqualTo(digests[2]);
            assertThat(store.recovery().report()).hasSize(length == last ? 0 : 1);
            store.closeWithoutSnapshot();
        }
    }

    @Test
    void aDamagedMiddleIsRefusedAndNothingChanges() throws IOException {
        LiveWorld world = new LiveWorld("tgn");
        Path log = written(world, 3);
        byte[] damaged = Files.readAllBytes(log);
        damaged[100] ^= 1;
        Files.write(log, damaged);
        assertThatThrownBy(() -> open(folder, world, RINGS, FAST))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(log.toString(), "position 32", "record 0");
        assertThat(Files.readAllBytes(log)).isEqualTo(damaged);
    }

    /** The log of a store that took in so many batches and died. */
    private Path written(LiveWorld world, int batches) throws IOException {
        LiveStore store = open(folder, world, RINGS, FAST);
        for (int b = 0; b < batches; b++) {
            store.predictor().observe(events(world, b));
        }
        store.closeWithoutSnapshot();
        return files("log-").getFirst();
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aDamagedSnapshotIsPassedOverForTheOneBefore() throws IOException {
        LiveWorld world = new LiveWorld("tgn");
        String[] digests = digests(world, RINGS);
        LiveStore store = open(folder, world, RINGS, FAST);
        for (int b = 0; b < 4; b++) {
            store.predictor().observe(events(world, b));
        }
        store.close();
        Path newest = files("snapshot-").getLast();
        try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
            file.seek(file.length() - 9);
            file.write(77);
        }
        LiveStore again = open(folder, world, RINGS, FAST);
        assertThat(again.predictor().digest()).isEqualTo(digests[4]);
        assertThat(again.recovery().records()).isEqualTo(4);
        assertThat(again.recovery().report()).hasSize(1).first().asString().contains("passed over");
        again.closeWithoutSnapshot();
        for (Path snapshot : files("snapshot-")) {
            Files.delete(snapshot);
        }
        assertThatThrownBy(() -> open(folder, world, RINGS, FAST))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a snapshot beside the log");
    }

    @Test
    void oldSegmentsAndSnapshotsAreDeleted() throws IOException {
        LiveWorld world = new LiveWorld("tgn");
        Durability small = new Durability(new EventLog.Settings(new EventLog.Sync.Never(), 1), 0, 2);
        LiveStore store = open(folder, world, RINGS, small);
        for (int b = 0; b < 9; b++) {
            store.predictor().observe(events(world, b));
            if (b % 3 == 2) {
                store.snapshot();
            }
        }
        assertThat(files("snapshot-")).hasSize(2);
        assertThat(files("log-")).first().asString().contains("0006");
        store.closeWithoutSnapshot();
    }

    @Test
    void anotherConfigurationIsRefused() {
        LiveWorld world = new LiveWorld("tgn");
        open(folder, world, RINGS, FAST).close();
        assertThatThrownBy(() -> open(folder, world, LiveWorld.SETTINGS, FAST))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("this model and these settings");
        assertThatThrownBy(() -> open(folder, new LiveWorld("jodie"), RINGS, FAST))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void swapsAndForgottenNodesComeBackToo(boolean pending) {
        LiveWorld world = new LiveWorld("tgn");
        Map<String, float[]> other = new LinkedHashMap<>(((TrainableScorer) world.trained()).parameters());
        LiveStore store = open(folder, world, RINGS, FAST);
        LivePredictor reference = world.fresh(RINGS);
        for (LivePredictor live : List.of(store.predictor(), reference)) {
            for (int b = 0; b < 4; b++) {
                if (b == 1) {
                    live.swapWeights(other, pending ? 100 : 20);
                }
                if (b == 3) {
                    live.forget(live.node(world.batch(0).source(0)));
                }
                live.observe(events(world, b));
            }
        }
        store.closeWithoutSnapshot();
        try (LiveStore again = open(folder, world, RINGS, FAST)) {
            assertThat(again.predictor().digest()).isEqualTo(reference.digest());
            assertThat(again.predictor().status()).isEqualTo(reference.status());
        }
        // Now out of the snapshot.
        try (LiveStore again = open(folder, world, RINGS, FAST)) {
            assertThat(again.recovery().records()).isZero();
            assertThat(again.predictor().digest()).isEqualTo(reference.digest());
            assertThat(again.predictor().status().pendingSwaps()).isEqualTo(pending ? 1 : 0);
            for (LivePredictor live : List.of(again.predictor(), reference)) {
                for (int b = 4; b < LiveWorld.BATCHES; b++) {
                    live.observe(events(world, b));
                }
            }
            assertThat(again.predictor().digest()).isEqualTo(reference.digest());
        }
    }

    @Test
    void aPredictorThatBeganAfterAPastComesBackWithIt() {
        LiveWorld world = new LiveWorld("tgn");
        Scorer trained = world.trained();
        NodeIndex nodes = NodeIndex.identity(SmallWorld.NODES);
        LivePredictor reference = world.begun(trained, RINGS);
        for (int round = 0; round < 2; round++) {
            try (LiveStore store = LiveStore.open(
                    folder,
                    world.model(trained),
                    "tgn",
                    RINGS,
                    nodes,
                    FAST,
                    live -> live.begin(world.past(), 0, trained.state()))) {
                store.predictor().observe(world.batch(LiveWorld.PAST_BATCHES + round));
                reference.observe(world.batch(LiveWorld.PAST_BATCHES + round));
                assertThat(store.predictor().digest()).isEqualTo(reference.digest());
            }
        }
    }

    @Test
    void afterClosingNothingIsTakenIn() {
        LiveWorld world = new LiveWorld("tgn");
        LiveStore store = open(folder, world, RINGS, FAST);
        store.close();
        String digest = store.predictor().digest();
        assertThatThrownBy(() -> store.predictor().observe(events(world, 0))).hasMessageContaining("closed");
        assertThat(store.predictor().digest()).isEqualTo(digest);
        assertThat(store.predictor().position()).isZero();
    }
}
