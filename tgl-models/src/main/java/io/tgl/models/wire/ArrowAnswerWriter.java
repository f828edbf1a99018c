package io.tgl.models.wire;

import io.tgl.core.io.ArrowMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/**
 * Answers as an Arrow IPC stream, one record batch for each batch that came in; that of a refused one has no rows. The
 * schema goes out at once.
 */
public final class ArrowAnswerWriter implements AnswerWriter {
    private final OutputStream out;
    private final boolean text;
    private final BufferAllocator allocator;
    private final VectorSchemaRoot root;
    private final ArrowStreamWriter writer;

    /**
     * Begins a stream.
     *
     * @param text whether external ids are texts
     * @param metadata facts of the stream for its schema
     */
    public ArrowAnswerWriter(OutputStream out, boolean text, Map<String, String> metadata) {
        this.out = out;
        this.text = text;
        this.allocator = ArrowMemory.allocator(Long.MAX_VALUE);
        this.root = VectorSchemaRoot.create(AnswerVectors.schema(text, metadata), allocator);
        this.writer =
                new ArrowStreamWriter(root, new DictionaryProvider.MapDictionaryProvider(), Channels.newChannel(out));
        try {
            writing(writer::start);
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void write(Answers answers) {
        AnswerVectors.fill(root, answers);
        writing(writer::writeBatch);
    }

    @Override
    public void refuse(String reason, long position) {
        write(Answers.none(text, position));
    }

    @Override
    public void end() {
        writing(writer::end);
    }

    /** What may fail because the reader went away. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void writing(Step step) {
        try {
            step.run();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write answers: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        root.close();
        allocator.close();
    }
}
