package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The checks that every reader makes before it opens a file, so that the user gets one clear line for each fault. */
public final class InputFile {
    private InputFile() {}

    /**
     * Returns {@code file} if it can be read and has content; refuses a missing, unreadable or empty file and a folder.
     */
    public static Path checked(Path file) {
        if (Files.isDirectory(file)) {
            throw InvalidInput.at(file.toString(), "a file", "a directory");
        }
        if (Files.notExists(file)) {
            throw InvalidInput.at(file.toString(), "a file", "nothing of that name");
        }
        if (!Files.isReadable(file)) {
            throw InvalidInput.at(file.toString(), "a readable file", "no permission to read it");
        }
        try {
            if (Files.isRegularFile(file) && Files.size(file) == 0) {
                throw InvalidInput.at(file.toString(), "content", "an empty file");
            }
        } catch (IOException e) {
            throw refusal(file, e);
        }
        return file;
    }

    /** Bytes of a file that can be read. */
    public static long size(Path file) {
        try {
            return Files.size(checked(file));
        } catch (IOException e) {
            throw refusal(file, e);
        }
    }

    /** The refusal of a file that the system could not read. */
    public static InvalidInput refusal(Path file, IOException e) {
        String found = switch (e) {
            case AccessDeniedException _ -> "no permission to read it";
            case NoSuchFileException _ -> "nothing of that name";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
        return new InvalidInput(file + ": expected a readable file, found " + found, e);
    }
}
