package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.arrow.flatbuf.Footer;

/**
 * Where IPC messages come from. An IPC file is a stream of messages between a magic word and a footer, so both formats
 * are read front to back in the same way; of a file on disk the footer is checked first, which finds any truncation at
 * once.
 *
 * @param channel stands at the first message
 * @param messageBytes bytes up to the end of the messages, {@link Long#MAX_VALUE} if unknown
 * @param recordBatches what the footer counts, -1 if unknown
 * @param endKnown whether the end of the messages is known without an end marker
 */
record IpcSource(ReadableByteChannel channel, long messageBytes, int recordBatches, boolean endKnown) {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 8;
    private static final int TAIL_BYTES = 4 + 6;
    private static final int MAX_FOOTER_BYTES = 1 << 28;
    private static final int BUFFER_BYTES = 1 << 16;

    static IpcSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return of(file.toString(), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IpcSource of(String where, FileChannel channel) throws IOException {
        long size = channel.size();
        if (!startsWithMagic(readAt(channel, 0, (int) Math.min(HEAD_BYTES, size)))) {
            channel.position(0);
            return new IpcSource(channel, size == 0 ? Long.MAX_VALUE : size, -1, false);
        }
        long footerEnd = size - TAIL_BYTES;
        byte[] tail = readAt(channel, Math.max(0, footerEnd), TAIL_BYTES);
        if (footerEnd < HEAD_BYTES || !Arrays.equals(Arrays.copyOfRange(tail, 4, TAIL_BYTES), MAGIC)) {
            throw InvalidInput.at(where, "an Arrow file that ends with ARROW1", "another end (truncated)");
        }
        int footerBytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (footerBytes <= 0 || footerBytes > Math.min(MAX_FOOTER_BYTES, footerEnd - HEAD_BYTES)) {
            throw InvalidInput.at(where, "an Arrow footer of a length that fits", footerBytes);
        }
        long footerStart = footerEnd - footerBytes;
        Footer footer = Footer.getRootAsFooter(ByteBuffer.wrap(readAt(channel, footerStart, footerBytes)));
        int batches = footer.recordBatchesLength();
        channel.position(HEAD_BYTES);
        return new IpcSource(new Bounded(channel, footerStart), footerStart - HEAD_BYTES, batches, true);
    }

    /** A pipe or any other stream; {@code in} is read no further than the messages go, but for a small buffer. */
    static IpcSource open(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        byte[] head = buffered.readNBytes(HEAD_BYTES);
        InputStream messages =
                startsWithMagic(head) ? buffered : new SequenceInputStream(new ByteArrayInputStream(head), buffered);
        return new IpcSource(Channels.newChannel(messages), Long.MAX_VALUE, -1, false);
    }

    private static boolean startsWithMagic(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC);
    }

    private static byte[] readAt(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[length]);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** The part of a file before its footer. */
    private record Bounded(FileChannel channel, long end) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            long left = end - channel.position();
            if (left <= 0) {
                return -1;
            }
            if (left >= target.remaining()) {
                return channel.read(target);
            }
            int limit = target.limit();
            target.limit(target.position() + (int) left);
            int count = channel.read(target);
            target.limit(limit);
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
