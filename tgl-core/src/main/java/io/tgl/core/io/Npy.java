package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes one NumPy array a file ({@code .npy}, format versions 1 to 3; row-major or Fortran order, which
 * comes out row-major). A file is accepted whole or refused with {@link InvalidInput}; sizes are checked before
 * anything is allocated for them. Objects and structured types are refused: pickles are code.
 */
public final class Npy {
    /** Bytes that one array may have: what one Java array can hold. */
    static final long MAX_ARRAY_BYTES = Integer.MAX_VALUE - 64L;

    private Npy() {}

    /** Reads a file. */
    public static StoredArray read(Path file) {
        InputFile.checked(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(file.toString(), in, Files.size(file));
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    /** Writes a file of version 1, whole or not at all. */
    public static void write(Path file, StoredArray array) {
        AtomicFile.write(file, out -> write(out, array));
    }

    static void write(OutputStream out, StoredArray array) throws IOException {
        out.write(NpyHeader.encode(array.type(), array.shape()));
        out.write(array.rawBytes());
    }

    /**
     * Reads from {@code in} what must be exactly one array; {@code available} bounds what can be there. Memory is taken
     * as bytes come, not as the header claims them.
     */
    public static StoredArray read(String where, InputStream in, long available) throws IOException {
        NpyHeader header = NpyHeader.read(where, in);
        long expected = header.dataBytes(where);
        if (expected > MAX_ARRAY_BYTES) {
            throw InvalidInput.at(where, "at most " + MAX_ARRAY_BYTES + " bytes", expected);
        }
        if (expected > available) {
            throw InvalidInput.at(where, expected + " bytes of elements", "at most " + available);
        }
        byte[] bytes = in.readNBytes((int) expected);
        if (bytes.length < expected) {
            throw InvalidInput.at(where, expected + " bytes of elements", bytes.length + " (truncated)");
        }
        if (in.read() >= 0) {
            throw InvalidInput.at(where, "the end after " + expected + " bytes of elements", "more bytes");
        }
        byte[] rowMajor = header.fortranOrder() ? transposed(header, bytes) : bytes;
        return new StoredArray(where, header.type(), header.shape(), rowMajor);
    }

    /** Column-major to row-major: walks the row-major index and keeps the column-major offset beside it. */
    private static byte[] transposed(NpyHeader header, byte[] bytes) {
        int[] shape = header.shape();
        int width = header.type().bytes();
        int[] stride = new int[shape.length];
        int step = 1;
        for (int d = 0; d < shape.length; d++) {
            stride[d] = step;
            step *= shape[d];
        }
        byte[] out = new byte[bytes.length];
        int[] index = new int[shape.length];
        int from = 0;
        for (int to = 0; to < out.length; to += width) {
            System.arraycopy(bytes, from * width, out, to, width);
            int d = shape.length - 1;
            while (d >= 0) {
                from += stride[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                from -= stride[d] * shape[d];
                index[d--] = 0;
            }
        }
        return out;
    }
}
