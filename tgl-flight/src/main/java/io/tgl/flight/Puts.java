package io.tgl.flight;

import com.fasterxml.jackson.databind.JsonNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.models.wire.Answers;
import io.tgl.models.wire.WireBatch;
import io.tgl.models.wire.WireDecoder;
import io.tgl.models.wire.WireLimits;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** One client's events. Each batch is taken in whole and then acknowledged; the first that is refused ends the stream. */
record Puts(Served served, WireLimits limits, BufferAllocator allocator) {
    /**
     * Serves the stream to its end.
     *
     * @param check called when the first batch is there, and its descriptor with it
     */
    void serve(OpenStream stream, FlightStream in, StreamListener<PutResult> out, Runnable check) {
        WireDecoder decoder = new WireDecoder("events", limits);
        while (stream.next(in)) {
            if (decoder.batches() == 0) {
                check.run();
            }
            String place = "events, batch " + decoder.batches();
            check(in, limits, place);
            WireBatch batch = decoder.decode(in.getRoot(), in.getDictionaryProvider());
            Answers taken = served.observe(batch, position(in.getLatestMetadata(), place));
            acknowledge(out, Exchange.acknowledgement(decoder.batches() - 1, taken));
        }
        if (stream.draining()) {
            throw Failure.closing(served.live.position());
        }
    }

    private void acknowledge(StreamListener<PutResult> out, Map<String, Object> note) {
        try (PutResult result = PutResult.metadata(Notes.buffer(allocator, note))) {
            out.onNext(result);
        }
    }

    /** Refuses a batch without a schema before it, or one that is too large as it came or unpacked. */
    static void check(FlightStream in, WireLimits limits, String place) {
        if (!in.hasRoot()) {
            throw InvalidInput.at(place, "a schema before", "none");
        }
        ArrowBuf metadata = in.getLatestMetadata();
        long bytes = metadata == null ? 0 : metadata.readableBytes();
        for (FieldVector vector : in.getRoot().getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        if (bytes > limits.maxBytes()) {
            throw Failure.tooLarge(place, limits.maxBytes(), bytes);
        }
    }

    /** Where the client thinks that the stream stands, if it says so. */
    static OptionalLong position(@Nullable ArrowBuf metadata, String place) {
        JsonNode note = Notes.object(metadata, place + ", metadata");
        return note.has("position")
                ? OptionalLong.of(Notes.integer(note, "position", place + ", metadata"))
                : OptionalLong.empty();
    }
}
