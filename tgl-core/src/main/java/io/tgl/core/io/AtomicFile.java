package io.tgl.core.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file whole or not at all: aside in the same folder, forced to disk, then renamed over the target, so that a
 * reader sees the old file or the new one. When anything fails, the target is as before and nothing is left beside it.
 * A symbolic link is followed; a device or pipe ({@code /dev/stdout}) is written directly, because it cannot be renamed
 * over.
 *
 * <p>Every failure of the file system is an {@link UncheckedIOException} with one line that names the file and the
 * reason; an exception of the content passes through as it is.
 */
public final class AtomicFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int NAME_ATTEMPTS = 1000;
    private static final Set<StandardOpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private AtomicFile() {}

    /** Produces the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to {@code out}; closing it only flushes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes what {@code content} produces, buffered. */
    public static void write(Path target, Content content) {
        try {
            Path file = followLink(target);
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
                    content.writeTo(new UnclosedOutput(out));
                }
                return;
            }
            writeAside(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + reason(e), e);
        }
    }

    /** Writes these bytes. */
    public static void write(Path target, byte[] bytes) {
        write(target, out -> out.write(bytes));
    }

    /** Writes this text as UTF-8. */
    public static void writeText(Path target, String text) {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeAside(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        Path folder = file.toAbsolutePath().getParent();
        Path aside = null;
        try {
            aside = createAside(folder, String.valueOf(file.getFileName()));
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
                content.writeTo(new UnclosedOutput(out));
                out.flush();
                channel.force(true);
            }
            rename(aside, file);
            aside = null;
            forceFolder(folder);
        } finally {
            if (aside != null) {
                Files.deleteIfExists(aside);
            }
        }
    }

    /**
     * Not createTempFile: its files are private to the owner, and the target should have the user's usual permissions.
     */
    private static Path createAside(@Nullable Path folder, String name) throws IOException {
        for (int i = 0; i < NAME_ATTEMPTS; i++) {
            String partName = "." + name + "." + ProcessHandle.current().pid() + "-" + i + ".part";
            Path part = folder == null ? Path.of(partName) : folder.resolve(partName);
            if (Files.notExists(part)) {
                FileChannel.open(part, NEW_FILE).close();
                return part;
            }
        }
        throw new IOException("no free name beside it after " + NAME_ATTEMPTS + " attempts");
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes the rename itself durable where the system lets a folder be opened. */
    static void forceFolder(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open folders: the file is whole either way.
            return;
        }
    }

    private static Path followLink(Path target) throws IOException {
        return Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
    }

    /** The reason in words: most file system exceptions carry only the file's name. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "its folder does not exist";
            case FileSystemException f when f.getReason() != null -> String.valueOf(f.getReason());
            default -> e.getMessage() == null ? e.toString() : String.valueOf(e.getMessage());
        };
    }
}
