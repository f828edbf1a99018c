package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.EventLog.Settings;
import io.tgl.core.io.EventLog.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Settings FAST = new Settings(new Sync.Never(), 1 << 20);

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void nameTheFirstSegment() {
        file = folder.resolve(LogFormat.segmentName(0));
    }

    private static byte[] payload(int i) {
        return "x".repeat(3 * i).concat("record " + i).getBytes(StandardCharsets.UTF_8);
    }

    private void fill(Settings settings, int records) {
        try (EventLog log = EventLog.open(folder, settings, 0, (_, _, _, _) -> {})) {
            for (int i = 0; i < records; i++) {
                assertThat(log.append(i % 3, payload(i))).isEqualTo(i);
            }
        }
    }

    /** Texts of the records from a sequence number on, with their numbers and kinds checked. */
    private List<String> readBack(Settings settings, long from, List<String> report) {
        List<String> found = new ArrayList<>();
        long[] expected = {from};
        EventLog log = EventLog.open(folder, settings, from, (sequence, kind, payload, _) -> {
            assertThat(sequence).isEqualTo(expected[0]++);
            assertThat(kind).isEqualTo((int) (sequence % 3));
            found.add(new String(payload, StandardCharsets.UTF_8));
        });
        report.addAll(log.report());
        assertThat(log.nextSequence()).isEqualTo(expected[0]);
        log.close();
        return found;
    }

    @Test
    void comesBackInOrderOverSegments() {
        Settings small = new Settings(new Sync.EveryRecord(), 150);
        fill(small, 12);
        List<String> report = new ArrayList<>();
        assertThat(readBack(small, 0, report)).hasSize(12).last().isEqualTo("x".repeat(33) + "record 11");
        assertThat(readBack(small, 7, report)).hasSize(5).first().isEqualTo("x".repeat(21) + "record 7");
        assertThat(report).isEmpty();
        try (EventLog log = EventLog.open(folder, small, 12, (_, _, _, _) -> {})) {
            assertThat(log.segmentCount()).isGreaterThan(3);
            assertThat(log.append(0, payload(12))).isEqualTo(12);
            log.deleteBefore(12);
            assertThat(log.segmentCount()).isLessThanOrEqualTo(2);
        }
        assertThat(readBack(small, 12, report)).containsExactly("x".repeat(36) + "record 12");
    }

    @Test
    void aRecordCutAnywhereIsDroppedAndTheOthersStay() throws IOException {
        fill(FAST, 4);
        byte[] whole = Files.readAllBytes(file);
        int last = whole.length - LogFormat.RECORD_HEADER - payload(3).length;
        for (int length = last; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            List<String> report = new ArrayList<>();
            assertThat(readBack(FAST, 0, report)).as("cut at " + length).hasSize(3);
            assertThat(Files.size(file)).isEqualTo(last);
            if (length > last) {
                assertThat(report).hasSize(1);
                assertThat(report.getFirst()).contains("cut at position " + last, (length - last) + " bytes dropped");
            }
        }
    }

    @Test
    void aTailOfZerosIsDropped() throws IOException {
        fill(FAST, 2);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 100));
        List<String> report = new ArrayList<>();
        assertThat(readBack(FAST, 0, report)).hasSize(2);
        assertThat(report).hasSize(1);
    }

    @Test
    void aByteFlippedAnywhereBeforeTheLastRecordIsRefusedWithItsPlace() throws IOException {
        fill(FAST, 4);
        byte[] whole = Files.readAllBytes(file);
        int at = LogFormat.SEGMENT_HEADER;
        for (int record = 0; record < 3; record++) {
            int end = at + LogFormat.RECORD_HEADER + payload(record).length;
            for (int i = at; i < end; i++) {
                byte[] damaged = whole.clone();
                damaged[i] ^= 0x10;
                Files.write(file, damaged);
                assertThatThrownBy(() -> readBack(FAST, 0, new ArrayList<>()))
                        .as("byte " + i)
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContainingAll(file.toString(), "position " + at, "record " + record);
                assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
            }
            at = end;
        }
    }

    @Test
    void aDamagedHeaderIsRefused() throws IOException {
        fill(FAST, 2);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < LogFormat.SEGMENT_HEADER; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> readBack(FAST, 0, new ArrayList<>()))
                    .as("byte " + i)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("position");
        }
    }

    @Test
    void aTornEndOfASegmentWithOthersBehindItIsRefused() throws IOException {
        fill(new Settings(new Sync.Never(), 100), 6);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> readBack(FAST, 0, new ArrayList<>()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("whole");
        Files.delete(file);
        assertThatThrownBy(() -> readBack(FAST, 0, new ArrayList<>()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("begins with record 0");
    }

    @Test
    void aSegmentThatWasBeingMadeIsDropped() throws IOException {
        fill(FAST, 2);
        for (byte[] begun : List.of(new byte[0], new byte[17], new byte[32])) {
            Files.write(folder.resolve(LogFormat.segmentName(2)), begun);
            List<String> report = new ArrayList<>();
            assertThat(readBack(FAST, 0, report)).hasSize(2);
            assertThat(report).hasSize(1);
            assertThat(folder.resolve(LogFormat.segmentName(2))).doesNotExist();
        }
    }

    @Test
    void recordsBehindASnapshotBeginASegmentWhereTheLogEndsBeforeIt() {
        fill(FAST, 3);
        try (EventLog log = EventLog.open(folder, FAST, 6, (_, _, _, _) -> {})) {
            assertThat(log.append(0, payload(6))).isEqualTo(6);
        }
        assertThat(readBack(FAST, 6, new ArrayList<>())).containsExactly("x".repeat(18) + "record 6");
    }

    @Test
    void twoWritersAreOneTooMany() {
        try (EventLog first = EventLog.open(folder, FAST, 0, (_, _, _, _) -> {})) {
            assertThatThrownBy(() -> EventLog.open(folder, FAST, 0, (_, _, _, _) -> {}))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("no other predictor");
            assertThat(first.append(0, new byte[1])).isZero();
        }
    }

    @Test
    void aFullDiskLeavesTheLogAsItWas() throws IOException {
        LimitedFile.Room room = new LimitedFile.Room(200);
        EventLog log = EventLog.open(folder, FAST, 0, (_, _, _, _) -> {}, room::open);
        log.append(0, payload(0));
        log.append(1, payload(1));
        long before = Files.size(file);
        assertThatThrownBy(() -> log.append(2, new byte[500]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space");
        assertThat(Files.size(file)).isEqualTo(before);
        assertThat(log.nextSequence()).isEqualTo(2);
        room.grow(1000);
        assertThat(log.append(2, payload(2))).isEqualTo(2);
        log.close();
        assertThat(readBack(FAST, 0, new ArrayList<>())).hasSize(3);
    }

    @Test
    void aDiskThatIsFullForANewSegmentLeavesNone() throws IOException {
        LimitedFile.Room room = new LimitedFile.Room(120);
        Settings small = new Settings(new Sync.Never(), 60);
        EventLog log = EventLog.open(folder, small, 0, (_, _, _, _) -> {}, room::open);
        log.append(0, new byte[50]);
        assertThatThrownBy(() -> log.append(1, new byte[50])).isInstanceOf(UncheckedIOException.class);
        room.grow(1000);
        assertThat(log.append(1, payload(1))).isEqualTo(1);
        log.close();
        assertThat(LogRecovery.segments(folder)).hasSize(2);
    }

    @Test
    void forcedAtIntervalsAndClosedForGood() {
        Settings settings = new Settings(new Sync.Every(Duration.ofMillis(1)), 1 << 20);
        EventLog log = EventLog.open(folder, settings, 0, (_, _, _, _) -> {});
        log.append(0, payload(0));
        log.force();
        log.close();
        assertThatThrownBy(() -> log.append(1, payload(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("closed");
        assertThat(readBack(FAST, 0, new ArrayList<>())).hasSize(1);
    }
}
