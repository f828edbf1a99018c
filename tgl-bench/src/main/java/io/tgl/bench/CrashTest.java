package io.tgl.bench;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.io.EventLog;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.Philox;
import io.tgl.models.live.Durability;
import io.tgl.models.live.LiveModel;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveStore;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Kills a process that follows a stream, at random moments, again and again. Each process goes on where the one before
 * was killed; what it finds must be the state of a run that was never killed, at or behind the last batch that the killed
 * one acknowledged. The process learns online, swaps weights, takes snapshots and begins log segments all the time, so
 * that it dies in the midst of each.
 */
public final class CrashTest {
    private static final int BATCH = 20;
    private static final int NODES = 300;
    private static final Map<String, String> SMALL =
            Map.of("node-width", "16", "edge-width", "0", "time-width", "12", "neighbors", "4");
    private static final LiveSettings SETTINGS =
            LiveSettings.USUAL.withHistory(new Ring(6, Forgotten.COUNT)).withLearning(new Learning(400, 3));

    private final Path folder;
    private final LivePredictor untouched = new LivePredictor(model(), SETTINGS, NodeIndex.identity(0));

    private CrashTest(Path folder) {
        this.folder = folder;
    }

    /** {@code CrashTest [KILLS]} runs it; {@code CrashTest child FOLDER ROUND} is the process that is killed. */
    public static void main(String[] args) throws IOException {
        if (args.length == 3) {
            live(Path.of(args[1]), Integer.parseInt(args[2]));
            return;
        }
        int kills = args.length == 0 ? 60 : Integer.parseInt(args[0]);
        System.out.println(run(kills));
    }

    /**
     * Kills a process so many times.
     *
     * @return what happened, in a line
     * @throws IllegalStateException at the first state that is not right
     */
    public static String run(int kills) throws IOException {
        Path folder = Files.createTempDirectory("tgl-crash");
        try {
            return new CrashTest(folder).rounds(kills);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static LiveModel model() {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        return (nodes, edges) -> ModelRegistry.create("tgn", new ModelContext(nodes, edges, 1.0, 0, SMALL, compute));
    }

    private static ArrivingEvents batch(long first) {
        long[] source = new long[BATCH];
        long[] destination = new long[BATCH];
        long[] time = new long[BATCH];
        int[] words = new int[4];
        for (int i = 0; i < BATCH; i++) {
            Philox.block(11, first + i, 0, 0, words);
            source[i] = (Integer.toUnsignedLong(words[0]) * NODES) >>> 32;
            destination[i] = (Integer.toUnsignedLong(words[1]) * NODES) >>> 32;
            time[i] = first + i;
        }
        return ArrivingEvents.of(new Numbers(source, destination), time);
    }

    /** Goes on with the stream until it is killed; says where it is after each acknowledgement. */
    private static void live(Path folder, int round) {
        EventLog.Sync[] syncs = {
            new EventLog.Sync.EveryRecord(), new EventLog.Sync.Never(), new EventLog.Sync.Every(Duration.ofMillis(5))
        };
        Durability durability = new Durability(new EventLog.Settings(syncs[round % syncs.length], 30_000), 1_000, 2);
        LiveStore store =
                LiveStore.open(folder, model(), "crash test", SETTINGS, NodeIndex.identity(0), durability, _ -> {});
        LivePredictor live = store.predictor();
        LiveStore.Recovery found = store.recovery();
        System.out.println("found " + found.position() + " " + live.digest() + " "
                + found.report().size());
        while (true) {
            live.observe(batch(live.position()));
            System.out.println("took " + live.position());
        }
    }

    private String rounds(int kills) throws IOException {
        long acknowledged = 0;
        int torn = 0;
        int early = 0;
        int[] words = new int[4];
        for (int round = 0; round <= kills; round++) {
            Philox.block(5, round, 0, 0, words);
            boolean last = round == kills;
            boolean beforeItIsUp = !last && round % 6 == 5;
            Path said = Files.createTempFile("tgl-crash", ".txt");
            Process process = start(round, said);
            if (beforeItIsUp) {
                pause(Math.floorMod(words[0], 900));
            } else {
                awaitFirstLine(process, said);
                pause(last ? 0 : Math.floorMod(words[0], 400));
            }
            process.destroyForcibly().onExit().join();
            List<String> lines = wholeLines(said);
            Files.delete(said);
            if (lines.isEmpty() && !beforeItIsUp) {
                throw new IllegalStateException("round " + round + ": the process did not come up");
            }
            if (lines.isEmpty()) {
                early++;
                continue;
            }
            Found found = Found.read(lines.getFirst());
            check(found, acknowledged, round);
            torn += found.cuts;
            acknowledged = lines.size() == 1
                    ? found.position
                    : Long.parseLong(lines.getLast().substring(5));
        }
        return kills + " kills (" + early + " before the process was up), " + torn
                + " torn ends cut, every state right; " + untouched.position() + " events";
    }

    private static void pause(int milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000L;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void awaitFirstLine(Process process, Path said) throws IOException {
        while (process.isAlive() && wholeLines(said).isEmpty()) {
            pause(2);
        }
    }

    /** What the process said, without a log's lines. A line that was being written when it died acknowledges nothing. */
    private static List<String> wholeLines(Path said) throws IOException {
        String text = Files.readString(said);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("found ") || line.startsWith("took "))
                .toList();
    }

    private void check(Found found, long acknowledged, int round) {
        if (found.position < acknowledged) {
            throw new IllegalStateException(
                    "round " + round + ": " + acknowledged + " events were acknowledged, found " + found.position);
        }
        while (untouched.position() < found.position) {
            untouched.observe(batch(untouched.position()));
        }
        if (!untouched.digest().equals(found.digest)) {
            throw new IllegalStateException("round " + round + ": another state after " + found.position + " events");
        }
    }

    private record Found(long position, String digest, int cuts) {
        static Found read(String line) {
            String[] words = line.split(" ", -1);
            return new Found(Long.parseLong(words[1]), words[2], Integer.parseInt(words[3]));
        }
    }

    private Process start(int round, Path said) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        java,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashTest.class.getName(),
                        "child",
                        folder.toString(),
                        Integer.toString(round)))
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
