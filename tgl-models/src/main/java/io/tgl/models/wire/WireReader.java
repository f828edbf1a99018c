package io.tgl.models.wire;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowReadOptions;
import java.io.InputStream;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Reads an Arrow IPC stream (or file) batch by batch, each as soon as it has arrived. Memory is bounded by the limits of
 * one batch. For one thread.
 */
public final class WireReader implements AutoCloseable {
    private final ArrowEventReader reader;
    private final WireDecoder decoder;

    /**
     * Opens a stream; returns when its first bytes are there.
     *
     * @param name what messages call it
     */
    public WireReader(InputStream in, String name, WireLimits limits) {
        this.reader = ArrowEventReader.open(in, name, ArrowReadOptions.USUAL.withMaxBatchBytes(limits.maxBytes()));
        this.decoder = new WireDecoder(name, limits);
    }

    /**
     * Goes to the next record batch; false at the end of the stream.
     *
     * @throws InvalidInput if the bytes are damaged, break off or bring another schema: nothing more can be read then
     */
    public Optional<Undecoded> next() {
        return reader.nextRoot().map(Undecoded::new);
    }

    /** A record batch that arrived. */
    public final class Undecoded {
        private final VectorSchemaRoot root;

        private Undecoded(VectorSchemaRoot root) {
            this.root = root;
        }

        /**
         * Its content.
         *
         * @throws InvalidInput naming batch, row and column; the next batch can still be read
         */
        public WireBatch decode() {
            return decoder.decode(root, reader.dictionaries());
        }
    }

    /** Gives back all memory and closes the source. */
    @Override
    public void close() {
        reader.close();
    }
}
