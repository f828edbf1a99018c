package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.io.ArrowMemory;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.wire.ArrivingVectors;
import io.tgl.models.wire.ArrivingVectors.Columns;
import io.tgl.models.wire.WireLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
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
        assertThatThrownBy(call).isInstanceOfSatisfying(FlightRuntimeException.class, e -> assertThat(
                        e.status().code())
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

    @Test
    void tooLargeAMessageIsRefusedAndTheServiceGoesOn() {
        FlightSettings settings = FlightSettings.LOCAL.withBatch(new WireLimits(1 << 16, 1 << 16, WireLimits.USUAL.tick()));
        try (FlightService service = FlightService.start(World.live(false), settings);
                RemotePredictor remote = client(service)) {
            ArrivingEvents large = links(10_000);
            assertStatus(
                    FlightStatusCode.RESOURCE_EXHAUSTED, () -> remote.score(large.ids(), large.time()));
            assertThat(remote.observe(World.batch(0, false)).position()).isEqualTo(20);
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
                        FlightStatusCode.RESOURCE_EXHAUSTED,
                        () -> second.score(World.ids(0, false), World.times(1)));
                assertThat(second.status()).containsEntry("open_streams", "1");
                first.observe(World.batch(1, false));
            }
            await(() -> service.openStreams() == 0);
            assertThat(second.observe(World.batch(2, false)).position()).isEqualTo(60);
        }
    }

    /** A client of its own connection, which can be cut. */
    private static void cutOff(FlightService service, boolean put, int batches) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", service.port())
                .usePlaintext()
                .build();
        try (BufferAllocator allocator = ArrowMemory.allocator(1L << 30);
                FlightClient client = FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel);
                VectorSchemaRoot root =
                        VectorSchemaRoot.create(ArrivingVectors.schema(Columns.of(same())), allocator)) {
            ClientStreamListener out;
            if (put) {
                out = client.startPut(FlightDescriptor.path("events"), root, new AsyncPutListener());
            } else {
                out = client.doExchange(FlightDescriptor.path("foresee")).getWriter();
                out.start(root);
            }
            for (int b = 0; b < batches; b++) {
                ArrivingVectors.fill(root, same());
                out.putNext();
            }
            // In the middle of whatever the service does with them, later in each round.
            LockSupport.parkNanos((batches - 1) * 400_000L);
            channel.shutdownNow();
        } catch (Exception e) {
            // What came back to a client that has gone.
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
        live.observe(World.batch(0, false));
        ArrivingEvents links = links(20_000);
        try (FlightService service = FlightService.start(live, settings);
                RemotePredictor other = client(service);
                BufferAllocator allocator = ArrowMemory.allocator(1L << 30)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", service.port())
                    .usePlaintext()
                    .build();
            try (FlightClient client = FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel);
                    VectorSchemaRoot root =
                            VectorSchemaRoot.create(ArrivingVectors.schema(Columns.of(links)), allocator);
                    ExchangeReaderWriter call = client.doExchange(FlightDescriptor.path("score"))) {
                ClientStreamListener out = call.getWriter();
                out.start(root);
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                    for (int b = 0; b < 12; b++) {
                        ArrivingVectors.fill(root, links);
                        out.putNext();
                    }
                });
                await(() -> service.openStreams() == 1);
                assertThat(other.score(World.ids(0, false), World.times(1)).position()).isEqualTo(20);
                // The other client's exchange stays open.
                await(() -> service.openStreams() == 1);
                assertStatus(FlightStatusCode.TIMED_OUT, () -> {
                    while (call.getReader().next()) {
                        assertThat(call.getReader().getRoot().getRowCount()).isEqualTo(20_000);
                    }
                });
                sending.exceptionally(_ -> null).get();
            } finally {
                channel.shutdownNow();
            }
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
