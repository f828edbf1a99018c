package io.tgl.models.live;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.EventLog;
import io.tgl.core.io.EventRecords;
import io.tgl.core.kernel.Compute;
import io.tgl.models.model.Checkpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A live predictor that a crash does not harm: every change is logged before it happens, the state is written down from
 * time to time, and {@link #open} brings back the state before the crash, bit for bit. The files are docs/event-log.md.
 *
 * <p>A change that was acknowledged (its call returned) is never lost when the process dies; when the machine dies, what
 * was forced to disk is not. A batch that was logged while the process died, and hence not acknowledged, is taken in:
 * {@link Recovery#position} says how far the stream got.
 */
public final class LiveStore implements AutoCloseable {
    private static final int BATCH = 1;
    private static final int FORGET = 2;
    private static final int SWAP = 3;

    private final LivePredictor predictor;
    private final Durability durability;
    private final Snapshots snapshots;
    private final EventLog log;
    private final Recovery recovery;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("tgl-snapshot").factory());
    private long lastSnapshot;
    private @Nullable Future<?> running;
    private volatile @Nullable RuntimeException snapshotFailure;
    private volatile Written written;

    /**
     * What was found on opening.
     *
     * @param position events that the state had taken in
     * @param records records of the log that were applied to the snapshot
     * @param report a line for everything that was cut off or passed over
     */
    public record Recovery(long position, long records, List<String> report) {}

    /**
     * A snapshot on the disk.
     *
     * @param position events before it
     * @param time when it was written, or, if before this process, when it was found
     */
    public record Written(long position, Instant time) {}

    private LiveStore(
            LivePredictor predictor, Durability durability, Snapshots snapshots, EventLog log, Recovery recovery) {
        this.predictor = predictor;
        this.durability = durability;
        this.snapshots = snapshots;
        this.log = log;
        this.recovery = recovery;
        this.lastSnapshot = recovery.position();
        this.written = new Written(recovery.position(), Instant.now());
        predictor.keepIn(new Logging());
    }

    /**
     * Opens a folder, or begins a new one.
     *
     * @param begin what a new predictor is told first, e.g. {@link LivePredictor#begin}; not called for a folder in use
     * @throws InvalidInput if the log's middle is damaged, no snapshot is whole, the folder belongs to another model or
     *     other settings, or another process writes to it
     */
    public static LiveStore open(
            Path folder,
            Checkpoint checkpoint,
            LiveSettings settings,
            NodeIndex known,
            Durability durability,
            Compute compute,
            Consumer<LivePredictor> begin) {
        String description = checkpoint.model() + " " + new TreeMap<>(checkpoint.options()) + " "
                + checkpoint.secondsPerTick() + " " + checkpoint.seed();
        return open(
                folder, LivePredictor.modelOf(checkpoint, compute), description, settings, known, durability, begin);
    }

    /**
     * The same with a model of any origin.
     *
     * @param description what tells this model from others; a folder of another one is refused
     */
    public static LiveStore open(
            Path folder,
            LiveModel model,
            String description,
            LiveSettings settings,
            NodeIndex known,
            Durability durability,
            Consumer<LivePredictor> begin) {
        Snapshots snapshots = new Snapshots(folder, configuration(description, settings));
        List<String> report = new ArrayList<>();
        Snapshots.Snapshot newest = newest(snapshots, report);
        LivePredictor live;
        long from = 0;
        if (newest == null) {
            live = new LivePredictor(model, settings, known);
        } else {
            live = LivePredictor.restored(model, settings, newest.arrays());
            from = newest.sequence();
        }
        long held = live.position();
        EventLog log = EventLog.open(
                folder, durability.log(), from, (_, kind, payload, where) -> replay(live, kind, payload, where));
        try {
            if (newest == null) {
                if (log.nextSequence() > 0) {
                    throw InvalidInput.at(folder.toString(), "a snapshot beside the log", "none that is whole");
                }
                begin.accept(live);
            }
            report.addAll(log.report());
            LiveStore store = new LiveStore(
                    live,
                    durability,
                    snapshots,
                    log,
                    new Recovery(live.position(), log.nextSequence() - from, List.copyOf(report)));
            store.written = new Written(held, Instant.now());
            if (newest == null) {
                store.snapshot();
            }
            return store;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static Snapshots.@Nullable Snapshot newest(Snapshots snapshots, List<String> report) {
        for (Path file : snapshots.files()) {
            Snapshots.Snapshot found;
            try {
                found = snapshots.read(file);
            } catch (InvalidInput e) {
                report.add(file + ": passed over, " + e.getMessage());
                continue;
            }
            snapshots.checkConfiguration(file);
            return found;
        }
        return null;
    }

    private static String configuration(String description, LiveSettings settings) {
        String text = description + "\n" + settings.featureWidth() + " " + settings.history() + " " + settings.late()
                + " " + settings.nodes().most() + " " + settings.nodes().whenFull() + " " + settings.learning();
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void replay(LivePredictor live, int kind, byte[] payload, String where) {
        switch (kind) {
            case BATCH -> live.observe(EventRecords.decode(payload, where));
            case FORGET ->
                live.forget(
                        ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt());
            case SWAP -> {
                SwapRecords.Swap swap = SwapRecords.decode(payload, where);
                live.swapWeights(swap.parameters(), swap.atEvent());
            }
            default -> throw InvalidInput.at(where, "a record of kind 1, 2 or 3", kind);
        }
    }

    /** Everything to the log first; a snapshot from time to time. */
    private final class Logging implements Journal {
        @Override
        public void batch(ArrivingEvents events) {
            log.append(BATCH, EventRecords.encode(events));
        }

        @Override
        public void forget(int node) {
            log.append(
                    FORGET,
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(node)
                            .array());
        }

        @Override
        public void swap(long atEvent, Map<String, float[]> parameters) {
            log.append(SWAP, SwapRecords.encode(atEvent, parameters));
        }

        @Override
        public void applied() {
            long every = durability.snapshotEvents();
            boolean free = running == null || running.isDone();
            if (every > 0 && free && predictor.position() - lastSnapshot >= every) {
                Runnable write = taken();
                running = writer.submit(() -> writeQuietly(write));
            }
        }
    }

    /** Copies the state now; the result writes the copy and deletes what it makes superfluous. */
    private Runnable taken() {
        return predictor.writing(() -> {
            Snapshots.Snapshot snapshot = new Snapshots.Snapshot(log.nextSequence(), predictor.arrays());
            long position = predictor.position();
            lastSnapshot = position;
            return () -> {
                log.force();
                snapshots.write(snapshot, position);
                written = new Written(position, Instant.now());
                log.deleteBefore(snapshots.keep(durability.snapshots()));
            };
        });
    }

    private void writeQuietly(Runnable write) {
        try {
            write.run();
            snapshotFailure = null;
        } catch (RuntimeException e) {
            snapshotFailure = e;
        }
    }

    /** The predictor. */
    public LivePredictor predictor() {
        return predictor;
    }

    /** What was found on opening. */
    public Recovery recovery() {
        return recovery;
    }

    /** Why the last snapshot that was due could not be written, if so; the log grows until one can. */
    public @Nullable RuntimeException snapshotFailure() {
        return snapshotFailure;
    }

    /** The newest snapshot that was written. */
    public Written lastSnapshot() {
        return written;
    }

    /** Writes a snapshot now and returns when it is on the disk. */
    public void snapshot() {
        Runnable write = taken();
        try {
            writer.submit(write).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a snapshot was written", e);
        }
    }

    /** Writes a snapshot and lets the folder go. Nothing more can be observed. */
    @Override
    public void close() {
        try {
            snapshot();
        } finally {
            closeWithoutSnapshot();
        }
    }

    /** Lets the folder go; the log has everything. */
    public void closeWithoutSnapshot() {
        writer.shutdown();
        log.close();
    }
}
