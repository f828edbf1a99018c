package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.wire.WireLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too much, too slow, or breaks off. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightLimitsTest {
    private static RemotePredictor client(FlightService service) {
        return RemotePredictor.of(Access.of("127.0.0.1", service.port()));
    }

    private static void assertStatus(FlightStatusCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code())
                                .as(String.valueOf(e.getMessage()))
                                .isEqualTo(code));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** A batch that is the same and never late, so that only the number of batches counts. */
    private static ArrivingEvents same() {
        ArrivingEvents events = World.batch(3, false);
        Arrays.fill(events.time(), 5);
        return events;
    }

    private static String digestAfter(long batches) {
        LivePredictor reference = World.live(false);
        for (long b = 0; b < batches; b++) {
            reference.observe(same());
        }
        return reference.digest();
    }

    private static ArrivingEvents links(int rows) {
        return ArrivingEvents.of(new Numbers(new long[rows], new long[rows]), new long[rows]);
    }

    private static ArrivingEvents events(int rows) {
        ArrivingEvents plain = links(rows);
        float[] features = new float[rows * World.WIDTH];
        return new ArrivingEvents(plain.ids(), plain.time(), features, World.WIDTH, null, null, null);
    }

    @Test
    void tooLargeAMessageIsRefusedAndTheServiceGoesOn() {
        FlightSettings settings =
                FlightSettings.LOCAL.withBatch(new WireLimits(1 << 16, 1 << 16, WireLimits.USUAL.tick()));
        try (FlightService service = FlightService.start(World.live(false), settings);
                RemotePredictor remote = client(service)) {
            ArrivingEvents large = links(10_000);
            assertThat(remote.observe(World.batch(0, false)).position()).isEqualTo(20);
            assertStatus(FlightStatusCode.RESOURCE_EXHAUSTED, () -> remote.score(large.ids(), large.time()));
            remote.score(World.ids(0, false), World.times(1));
            assertStatus(FlightStatusCode.RESOURCE_EXHAUSTED, () -> remote.score(large.ids(), large.time()));
            assertThat(remote.observe(World.batch(1, false)).position()).isEqualTo(40);
            assertStatus(FlightStatusCode.RESOURCE_EXHAUSTED, () -> remote.observe(events(5_000)));
            assertThat(remote.observe(World.batch(2, false)).position()).isEqualTo(60);
            // So large that gRPC itself cuts the call off.
            assertThatThrownBy(() -> remote.observe(events(50_000))).isInstanceOf(FlightRuntimeException.class);
            assertThat(remote.observe(World.batch(3, false)).position()).isEqualTo(80);
            await(() -> service.openStreams() == 1);
        }
    }

    @Test
    void tooManyRowsAreRefused() {
        FlightSettings settings = FlightSettings.LOCAL.withBatch(new WireLimits(100, 1 << 20, WireLimits.USUAL.tick()));
        try (FlightService service = FlightService.start(World.live(false), settings);
                RemotePredictor remote = client(service)) {
            ArrivingEvents many = links(101);
            assertThatThrownBy(() -> remote.score(many.ids(), many.time()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("at most 100 rows", "found 101");
            assertThatThrownBy(() -> remote.topK(1, 101, 5)).hasMessageContaining("1 to 100");
        }
    }

    @Test
    void tooManyStreamsAreRefusedUntilOneEnds() {
        LivePredictor live = World.live(false);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL.withStreams(1));
                RemotePredictor second = client(service)) {
            try (RemotePredictor first = client(service)) {
                first.observe(World.batch(0, false));
                assertStatus(FlightStatusCode.RESOURCE_EXHAUSTED, () -> second.observe(World.batch(1, false)));
                assertStatus(
                        FlightStatusCode.RESOURCE_EXHAUSTED, () -> second.score(World.ids(0, false), World.times(1)));
                assertThat(second.status()).containsEntry("open_streams", "1");
                first.observe(World.batch(1, false));
            }
            await(() -> service.openStreams() == 0);
            assertThat(second.observe(World.batch(2, false)).position()).isEqualTo(60);
        }
    }

    private static void cutOff(FlightService service, boolean put, int batches) {
        try (RawClient client = new RawClient(service.port())) {
            if (put) {
                client.put(same());
            } else {
                client.exchange("foresee", same());
            }
            for (int b = 0; b < batches; b++) {
                client.send(same());
            }
            // In the middle of whatever the service does with them, later in each round.
            LockSupport.parkNanos((batches - 1) * 400_000L);
            client.cut();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatHangsUpLeavesWholeBatchesAndNoMemory(boolean put) {
        LivePredictor live = World.live(false);
        FlightService service = FlightService.start(live, FlightSettings.LOCAL);
        try (service) {
            for (int round = 0; round < 25; round++) {
                cutOff(service, put, round % 8);
            }
            await(() -> service.openStreams() == 0);
            assertThat(live.position()).isPositive();
            assertThat(live.position() % World.BATCH).isZero();
            assertThat(live.digest()).isEqualTo(digestAfter(live.position() / World.BATCH));
            await(() -> service.memory() == 0);
            try (RemotePredictor remote = client(service)) {
                long before = live.position();
                assertThat(remote.observe(same()).position()).isEqualTo(before + World.BATCH);
            }
        }
    }

    @Test
    void aReaderThatReadsNothingIsCutOffAndDisturbsNobody() throws Exception {
        FlightSettings settings = FlightSettings.LOCAL.withPatience(Duration.ofMillis(400));
        LivePredictor live = World.live(false);
        for (int b = 0; b < 5; b++) {
            live.observe(World.batch(b, false));
        }
        try (FlightService service = FlightService.start(live, settings);
                OneWay path = new OneWay(service.port());
                RemotePredictor other = client(service);
                RawClient client = new RawClient(path.port())) {
            // Few questions, many answers: more than HTTP/2 keeps for a reader that does not read.
            client.rank();
            await(() -> service.openStreams() == 1);
            path.hold();
            for (int b = 0; b < 4; b++) {
                client.askForRankings(1_600, 40);
            }
            assertThat(other.score(World.ids(0, false), World.times(1)).position())
                    .isEqualTo(100);
            // The slow one ends, the other one's exchange stays open.
            await(() -> service.openStreams() == 1);
            path.letGo();
            assertStatus(FlightStatusCode.TIMED_OUT, () -> {
                while (client.answers().next()) {
                    assertThat(client.answers().getRoot().getRowCount()).isGreaterThan(40_000);
                }
            });
            assertThat(other.score(World.ids(0, false), World.times(1)).position())
                    .isEqualTo(100);
        }
    }

    @Test
    void closingFinishesAndAcknowledgesTheBatchInHand() throws Exception {
        LivePredictor live = World.live(false);
        FlightService service = FlightService.start(live, FlightSettings.LOCAL);
        RemotePredictor idle = client(service);
        RemotePredictor remote = client(service);
        idle.score(World.ids(0, false), World.times(0));
        CompletableFuture<Long> last = CompletableFuture.supplyAsync(() -> {
            long acknowledged = 0;
            try {
                while (true) {
                    acknowledged = remote.observe(same()).position();
                }
            } catch (FlightRuntimeException e) {
                assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE);
                return acknowledged;
            }
        });
        await(() -> live.position() > 200);
        long start = System.nanoTime();
        service.close();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        assertThat(last.get()).isEqualTo(live.position());
        assertStatus(FlightStatusCode.UNAVAILABLE, () -> idle.score(World.ids(0, false), World.times(0)));
        remote.close();
        idle.close();
        // The predictor stays open.
        assertThat(live.observe(same()).position() % World.BATCH).isZero();
    }
}
