package io.tgl.flight;

import com.fasterxml.jackson.databind.JsonNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Ids;
import io.tgl.core.io.ArrowMemory;
import io.tgl.models.live.Embedding;
import io.tgl.models.live.Scores;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link io.tgl.models.live.LivePredictor} in another process, behind a {@link FlightService}. The same calls, with
 * nodes by their external ids; the same bits. What the predictor would refuse is refused with the same {@link
 * InvalidInput}; all else that goes wrong is an {@link org.apache.arrow.flight.FlightRuntimeException} with its status.
 *
 * <p>May be used by several threads: questions run side by side, {@link #observe} one after the other.
 */
public final class RemotePredictor implements AutoCloseable {
    private final BufferAllocator allocator;
    private final FlightClient client;
    private final CallOption[] options;
    private final Deque<RemoteExchange> idle = new ArrayDeque<>();
    private final Object uploading = new Object();
    private @Nullable EventUpload upload;

    private RemotePredictor(BufferAllocator allocator, FlightClient client, CallOption... options) {
        this.allocator = allocator;
        this.client = client;
        this.options = options;
    }

    /** A client of this service; it connects with the first call. */
    public static RemotePredictor of(Access access) {
        BufferAllocator allocator = ArrowMemory.allocator(Long.MAX_VALUE);
        try {
            FlightClient.Builder builder = FlightClient.builder().allocator(allocator);
            if (access.trusted().isPresent()) {
                builder.location(Location.forGrpcTls(access.host(), access.port()))
                        .useTls()
                        .trustedCertificates(
                                new ByteArrayInputStream(bytes(access.trusted().get())));
                access.serverName().ifPresent(builder::overrideHostname);
            } else {
                builder.location(Location.forGrpcInsecure(access.host(), access.port()));
            }
            CallOption[] options = access.token()
                    .map(token -> new CallOption[] {new CredentialCallOption(new BearerCredentialWriter(token))})
                    .orElse(new CallOption[0]);
            return new RemotePredictor(allocator, builder.build(), options);
        } catch (RuntimeException e) {
            allocator.close();
            throw e;
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInput("certificates: expected a PEM file that can be read, found " + file, e);
        }
    }

    /** Takes in a batch; returns when the service has logged it and taken it in. */
    public Acknowledgement observe(ArrivingEvents events) {
        synchronized (uploading) {
            EventUpload open = upload;
            try {
                if (open != null && !open.columns().equals(Columns.of(events))) {
                    open.finish();
                    open.close();
                    open = null;
                }
                if (open == null) {
                    open = upload(Columns.of(events));
                }
                upload = open;
                open.send(events);
                return open.await();
            } catch (RuntimeException e) {
                if (open != null) {
                    open.close();
                }
                upload = null;
                throw e;
            }
        }
    }

    /** A stream of its own for many batches. */
    public EventUpload upload(Columns columns) {
        return new EventUpload(client, allocator, columns, options);
    }

    /** Scores links. */
    public Scores score(Ids links, long[] time) {
        ArrivingEvents asked = ArrivingEvents.of(links, time);
        Columns columns = Columns.of(asked);
        RemoteExchange exchange = exchange(columns);
        RemoteExchange.Reply reply;
        try {
            reply = exchange.ask(asked);
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
        synchronized (idle) {
            idle.push(exchange);
        }
        return new Scores(reply.score(), reply.note().position());
    }

    private RemoteExchange exchange(Columns columns) {
        RemoteExchange open;
        synchronized (idle) {
            open = idle.poll();
        }
        if (open != null && open.columns().equals(columns)) {
            return open;
        }
        if (open != null) {
            open.close();
        }
        return new RemoteExchange(client, allocator, LiveProducer.SCORE, columns, options);
    }

    /**
     * Scores a batch's links and then takes it in, as evaluation does.
     *
     * @return the scores; their position is that before the batch
     */
    public Scores foresee(ArrivingEvents events) {
        try (RemoteExchange exchange =
                new RemoteExchange(client, allocator, LiveProducer.FORESEE, Columns.of(events), options)) {
            RemoteExchange.Reply reply = exchange.ask(events);
            return new Scores(
                    reply.score(), reply.note().position() - reply.note().events());
        }
    }

    /**
     * The likeliest destinations of a source.
     *
     * @param destination external ids, numbers as text
     * @param score their scores, descending
     * @param position the point of the stream
     */
    public record Best(List<String> destination, float[] score, long position) {}

    /** The k likeliest destinations at a time, among all that were one so far. */
    public Best topK(String source, int k, long time) {
        return topK((Object) source, k, time);
    }

    /** The same where external ids are numbers. */
    public Best topK(long source, int k, long time) {
        return topK((Object) source, k, time);
    }

    /** Candidates of a source at a time, likeliest first; equal scores in the order in which they were given. */
    public Best rank(String source, String[] candidates, long time) {
        return RemoteRanking.ask(client, allocator, source, candidates, time, options);
    }

    /** The same where external ids are numbers. */
    public Best rank(long source, long[] candidates, long time) {
        Object[] ids = Arrays.stream(candidates).boxed().toArray();
        return RemoteRanking.ask(client, allocator, source, ids, time, options);
    }

    private Best topK(Object source, int k, long time) {
        JsonNode answer = action(Actions.TOP_K, Map.of("source", source, "k", k, "time", time));
        List<String> destination = new ArrayList<>();
        answer.path("node").forEach(node -> destination.add(node.asText()));
        return new Best(destination, floats(answer.path("score")), position(answer));
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            // The digits are those of a float, and read as one.
            floats[i] = Float.parseFloat(values.get(i).asText());
        }
        return floats;
    }

    private static long position(JsonNode answer) {
        return Notes.integer(answer, "position", "answer");
    }

    /** The embedding of a node, named by a text or a {@code Long}. */
    public Embedding embed(Object node, long time) {
        return embedding(action(Actions.EMBED, Map.of("node", node, "time", time)));
    }

    /** The affinity distribution of a node, named by a text or a {@code Long}. */
    public Embedding affinity(Object node, long time) {
        return embedding(action(Actions.AFFINITY, Map.of("node", node, "time", time)));
    }

    private static Embedding embedding(JsonNode answer) {
        return new Embedding(floats(answer.path("values")), position(answer));
    }

    /** Forgets a node, named by a text or a {@code Long}; where the stream stands. */
    public long forget(Object node) {
        return position(action(Actions.FORGET, Map.of("node", node)));
    }

    /** Has a snapshot written; where the stream stands. */
    public long snapshot() {
        return position(action(Actions.SNAPSHOT, Map.of()));
    }

    /** SHA-256 of the state. */
    public String digest() {
        return action(Actions.DIGEST, Map.of()).path("digest").asText();
    }

    /** Counters by name, as texts. */
    public Map<String, String> status() {
        Map<String, String> status = new LinkedHashMap<>();
        action(Actions.STATUS, Map.of())
                .properties()
                .forEach(entry -> status.put(entry.getKey(), entry.getValue().asText()));
        return status;
    }

    private JsonNode action(String type, Map<String, ?> body) {
        try {
            Iterator<Result> results = client.doAction(new Action(type, Notes.bytes(body)), options);
            JsonNode answer = Notes.object(results.next().getBody(), type);
            results.forEachRemaining(_ -> {});
            return answer;
        } catch (RuntimeException e) {
            throw RemoteFailure.of(e);
        }
    }

    /** Ends the streams and the connection. */
    @Override
    public void close() {
        synchronized (uploading) {
            EventUpload open = upload;
            upload = null;
            if (open != null) {
                try {
                    open.finish();
                } catch (RuntimeException e) {
                    // The service had gone; everything that observe returned for was acknowledged.
                }
                open.close();
            }
        }
        synchronized (idle) {
            idle.forEach(RemoteExchange::close);
            idle.clear();
        }
        try {
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        allocator.close();
    }
}
