package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/** Buffer compression: Arrow's zstd, our own LZ4. */
final class ArrowCodecs implements CompressionCodec.Factory {
    static final ArrowCodecs INSTANCE = new ArrowCodecs();

    private static final int PREFIX = (int) CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH;

    private ArrowCodecs() {}

    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type) {
        return switch (type) {
            case NO_COMPRESSION -> NoCompressionCodec.INSTANCE;
            case LZ4_FRAME -> new Lz4();
            case ZSTD -> CommonsCompressionFactory.INSTANCE.createCodec(type);
        };
    }

    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
        return createCodec(type);
    }

    /** A buffer is the uncompressed length in 8 bytes, then a frame. */
    private static final class Lz4 extends AbstractCompressionCodec {
        @Override
        protected ArrowBuf doCompress(BufferAllocator allocator, ArrowBuf plain) {
            byte[] packed = Lz4Encoder.compress(bytes(plain, 0));
            ArrowBuf buffer = allocator.buffer(PREFIX + packed.length);
            buffer.setBytes(PREFIX, packed);
            buffer.writerIndex(PREFIX + packed.length);
            return buffer;
        }

        @Override
        protected ArrowBuf doDecompress(BufferAllocator allocator, ArrowBuf packed) {
            long length = packed.getLong(0);
            if (length > allocator.getLimit()) {
                throw InvalidInput.at("compressed buffer", "at most " + allocator.getLimit() + " bytes", length);
            }
            byte[] plain = Lz4Decoder.decompress(bytes(packed, PREFIX), length);
            ArrowBuf buffer = allocator.buffer(plain.length);
            buffer.setBytes(0, plain);
            buffer.writerIndex(plain.length);
            return buffer;
        }

        private static byte[] bytes(ArrowBuf buffer, int from) {
            byte[] bytes = new byte[Math.toIntExact(buffer.writerIndex() - from)];
            buffer.getBytes(from, bytes);
            return bytes;
        }

        @Override
        public CompressionUtil.CodecType getCodecType() {
            return CompressionUtil.CodecType.LZ4_FRAME;
        }
    }
}
