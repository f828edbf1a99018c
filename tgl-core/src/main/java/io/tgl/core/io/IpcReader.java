package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads Arrow's IPC messages ("Encapsulated message format" of the Arrow columnar specification) into vectors. In place
 * of Arrow's own stream reader, which allocates whatever length the bytes claim and takes a stream that breaks off
 * between two messages for a complete one.
 */
final class IpcReader extends ArrowReader {
    private static final int CONTINUATION = -1;
    private static final int FIRST_BYTES = 1 << 16;
    private static final int MAX_METADATA_BYTES = 1 << 28;

    private final String where;
    private final ReadChannel in;
    private final boolean endMarkerRequired;
    private final long maxBodyBytes;
    private final long totalBytes;
    private long recordBatches;
    private boolean ended;
    private @Nullable ArrowBuf lastBody;

    /**
     * Messages from a channel.
     *
     * @param totalBytes bytes the channel can give, {@link Long#MAX_VALUE} if unknown
     */
    IpcReader(
            String where,
            ReadableByteChannel channel,
            BufferAllocator allocator,
            long maxBodyBytes,
            long totalBytes,
            boolean endMarkerRequired) {
        super(allocator, ArrowCodecs.INSTANCE);
        this.in = new ReadChannel(channel);
        this.where = where;
        this.maxBodyBytes = maxBodyBytes;
        this.totalBytes = totalBytes;
        this.endMarkerRequired = endMarkerRequired;
    }

    /** Record batches read so far. */
    long recordBatches() {
        return recordBatches;
    }

    @Override
    public long bytesRead() {
        return in.bytesRead();
    }

    @Override
    protected void closeReadSource() throws IOException {
        in.close();
    }

    @Override
    protected Schema readSchema() throws IOException {
        Message message = nextMessage();
        if (message == null || message.headerType() != MessageHeader.Schema) {
            throw InvalidInput.at(where, "an Arrow schema at the start", "another message");
        }
        IpcMetadata.checkSchema(where, message);
        return MessageSerializer.deserializeSchema(message);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        for (Message message = nextMessage(); message != null; message = nextMessage()) {
            ArrowBuf body = readBody(message.bodyLength());
            if (message.headerType() == MessageHeader.RecordBatch) {
                recordBatches++;
                IpcMetadata.checkBufferCounts(where, message);
                loadRecordBatch(MessageSerializer.deserializeRecordBatch(message, body));
                return true;
            }
            if (message.headerType() == MessageHeader.Schema) {
                throw InvalidInput.at(
                        where,
                        "one schema from the first batch to the end",
                        "another one behind batch " + (recordBatches - 1));
            }
            if (message.headerType() != MessageHeader.DictionaryBatch) {
                throw InvalidInput.at(where, "record batches", "a message of kind " + message.headerType());
            }
            loadDictionary(MessageSerializer.deserializeDictionaryBatch(message, body));
        }
        return false;
    }

    private @Nullable Message nextMessage() throws IOException {
        int length = ended ? 0 : nextLength();
        if (length == 0) {
            ended = true;
            return null;
        }
        if (length < 0 || length > Math.min(MAX_METADATA_BYTES, remaining())) {
            throw InvalidInput.at(where, "a message of a length that fits", length + " bytes (truncated or damaged)");
        }
        return Message.getRootAsMessage(metadata(length));
    }

    /** What a stream claims to hold is allocated as it arrives. */
    private ByteBuffer metadata(int length) throws IOException {
        ByteBuffer metadata = ByteBuffer.allocate(Math.min(length, FIRST_BYTES));
        while (true) {
            int asked = metadata.remaining();
            if (in.readFully(metadata) < asked) {
                throw truncated("message");
            }
            if (metadata.position() == length) {
                return metadata.rewind().order(ByteOrder.LITTLE_ENDIAN);
            }
            int room = (int) Math.min(length, 2L * metadata.capacity());
            metadata = ByteBuffer.allocate(room).put(metadata.rewind());
        }
    }

    /** Length of the next message's metadata, 0 at the end. */
    private int nextLength() throws IOException {
        ByteBuffer prelude = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        int count = in.readFully(prelude);
        if (count <= 0) {
            if (endMarkerRequired) {
                throw InvalidInput.at(
                        where, "the end marker of an Arrow IPC stream", "the end of the data (truncated)");
            }
            return 0;
        }
        if (count < 8) {
            throw truncated("message");
        }
        prelude.rewind();
        int first = prelude.getInt();
        if (first != CONTINUATION) {
            throw InvalidInput.at(
                    where,
                    "Arrow IPC messages (format of Arrow 0.15 or later)",
                    "bytes 0x" + Integer.toHexString(Integer.reverseBytes(first)) + " in their place");
        }
        return prelude.getInt();
    }

    private ArrowBuf readBody(long length) throws IOException {
        if (length < 0 || length > remaining()) {
            throw InvalidInput.at(where, "a body of " + length + " bytes", remaining() + " more bytes (truncated)");
        }
        if (length > maxBodyBytes) {
            throw InvalidInput.at(where, "record batches of at most " + maxBodyBytes + " bytes", length);
        }
        if (length == 0) {
            return allocator.getEmpty();
        }
        ArrowBuf body = allocator.buffer(length);
        lastBody = body;
        if (in.readFully(body, length) < length) {
            throw truncated("body");
        }
        return body;
    }

    /** Gives back what a failure on the way from body to vectors left behind. */
    void releaseLeftovers() {
        if (lastBody != null && allocator.getAllocatedMemory() > 0) {
            while (lastBody.refCnt() > 0) {
                lastBody.getReferenceManager().release();
            }
        }
    }

    private long remaining() {
        return totalBytes == Long.MAX_VALUE ? totalBytes : totalBytes - in.bytesRead();
    }

    private InvalidInput truncated(String part) {
        return InvalidInput.at(where, "a whole " + part, "the end of the data (truncated)");
    }
}
