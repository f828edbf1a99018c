package io.tgl.datasets.fetch;

import io.tgl.core.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The bytes of a download that have come so far, hidden beside its place, and of which version of the file on the server
 * they are: its ETag or its time of last change, by which the server tells whether the rest still belongs to them.
 */
final class PartFile {
    private final Path target;
    private final Path part;
    private final Path state;

    PartFile(Path target) {
        this.target = target;
        this.part = PathLock.beside(target, ".part");
        this.state = PathLock.beside(target, ".part.state");
    }

    /** Where it lies. */
    Path path() {
        return part;
    }

    /** Bytes that are there. */
    long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** The server's mark of the version that the bytes are of; empty if they cannot be continued. */
    Optional<String> validator(String url) throws IOException {
        if (size() == 0 || !Files.isRegularFile(state)) {
            return Optional.empty();
        }
        Properties content = Origin.properties(state);
        return url.equals(content.getProperty("url"))
                ? Optional.ofNullable(content.getProperty("validator"))
                : Optional.empty();
    }

    /** Begins with nothing, for a version with that mark. */
    void begin(String url, Optional<String> validator) throws IOException {
        delete();
        if (validator.isPresent()) {
            AtomicFile.writeText(
                    state, "url=" + url + "\nvalidator=" + validator.get().replace("\\", "\\\\") + "\n");
        }
    }

    /** Appends what comes until the end; returns the size then. */
    long append(BodyPieces body, FetchOptions options, FetchListener listener)
            throws IOException, InterruptedException {
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long size = out.size();
            List<ByteBuffer> piece = body.next(options.silence());
            while (!piece.isEmpty()) {
                for (ByteBuffer bytes : piece) {
                    size += bytes.remaining();
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
                listener.received(size);
                piece = body.next(options.silence());
            }
            out.force(true);
            return size;
        }
    }

    String sha256() throws IOException {
        MessageDigest digest = Checksums.digest();
        Checksums.update(digest, part);
        return Checksums.hex(digest);
    }

    /** Makes it the file; from now on it is whole. */
    void finish() throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(state);
    }

    /** Forgets the bytes. */
    void delete() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(state);
    }
}
