package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Reads a log back: hands out its records, cuts off a torn end, refuses a damaged middle. */
final class LogRecovery {
    private static final String SEGMENTS = "log-\\d{20}\\.tgl";
    private static final int MAX_SEGMENT = Integer.MAX_VALUE - 64;

    private final List<Path> segments;
    private final List<String> report = new ArrayList<>();
    private long next;
    private long end = -1;

    private LogRecovery(List<Path> segments, long from) {
        this.segments = new ArrayList<>(segments);
        this.next = from;
    }

    /**
     * What was found.
     *
     * @param segments files in order, the last one to be written on
     * @param next sequence number of the next record
     * @param goesOn whether that record may follow in the last segment
     * @param report a line for everything that was cut off
     */
    record Result(List<Path> segments, long next, boolean goesOn, List<String> report) {}

    /** Files of a folder that are segments, in order. */
    static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(SEGMENTS))
                    .sorted()
                    .toList();
        }
    }

    static long firstSequence(Path segment) {
        String name = String.valueOf(segment.getFileName());
        return Long.parseLong(name.substring(4, 24));
    }

    /** Reads all records from {@code from} on. */
    static Result run(Path folder, long from, EventLog.Reader reader) throws IOException {
        LogRecovery recovery = new LogRecovery(segments(folder), from);
        recovery.read(reader);
        return new Result(
                List.copyOf(recovery.segments),
                recovery.next,
                recovery.end == recovery.next,
                List.copyOf(recovery.report));
    }

    private void read(EventLog.Reader reader) throws IOException {
        dropUnbegun();
        int first = 0;
        while (first + 1 < segments.size() && firstSequence(segments.get(first + 1)) <= next) {
            first++;
        }
        for (int s = first; s < segments.size(); s++) {
            Path file = segments.get(s);
            long begin = firstSequence(file);
            if (begin > next) {
                throw InvalidInput.at(file.toString(), "a segment that begins with record " + next, "record " + begin);
            }
            end = read(file, begin, s + 1 == segments.size(), reader);
            next = Math.max(next, end);
        }
    }

    /** A last segment without a whole header was being made when everything ended. */
    private void dropUnbegun() throws IOException {
        if (!segments.isEmpty() && isUnbegun(segments.getLast())) {
            Path file = segments.removeLast();
            report.add(file + ": deleted, a segment that was being made (" + Files.size(file) + " bytes)");
            Files.delete(file);
        }
    }

    private static boolean isUnbegun(Path file) throws IOException {
        if (Files.size(file) > LogFormat.SEGMENT_HEADER) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length < LogFormat.SEGMENT_HEADER || Arrays.equals(bytes, new byte[bytes.length]);
    }

    /** Sequence number behind the last record of a segment. */
    private long read(Path file, long begin, boolean last, EventLog.Reader reader) throws IOException {
        byte[] bytes = bytes(file);
        if (bytes.length < LogFormat.SEGMENT_HEADER || LogFormat.firstSequence(file, bytes) != begin) {
            throw InvalidInput.at(
                    file + ", position 0", "a segment that begins with record " + begin, "another header");
        }
        long sequence = begin;
        int at = LogFormat.SEGMENT_HEADER;
        while (at < bytes.length) {
            LogFormat.Found found = LogFormat.find(bytes, at);
            if (found == null || found.sequence() != sequence) {
                cut(file, bytes, at, sequence, last);
                return sequence;
            }
            if (sequence >= next) {
                byte[] payload = Arrays.copyOfRange(bytes, found.payload(), found.end());
                reader.record(sequence, found.kind(), payload, file + ", position " + at);
            }
            sequence++;
            at = found.end();
        }
        return sequence;
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_SEGMENT) {
            throw InvalidInput.at(file.toString(), "a segment of at most " + MAX_SEGMENT + " bytes", Files.size(file));
        }
        return Files.readAllBytes(file);
    }

    private void cut(Path file, byte[] bytes, int at, long sequence, boolean last) throws IOException {
        boolean middle = !last;
        for (int i = at + 1; i <= bytes.length - LogFormat.RECORD_HEADER && !middle; i++) {
            LogFormat.Found later = LogFormat.find(bytes, i);
            middle = later != null && later.sequence() > sequence;
        }
        if (middle) {
            throw InvalidInput.at(
                    file + ", position " + at, "record " + sequence + " whole", "a damaged one, with others behind it");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(at);
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot cut " + file + " at " + at + ": " + e.getMessage(), e);
        }
        report.add(file + ": cut at position " + at + ", where record " + sequence + " is torn; " + (bytes.length - at)
                + " bytes dropped");
    }
}
