package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/** What a client throws: what the predictor would have thrown, where it can be told. */
final class RemoteFailure {
    private RemoteFailure() {}

    static RuntimeException of(Throwable failure) {
        return switch (failure) {
            case FlightRuntimeException e
            when e.status().code() == FlightStatusCode.INVALID_ARGUMENT ->
                new InvalidInput(String.valueOf(e.getMessage()), e);
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }
}
