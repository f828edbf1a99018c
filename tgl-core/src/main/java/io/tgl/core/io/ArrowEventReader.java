package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.TimeGranularity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from Arrow. Columns: {@code src} and {@code dst} (integers, or texts of any Arrow text type), {@code
 * time} (integers, timestamps of any unit, or floats without fraction), and optionally {@code relation} (integers or
 * texts), {@code weight} and {@code label} (numbers), {@code features} (fixed-size lists, or lists of one width, of
 * float32 or float64). Other columns are ignored. IPC files and IPC streams are told apart by their first bytes;
 * batches may be dictionary-encoded and compressed with zstd or lz4. Ids of a table whose metadata declares {@code
 * tgl.node_count} are dense already and kept; others are indexed in the order of first appearance.
 *
 * <p>Three ways in: {@link #load} takes a whole file; {@link #open(InputStream, String, ArrowReadOptions)} hands out
 * events as record batches arrive, so that a pipe works and memory stays bounded by a batch and the node index; and a
 * service that already holds an {@link ArrowReader} or a {@link VectorSchemaRoot} hands it over as it is ({@link
 * #over}, {@link #read}, {@link ArrowEventDecoder}). Everything is accepted whole or refused with {@link InvalidInput},
 * which names table, row (from 0), column, what was expected and what was found. Not safe for use by several threads.
 */
public final class ArrowEventReader implements AutoCloseable {
    private final String table;
    private final ArrowReadOptions options;
    private final ArrowEventDecoder decoder;
    private final ArrowReader reader;
    private final @Nullable BufferAllocator owned;
    private final int expectedBatches;
    private boolean finished;
    private boolean closed;

    private ArrowEventReader(
            String table,
            ArrowReadOptions options,
            ArrowReader reader,
            @Nullable BufferAllocator owned,
            int expectedBatches) {
        this.table = table;
        this.options = options;
        this.decoder = new ArrowEventDecoder(table, options);
        this.reader = reader;
        this.owned = owned;
        this.expectedBatches = expectedBatches;
    }

    /** Loads a whole IPC file or stream from disk with the usual options. */
    public static LoadedEvents load(Path file) {
        return load(file, ArrowReadOptions.USUAL);
    }

    /** Loads a whole IPC file or stream from disk. */
    public static LoadedEvents load(Path file, ArrowReadOptions options) {
        try (ArrowEventReader events = open(file, options)) {
            return events.readAll();
        }
    }

    /** Takes all events of a root that the caller holds and keeps. */
    public static LoadedEvents read(
            VectorSchemaRoot root, DictionaryProvider dictionaries, String table, ArrowReadOptions options) {
        ArrowEventDecoder decoder = new ArrowEventDecoder(table, options);
        EventAssembler assembler = new EventAssembler(table, options.sortByTime());
        assembler.add(decoder.decodeRows(root, dictionaries));
        return assembler.finish(decoder);
    }

    /** Opens an IPC file or stream on disk (or a named pipe). */
    public static ArrowEventReader open(Path file, ArrowReadOptions options) {
        InputFile.checked(file);
        try {
            IpcSource source =
                    Files.isRegularFile(file) ? IpcSource.open(file) : IpcSource.open(Files.newInputStream(file));
            return open(source, file.toString(), options);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidInput(file + ": expected a whole Arrow footer, found a damaged one (" + e + ")", e);
        }
    }

    /**
     * Opens an IPC stream (or file) that comes through {@code in}, which messages call {@code name}; closing closes it.
     */
    public static ArrowEventReader open(InputStream in, String name, ArrowReadOptions options) {
        try {
            return open(IpcSource.open(in), name, options);
        } catch (IOException e) {
            throw new InvalidInput(name + ": expected Arrow IPC messages, found " + e.getMessage(), e);
        }
    }

    private static ArrowEventReader open(IpcSource source, String name, ArrowReadOptions options) throws IOException {
        try {
            // Room for a compressed batch and what it decompresses to.
            BufferAllocator allocator = ArrowMemory.allocator(Math.multiplyExact(2, options.maxBatchBytes()));
            boolean endMarker = options.endMarkerRequired() && !source.endKnown();
            IpcReader reader = new IpcReader(
                    name, source.channel(), allocator, options.maxBatchBytes(), source.messageBytes(), endMarker);
            return new ArrowEventReader(name, options, reader, allocator, source.recordBatches());
        } catch (RuntimeException e) {
            source.channel().close();
            throw e;
        }
    }

    /** Reads from an Arrow reader that the caller holds and closes; messages call it {@code name}. */
    public static ArrowEventReader over(ArrowReader reader, String name, ArrowReadOptions options) {
        return new ArrowEventReader(name, options, reader, null, -1);
    }

    /** The events of the next record batch, as soon as it has arrived; empty at the end. */
    public Optional<EventChunk> next() {
        if (options.sortByTime()) {
            throw InvalidInput.at(table, "a whole table for sortByTime", "one batch after the other");
        }
        return advance() ? Optional.of(guarded(() -> decoder.decode(reader.getVectorSchemaRoot(), reader))) : finish();
    }

    /**
     * The events of the next record batch with their external ids and times in any order; empty at the end. Not to be mixed
     * with the other ways to read. A batch that is refused can be passed over: the next call gives the one behind it.
     */
    public Optional<ArrivingEvents> nextArriving() {
        if (!advance()) {
            checkCounts();
            return Optional.empty();
        }
        return Optional.of(guarded(() -> decoder.decodeArriving(reader.getVectorSchemaRoot(), reader)));
    }

    /**
     * The next record batch as Arrow has it, undecoded; empty at the end. It is the reader's own and good until the next
     * call. Not to be mixed with the other ways to read.
     */
    public Optional<VectorSchemaRoot> nextRoot() {
        return advance() ? Optional.of(guarded(reader::getVectorSchemaRoot)) : Optional.empty();
    }

    /** Resolves the dictionary-encoded columns of a batch that {@link #nextRoot} gave. */
    public DictionaryProvider dictionaries() {
        return reader;
    }

    /** All events that have not been handed out yet. */
    public LoadedEvents readAll() {
        EventAssembler assembler = new EventAssembler(table, options.sortByTime());
        while (advance()) {
            assembler.add(guarded(() -> decoder.decodeRows(reader.getVectorSchemaRoot(), reader)));
        }
        checkCounts();
        return assembler.finish(decoder);
    }

    private Optional<EventChunk> finish() {
        checkCounts();
        return Optional.empty();
    }

    private boolean advance() {
        if (!finished) {
            finished = !guarded(reader::loadNextBatch);
        }
        return !finished;
    }

    private void checkCounts() {
        if (reader instanceof IpcReader ipc && expectedBatches >= 0 && ipc.recordBatches() != expectedBatches) {
            throw InvalidInput.at(table, expectedBatches + " record batches, as in its footer", ipc.recordBatches());
        }
        OptionalLong declared =
                ArrowMetadata.count(table, decoder.metadata(), ArrowMetadata.EVENT_COUNT, Long.MAX_VALUE);
        if (declared.isPresent() && declared.getAsLong() != decoder.rows()) {
            throw InvalidInput.at(table, declared.getAsLong() + " events, as its metadata declares", decoder.rows());
        }
    }

    /** What Arrow may do. */
    @FunctionalInterface
    private interface ArrowCall<T> {
        T call() throws IOException;
    }

    /** Arrow reports damaged bytes with whatever exception they run into first. */
    private <T> T guarded(ArrowCall<T> call) {
        try {
            return call.call();
        } catch (InvalidInput e) {
            throw String.valueOf(e.getMessage()).startsWith(table)
                    ? e
                    : new InvalidInput(table + ", " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            finished = true;
            throw new InvalidInput(table + ": expected whole Arrow IPC data, found damaged data (" + e + ")", e);
        }
    }

    /** The node index as it is now; a copy, whose cost grows with the nodes. */
    public NodeIndex nodes() {
        return decoder.nodes();
    }

    /** Relations that appeared so far: names, or 0 to the largest id. */
    public NodeIndex relations() {
        return decoder.relations();
    }

    /** What one tick is; known once a batch was read. */
    public TimeGranularity granularity() {
        return decoder.granularity();
    }

    /** Texts of the table's schema, by key in ascending order; known once a batch was read. */
    public Map<String, String> metadata() {
        return decoder.metadata();
    }

    /** Gives back all memory and closes the source; a reader that the caller handed in stays open. */
    @Override
    public void close() {
        if (owned == null || closed) {
            return;
        }
        closed = true;
        try {
            reader.close();
        } catch (IOException e) {
            throw new InvalidInput(table + ": expected a source that closes, found " + e.getMessage(), e);
        } finally {
            if (reader instanceof IpcReader ipc) {
                ipc.releaseLeftovers();
            }
            owned.close();
        }
    }
}
