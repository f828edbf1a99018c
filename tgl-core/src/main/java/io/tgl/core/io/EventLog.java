package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records in the segments of a folder; the format is docs/event-log.md. A record is appended whole
 * or not at all. One process writes to a folder at a time. Safe for use by several threads.
 */
public final class EventLog implements AutoCloseable {
    private static final long MAX_SEGMENT = 1L << 29;

    private final Path folder;
    private final Settings settings;
    private final Opener files;
    private final List<Path> segments;
    private final List<String> report;
    private final FileChannel lockFile;
    private final @Nullable ScheduledExecutorService timer;
    private @Nullable FileChannel segment;
    private long length;
    private long next;
    private boolean unforced;
    private @Nullable IOException broken;

    /** When records are forced to disk. */
    public sealed interface Sync {
        /** Before an append returns. */
        record EveryRecord() implements Sync {}

        /** At most so long after an append returned. */
        record Every(Duration interval) implements Sync {}

        /** When the operating system sees fit. */
        record Never() implements Sync {}
    }

    /**
     * How a log is written.
     *
     * @param segmentBytes size from which on a new segment begins
     */
    public record Settings(Sync sync, long segmentBytes) {
        /** Every record forced, segments of 64 MiB. */
        public static final Settings USUAL = new Settings(new Sync.EveryRecord(), 1 << 26);

        /** Checks the ranges. */
        public Settings {
            if (segmentBytes < 1 || segmentBytes > MAX_SEGMENT) {
                throw InvalidInput.at("segment size", "1 to " + MAX_SEGMENT + " bytes", segmentBytes);
            }
        }
    }

    /** Takes the records of a log that is read back. */
    @FunctionalInterface
    public interface Reader {
        /**
         * A record, in order.
         *
         * @param where file and position, for messages
         */
        void record(long sequence, int kind, byte[] payload, String where);
    }

    /** How files are opened: a door for tests of full disks. */
    @FunctionalInterface
    interface Opener {
        /** As {@link FileChannel#open}. */
        FileChannel open(Path file, OpenOption... options) throws IOException;
    }

    private EventLog(Path folder, Settings settings, Opener files, FileChannel lockFile, LogRecovery.Result found)
            throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.files = files;
        this.lockFile = lockFile;
        this.segments = new ArrayList<>(found.segments());
        this.report = found.report();
        this.next = found.next();
        if (!segments.isEmpty() && found.goesOn()) {
            segment = files.open(segments.getLast(), StandardOpenOption.WRITE);
            length = segment.size();
        }
        timer = settings.sync() instanceof Sync.Every
                ? Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("tgl-log-sync").factory())
                : null;
    }

    /**
     * Opens the log of a folder, which is made if there is none, and reads its records from {@code from} on.
     *
     * @throws InvalidInput if the middle of the log is damaged, a segment is missing or another process writes here;
     *     nothing has changed then
     */
    public static EventLog open(Path folder, Settings settings, long from, Reader reader) {
        return open(folder, settings, from, reader, FileChannel::open);
    }

    static EventLog open(Path folder, Settings settings, long from, Reader reader, Opener files) {
        try {
            Files.createDirectories(folder);
            FileChannel lockFile = lock(folder);
            try {
                return new EventLog(folder, settings, files, lockFile, LogRecovery.run(folder, from, reader));
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the log in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = file.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            file.close();
            throw InvalidInput.at(folder.toString(), "a folder that no other predictor writes to", "one in use");
        }
        return file;
    }

    /** What recovery cut off, a line each. */
    public List<String> report() {
        return report;
    }

    /** Sequence number of the next record. */
    public synchronized long nextSequence() {
        return next;
    }

    /**
     * Appends a record and, as the setting says, forces it to disk.
     *
     * @return its sequence number
     * @throws UncheckedIOException if it could not be written; the log is as before then. If not even that could be
     *     brought about, or forcing failed, every later call fails too
     */
    public synchronized long append(int kind, byte[] payload) {
        if (payload.length > LogFormat.MAX_PAYLOAD) {
            throw InvalidInput.at("record", "at most " + LogFormat.MAX_PAYLOAD + " bytes", payload.length);
        }
        checkSound();
        try {
            FileChannel file = roomySegment();
            write(file, LogFormat.record(next, kind, payload), length);
        } catch (IOException e) {
            throw failed("append to", e);
        }
        length += LogFormat.RECORD_HEADER + payload.length;
        unforced = true;
        if (settings.sync() instanceof Sync.EveryRecord) {
            force();
        } else if (settings.sync() instanceof Sync.Every every && timer != null) {
            Future<?> _ = timer.schedule(this::forceQuietly, every.interval().toNanos(), TimeUnit.NANOSECONDS);
        }
        return next++;
    }

    private FileChannel roomySegment() throws IOException {
        if (segment != null && length < settings.segmentBytes()) {
            return segment;
        }
        if (segment != null) {
            force();
            segment.close();
            segment = null;
        }
        Path path = folder.resolve(LogFormat.segmentName(next));
        FileChannel file = files.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        segment = file;
        segments.add(path);
        length = 0;
        try {
            write(file, ByteBuffer.wrap(LogFormat.segmentHeader(next)), 0);
        } catch (IOException e) {
            segments.removeLast();
            segment = null;
            file.close();
            Files.deleteIfExists(path);
            throw e;
        }
        length = LogFormat.SEGMENT_HEADER;
        AtomicFile.forceFolder(folder);
        return file;
    }

    /** Writes everything, or leaves the file as it was. */
    private void write(FileChannel file, ByteBuffer bytes, long from) throws IOException {
        try {
            long at = from;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        } catch (IOException e) {
            try {
                file.truncate(from);
            } catch (IOException e2) {
                e.addSuppressed(e2);
                broken = e;
            }
            throw e;
        }
    }

    /** Forces everything appended so far to disk. */
    public synchronized void force() {
        checkSound();
        try {
            if (unforced && segment != null) {
                segment.force(false);
            }
            unforced = false;
        } catch (IOException e) {
            // What of it reached the disk is unknown, and a second attempt could wrongly succeed.
            broken = e;
            throw failed("force", e);
        }
    }

    private void forceQuietly() {
        try {
            force();
        } catch (UncheckedIOException e) {
            // The next append says so.
            return;
        }
    }

    private void checkSound() {
        if (broken != null) {
            throw failed("go on with", broken);
        }
    }

    private UncheckedIOException failed(String what, IOException cause) {
        return new UncheckedIOException("cannot " + what + " the log in " + folder + ": " + cause.getMessage(), cause);
    }

    /** Deletes the segments all of whose records are below a sequence number. */
    public synchronized void deleteBefore(long sequence) {
        try {
            while (segments.size() > 1 && LogRecovery.firstSequence(segments.get(1)) <= sequence) {
                Files.deleteIfExists(segments.getFirst());
                segments.removeFirst();
            }
        } catch (IOException e) {
            throw failed("delete a segment of", e);
        }
    }

    /** Segments there are. */
    public synchronized int segmentCount() {
        return segments.size();
    }

    /** Forces what was appended, whatever the setting, and lets the folder go. */
    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdown();
        }
        try (lockFile) {
            if (segment != null) {
                if (broken == null) {
                    force();
                }
                segment.close();
                segment = null;
            }
            broken = new IOException("it is closed");
        } catch (IOException e) {
            throw failed("close", e);
        }
    }
}
