package io.tgl.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivesTest {
    private static final long MOST = 1_000;
    private static final Map<String, String> CONTENT = new TreeMap<>(Map.of(
            "wikipedia/ml_wikipedia.csv", "u,i,ts\n1,2,3\n",
            "wikipedia/readme.txt", "hello\n",
            "days/as2.txt", "3 4\n",
            "days/as1.txt", "1 2\n",
            "../../evil.txt", "no\n"));

    @TempDir
    Path folder;

    private Path archive(String name) throws IOException {
        Path file = folder.resolve(name);
        if (name.endsWith(".zip")) {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                for (Map.Entry<String, String> member : CONTENT.entrySet()) {
                    zip.putNextEntry(new ZipEntry(member.getKey()));
                    zip.write(bytes(member.getValue()));
                }
            }
            return file;
        }
        try (OutputStream out = Files.newOutputStream(file);
                OutputStream packed = name.endsWith("bz2")
                        ? new BZip2CompressorOutputStream(out)
                        : new GzipCompressorOutputStream(out);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
            for (Map.Entry<String, String> member : CONTENT.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length());
                tar.putArchiveEntry(entry);
                tar.write(bytes(member.getValue()));
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar.gz", "a.tgz", "a.tar.bz2"})
    void takesOutWhatIsAskedForAndNothingElse(String name) throws IOException {
        assertThat(Archives.isArchive(name)).isTrue();
        Path events = folder.resolve("events.csv");
        Path days = folder.resolve("days.txt");
        Archives.unpack(
                archive(name),
                List.of(new Archives.Member("ml_wikipedia.csv", events), new Archives.Member("days/as*", days)),
                MOST);
        assertThat(events).hasContent("u,i,ts\n1,2,3\n");
        assertThat(days).hasContent("# FILE as1.txt\n1 2\n# FILE as2.txt\n3 4\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(name, "events.csv", "days.txt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar.gz", "a.tar.bz2"})
    void whatIsMissingTooLargeOrDamagedIsRefused(String name) throws IOException {
        Path file = archive(name);
        Path target = folder.resolve("x");
        assertThatThrownBy(() -> Archives.unpack(file, List.of(new Archives.Member("none.csv", target)), MOST))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("one member none.csv", "days/as1.txt");
        assertThatThrownBy(() -> Archives.unpack(file, List.of(new Archives.Member("readme.txt", target)), 3))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("readme.txt", "at most 3 bytes");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Archives.unpack(file, List.of(new Archives.Member("readme.txt", target)), MOST))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(file.toString());
        assertThat(target).doesNotExist();
    }
}
