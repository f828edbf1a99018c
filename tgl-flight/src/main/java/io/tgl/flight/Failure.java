package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import java.io.UncheckedIOException;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.memory.OutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a failure: a status code of Flight and one line. */
final class Failure {
    /** Trailers of HTTP/2 have little room. */
    private static final int MAX_LENGTH = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    private Failure() {}

    /** The status of a failure; faults of the service itself are logged. */
    static FlightRuntimeException of(Throwable failure) {
        return switch (failure) {
            case FlightRuntimeException own -> own;
            case InvalidInput input -> status(CallStatus.INVALID_ARGUMENT, String.valueOf(input.getMessage()));
            case OutOfMemoryException full ->
                status(
                        CallStatus.RESOURCE_EXHAUSTED,
                        "memory for record batches: expected room, found " + full.getMessage());
            case UncheckedIOException io -> fault(io, "the service could not read or write: " + io.getMessage());
            case IllegalStateException state -> fault(state, String.valueOf(state.getMessage()));
            default -> fault(failure, "a fault of the service: " + failure);
        };
    }

    private static FlightRuntimeException fault(Throwable failure, String message) {
        LOG.error("{}", message, failure);
        return status(CallStatus.INTERNAL, message);
    }

    private static FlightRuntimeException status(CallStatus status, String message) {
        String line = message.replace('\n', ' ');
        return status.withDescription(line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + " ..." : line)
                .toRuntimeException();
    }

    /** A client that sends nothing more: nobody reads it. */
    static FlightRuntimeException hungUp() {
        return status(CallStatus.CANCELLED, "the client has gone");
    }

    /** A batch with more bytes than there may be. */
    static FlightRuntimeException tooLarge(String place, long most, long found) {
        return status(CallStatus.RESOURCE_EXHAUSTED, place + ": expected at most " + most + " bytes, found " + found);
    }

    /**
     * A call that ended from below. The client has gone and does not read this, or is still there, because gRPC refused its
     * message.
     */
    static FlightRuntimeException cutOff(long maxBytes) {
        return status(
                CallStatus.RESOURCE_EXHAUSTED,
                "message: expected at most " + maxBytes + " bytes, found more or damaged");
    }

    /** The service is about to end. */
    static FlightRuntimeException closing(long position) {
        return status(CallStatus.UNAVAILABLE, "the service is closing; the stream stands at position " + position);
    }

    /** More at once than there may be. */
    static FlightRuntimeException tooMany(String what, int most) {
        return status(
                CallStatus.RESOURCE_EXHAUSTED,
                what + ": expected at most " + most + " at once, found all of them open");
    }

    /** A client that makes the service wait. */
    static FlightRuntimeException slow(String what) {
        return status(CallStatus.TIMED_OUT, what);
    }

    /** A name that means nothing here. */
    static FlightRuntimeException unknown(String what, String expected, String found) {
        return status(CallStatus.NOT_FOUND, what + ": expected " + expected + ", found " + found);
    }

    /** Nothing that a live predictor offers. */
    static FlightRuntimeException unimplemented(String what) {
        return status(CallStatus.UNIMPLEMENTED, what);
    }

    /** A call without the right token. */
    static FlightRuntimeException unauthenticated(String found) {
        return status(
                CallStatus.UNAUTHENTICATED,
                "header authorization: expected Bearer and the service's token, found " + found);
    }
}
