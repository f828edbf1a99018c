package io.tgl.flight;

import io.tgl.models.wire.ArrivingVectors;
import io.tgl.models.wire.ArrivingVectors.Columns;
import io.tgl.models.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Which call leads where. */
final class LiveProducer implements FlightProducer {
    static final String EVENTS = "events";
    static final String SCORE = "score";
    static final String FORESEE = "foresee";
    static final String RANK = "rank";
    private static final List<String> NAMES = List.of(EVENTS, SCORE, FORESEE, RANK);

    private final Served served;
    private final WireLimits limits;
    private final OpenStreams streams;
    private final Duration patience;
    private final Executor threads;
    private final Puts puts;
    private final Exchanges exchanges;
    private final Actions actions;

    LiveProducer(
            Served served, FlightSettings settings, OpenStreams streams, Executor threads, BufferAllocator allocator) {
        this.served = served;
        this.limits = settings.batch();
        this.streams = streams;
        this.patience = settings.patience();
        this.threads = threads;
        this.puts = new Puts(served, limits, allocator);
        this.exchanges = new Exchanges(served, limits, patience, allocator);
        this.actions = new Actions(served, streams, limits.maxRows());
    }

    private static String name(FlightDescriptor descriptor) {
        return descriptor.isCommand()
                ? new String(descriptor.getCommand(), StandardCharsets.UTF_8)
                : String.join("/", descriptor.getPath());
    }

    @Override
    public Runnable acceptPut(CallContext context, FlightStream in, StreamListener<PutResult> out) {
        return () -> {
            try (OpenStream stream = streams.open(served.live.position())) {
                puts.serve(stream, in, out, () -> {
                    String name = asked(stream, in);
                    if (!name.equals(EVENTS)) {
                        throw Failure.unknown("descriptor of a put", EVENTS, name);
                    }
                });
                out.onCompleted();
            } catch (RuntimeException | Error e) {
                throw context.isCancelled() ? Failure.cutOff(limits.maxBytes()) : Failure.of(e);
            }
        };
    }

    @Override
    public void doExchange(CallContext context, FlightStream in, ServerStreamListener out) {
        OpenStream stream;
        try {
            stream = streams.open(served.live.position());
        } catch (RuntimeException e) {
            out.error(e);
            return;
        }
        try (stream) {
            // Flight frees what the client sent when the call ends; the stream must not count as ended before that.
            try {
                Exchanges.attach(stream, out);
                exchanges.serve(stream, exchange(asked(stream, in)), in, out);
                out.completed();
            } catch (RuntimeException | Error e) {
                out.error(context.isCancelled() ? Failure.cutOff(limits.maxBytes()) : Failure.of(e));
            }
        }
    }

    private String asked(OpenStream stream, FlightStream in) {
        String name = name(stream.descriptor(in, patience, threads));
        if (stream.draining()) {
            throw Failure.closing(served.live.position());
        }
        return name;
    }

    private Exchange exchange(String name) {
        return switch (name) {
            case SCORE -> new Exchange.Score(served, limits);
            case FORESEE -> new Exchange.Foresee(served, limits);
            case RANK -> new Rankings(served, limits);
            default ->
                throw Failure.unknown("descriptor of an exchange", "one of " + List.of(SCORE, FORESEE, RANK), name);
        };
    }

    @Override
    public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
        String name = name(descriptor);
        if (!NAMES.contains(name)) {
            throw Failure.unknown("descriptor", "one of " + NAMES, name);
        }
        return info(name);
    }

    /** Columns that go in for events, that come out for questions. There is nothing to fetch. */
    private FlightInfo info(String name) {
        Schema schema = name.equals(EVENTS)
                ? ArrivingVectors.schema(Columns.plain(served.live.hasTextIds(), served.live.featureWidth()))
                : exchange(name).schema();
        long records = name.equals(EVENTS) ? served.live.position() : -1;
        return new FlightInfo(schema, FlightDescriptor.path(name), List.of(), -1, records);
    }

    @Override
    public void listFlights(CallContext context, Criteria criteria, StreamListener<FlightInfo> out) {
        NAMES.forEach(name -> out.onNext(info(name)));
        out.onCompleted();
    }

    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> out) {
        try {
            out.onNext(new Result(Notes.bytes(actions.run(action))));
            out.onCompleted();
        } catch (RuntimeException | Error e) {
            out.onError(Failure.of(e));
        }
    }

    @Override
    public void listActions(CallContext context, StreamListener<ActionType> out) {
        Actions.TYPES.forEach(out::onNext);
        out.onCompleted();
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener out) {
        out.error(Failure.unimplemented("DoGet: expected DoPut of events, DoExchange of questions or an action"));
    }
}
