package io.tgl.core.io;

import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/** The codecs that write: Arrow's own, with {@link Lz4Frames} in place of its LZ4 encoder. */
final class ArrowCodecs implements CompressionCodec.Factory {
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

    private static final class Lz4 extends AbstractCompressionCodec {
        @Override
        protected ArrowBuf doCompress(BufferAllocator allocator, ArrowBuf plain) {
            byte[] in = new byte[Math.toIntExact(plain.writerIndex())];
            plain.getBytes(0, in);
            byte[] out = Lz4Frames.compress(in);
            ArrowBuf packed = allocator.buffer(CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH + out.length);
            packed.setBytes(CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH, out);
            packed.writerIndex(CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH + out.length);
            return packed;
        }

        @Override
        protected ArrowBuf doDecompress(BufferAllocator allocator, ArrowBuf packed) {
            throw new UnsupportedOperationException("this codec only writes");
        }

        @Override
        public CompressionUtil.CodecType getCodecType() {
            return CompressionUtil.CodecType.LZ4_FRAME;
        }
    }
}
