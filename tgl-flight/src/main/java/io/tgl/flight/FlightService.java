package io.tgl.flight;

import io.grpc.netty.NettyServerBuilder;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowMemory;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a live predictor over Arrow Flight: puts take events in, exchanges score links or rank candidates, actions ask
 * and command in JSON (docs/flight.md). Any number of clients at once; what they send and how it is answered is ruled by
 * {@link FlightSettings}.
 *
 * <p>A batch is acknowledged after the predictor's log took it, and taken in whole or not at all whatever becomes of its
 * client. Who changes the predictor past the service while it runs takes from clients the chance to ask for a change at a
 * position, nothing else. The predictor, or the store, stays the caller's: closing the service leaves it open.
 */
public final class FlightService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlightService.class);
    private static final int FURTHER_CALLS = 16;
    private static final long LAST_SECONDS = 5;
    private static final long SOMEWHAT = 4;
    private static final long FRAME = 1 << 16;

    /** Bytes of answers that may wait for a client, beyond what HTTP/2 has on the way. */
    private static final int UNREAD = 1 << 20;

    private final FlightServer server;
    private final OpenStreams streams;
    private final FlightSettings settings;
    private final ExecutorService threads;
    private final BufferAllocator allocator;

    private FlightService(
            FlightServer server,
            OpenStreams streams,
            FlightSettings settings,
            ExecutorService threads,
            BufferAllocator allocator) {
        this.server = server;
        this.streams = streams;
        this.settings = settings;
        this.threads = threads;
        this.allocator = allocator;
    }

    /** Serves a predictor that lives in memory only. */
    public static FlightService start(LivePredictor live, FlightSettings settings) {
        return start(live, null, settings);
    }

    /** Serves the predictor of a store. */
    public static FlightService start(LiveStore store, FlightSettings settings) {
        return start(store.predictor(), store, settings);
    }

    private static FlightService start(LivePredictor live, @Nullable LiveStore store, FlightSettings settings) {
        BufferAllocator allocator = ArrowMemory.allocator(settings.maxMemory());
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("tgl-flight-", 0).factory());
        try {
            OpenStreams streams = new OpenStreams(settings.maxStreams());
            LiveProducer producer = new LiveProducer(new Served(live, store), settings, streams, threads, allocator);
            FlightServer server = server(settings, allocator, producer, threads).start();
            return new FlightService(server, streams, settings, threads, allocator);
        } catch (IOException e) {
            stopped(threads, allocator);
            throw new UncheckedIOException(
                    "cannot listen on " + settings.host() + ", port " + settings.port() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            stopped(threads, allocator);
            throw e;
        }
    }

    private static FlightServer server(
            FlightSettings settings, BufferAllocator allocator, LiveProducer producer, ExecutorService threads)
            throws IOException {
        Location location = settings.tls().isPresent()
                ? Location.forGrpcTls(settings.host(), settings.port())
                : Location.forGrpcInsecure(settings.host(), settings.port());
        Consumer<NettyServerBuilder> transport =
                netty -> netty.maxConcurrentCallsPerConnection(settings.maxStreams() + FURTHER_CALLS)
                        // A client whose machine has vanished does not hold its stream for ever.
                        .keepAliveTime(1, TimeUnit.MINUTES)
                        .keepAliveTimeout(20, TimeUnit.SECONDS)
                        .permitKeepAliveTime(10, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true);
        FlightServer.Builder builder = FlightServer.builder(allocator, location, producer)
                .executor(threads)
                .maxInboundMessageSize(cutOff(settings.batch().maxBytes()))
                .setMaxHeaderListSize(1 << 14)
                .backpressureThreshold(UNREAD)
                .transportHint("grpc.builderConsumer", transport);
        settings.token().ifPresent(token -> builder.headerAuthenticator(new BearerToken(token)));
        if (settings.tls().isPresent()) {
            FlightSettings.Tls tls = settings.tls().get();
            try {
                builder.useTls(
                        new ByteArrayInputStream(pem(tls.certificate())), new ByteArrayInputStream(pem(tls.key())));
                return builder.build();
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new InvalidInput(
                        "TLS: expected a PEM certificate in " + tls.certificate() + " and its PKCS#8 PEM key in "
                                + tls.key() + ", found something else (" + e.getMessage() + ")",
                        e);
            }
        }
        return builder.build();
    }

    /** gRPC cuts off the call of a message beyond this without a word; what is less too large gets to be refused. */
    private static int cutOff(long maxBytes) {
        return (int) Math.min(Integer.MAX_VALUE, SOMEWHAT * maxBytes + FRAME);
    }

    private static byte[] pem(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInput("TLS: expected a PEM file that can be read, found " + file + " (" + e + ")", e);
        }
    }

    /** The port on which it listens. */
    public int port() {
        return server.getPort();
    }

    /** How clients name it, e.g. {@code grpc+tcp://127.0.0.1:8815}. */
    public String location() {
        return server.getLocation().getUri().toString();
    }

    /** Puts and exchanges that are open now. */
    public int openStreams() {
        return streams.count();
    }

    /** Bytes of Arrow memory in use. */
    public long memory() {
        return allocator.getAllocatedMemory();
    }

    /**
     * Takes no new calls, lets every stream finish the batch in hand, acknowledges it, and ends the stream as {@code
     * UNAVAILABLE}; what clients sent behind it was not taken in and is not acknowledged.
     */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!streams.drain(settings.patience())) {
                LOG.warn("{} streams did not end within {}", streams.count(), settings.patience());
            }
            server.close();
            threads.shutdown();
            threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped(threads, allocator);
    }

    private static void stopped(ExecutorService threads, BufferAllocator allocator) {
        threads.shutdown();
        try {
            allocator.close();
        } catch (IllegalStateException e) {
            // Streams that were cut off in the middle; the memory goes with the process.
            LOG.warn("Arrow memory was not given back: {}", e.getMessage());
        }
    }
}
