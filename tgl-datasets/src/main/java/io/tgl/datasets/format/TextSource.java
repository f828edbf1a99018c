package io.tgl.datasets.format;

import com.github.luben.zstd.ZstdInputStream;
import io.tgl.core.io.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Opens files, decompressing zstd and gzip, which are known by their first bytes and not by the file's name. */
final class TextSource {
    private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};
    private static final byte[] ARROW_FILE = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ARROW_STREAM = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    private static final int BUFFER = 1 << 16;

    private TextSource() {}

    /** The content of a file, decompressed. */
    static BufferedInputStream open(Path file) throws IOException {
        return open(file, Long.MAX_VALUE);
    }

    /** The content of a file, decompressed; a zstd frame that claims more than {@code mostBytes} is refused. */
    static BufferedInputStream open(Path file, long mostBytes) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(InputFile.checked(file)), BUFFER);
        try {
            if (startsWith(raw, ZSTD)) {
                raw.mark(ZstdFrame.MOST_HEADER_BYTES);
                ZstdFrame.check(file, raw.readNBytes(ZstdFrame.MOST_HEADER_BYTES), mostBytes);
                raw.reset();
                return new BufferedInputStream(new ZstdInputStream(raw), BUFFER);
            }
            return startsWith(raw, GZIP) ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether what comes next is Arrow IPC. */
    static boolean isArrow(BufferedInputStream in) throws IOException {
        return startsWith(in, ARROW_FILE) || startsWith(in, ARROW_STREAM);
    }

    /** Whether the file is stored as it is, without compression. */
    static boolean isPlain(Path file) throws IOException {
        try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            return !startsWith(raw, ZSTD) && !startsWith(raw, GZIP);
        }
    }

    private static boolean startsWith(InputStream in, byte[] magic) throws IOException {
        in.mark(magic.length);
        byte[] first = in.readNBytes(magic.length);
        in.reset();
        return Arrays.equals(first, magic);
    }
}
