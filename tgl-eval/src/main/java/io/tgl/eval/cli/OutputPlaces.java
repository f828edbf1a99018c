package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks before the work begins that its results can be written. */
final class OutputPlaces {
    private OutputPlaces() {}

    /** Refuses a file that cannot be written: a folder, or one whose folder is missing or locked. */
    static void checkFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw InvalidInput.at(option, "a file", "the directory " + file);
        }
        Path folder = parent(file);
        if (!Files.isDirectory(folder)) {
            throw InvalidInput.at(option, "a file in an existing folder", file + ", whose folder does not exist");
        }
        if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
            throw InvalidInput.at(option, "a file that can be written", file + ", without permission");
        }
    }

    /** Refuses a folder that cannot be written to, or that cannot be made; makes nothing. */
    static void checkFolder(String option, Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (Files.notExists(existing)) {
            existing = parent(existing);
        }
        if (!Files.isDirectory(existing)) {
            throw InvalidInput.at(option, "a folder", folder + ", where " + existing + " is a file");
        }
        if (!Files.isWritable(existing)) {
            throw InvalidInput.at(
                    option, "a folder that can be written to", folder + ", without permission for " + existing);
        }
    }

    /** Makes the folder if need be. */
    static void makeFolder(String option, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InvalidInput(
                    option + ": expected a folder that can be made, found " + folder + " (" + e + ")", e);
        }
    }

    private static Path parent(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }
}
