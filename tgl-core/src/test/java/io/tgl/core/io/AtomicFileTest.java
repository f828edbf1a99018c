package io.tgl.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("a.json");
        AtomicFile.writeText(file, "one é");
        AtomicFile.write(file, "two".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("two");
        assertThat(names()).containsExactly("a.json");
    }

    @Test
    void closingTheContentStreamDoesNoHarm() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.write(file, out -> {
            out.write(new byte[100_000]);
            out.close();
        });
        assertThat(Files.size(file)).isEqualTo(100_000);
    }

    @Test
    void failureOfTheDiskLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a");
        AtomicFile.writeText(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("cannot write", file.toString(), "No space left on device");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void failureOfTheContentPassesThrough() throws IOException {
        Path file = folder.resolve("a");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFullDiskIsSaidInOneLine() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> AtomicFile.write(full, new byte[1 << 20]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write /dev/full: No space left on device");
        assertThat(full).exists();
    }

    @Test
    void refusesAFolderAndAMissingFolder() throws IOException {
        assertThatThrownBy(() -> AtomicFile.writeText(folder, "x")).hasMessageContaining("it is a directory");
        assertThatThrownBy(() -> AtomicFile.writeText(folder.resolve("no/such"), "x"))
                .hasMessageContaining("its folder does not exist");
        AtomicFile.writeText(folder.resolve("plain"), "x");
        assertThatThrownBy(() -> AtomicFile.writeText(folder.resolve("plain/below"), "x"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("plain/below");
        assertThat(names()).containsExactly("plain");
    }

    @Test
    void refusesWithoutPermission() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "this user may write anywhere");
        assertThatThrownBy(() -> AtomicFile.writeText(closed.resolve("a"), "x")).hasMessageContaining("no permission");
    }

    @Test
    void followsALink() throws IOException {
        Path real = folder.resolve("real");
        AtomicFile.writeText(real, "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        AtomicFile.writeText(link, "new");
        assertThat(real).hasContent("new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }
}
