package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.Npy;
import io.tgl.core.io.StoredArray;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the decompressed bytes of all files of a data set, and refuses what goes beyond the limit. */
final class ByteBudget {
    private final long most;
    private long used;

    ByteBudget(long most) {
        this.most = most;
    }

    /** Opens a file whose bytes count. */
    InputStream open(Path file) throws IOException {
        return new Counted(file, TextSource.open(file, most - used));
    }

    /** Opens a file for a look at its head. */
    InputStream peek(Path file) throws IOException {
        return TextSource.open(file, most - used);
    }

    /** Reads an npy file, compressed or not. */
    StoredArray npy(Path file) {
        try (InputStream in = open(file)) {
            long available = TextSource.isPlain(file) ? Files.size(file) : most - used;
            return Npy.read(file.toString(), in, available);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private final class Counted extends FilterInputStream {
        private final Path file;

        Counted(Path file, InputStream in) {
            super(in);
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            used += bytes;
            if (used > most) {
                throw InvalidInput.at(file.toString(), "at most " + most + " bytes, decompressed", "more");
            }
        }
    }
}
