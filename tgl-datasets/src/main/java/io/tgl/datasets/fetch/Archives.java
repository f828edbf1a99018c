package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.AtomicFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Takes chosen members out of archives: zip (also with Deflate64, which the JDK does not read), tar, tar.gz and tar.bz2.
 * Only members that were asked for are written, and only where the caller says, so that no name in an archive decides
 * over a place on the disk. Each file is written whole or not at all.
 */
public final class Archives {
    private static final List<String> ENDINGS = List.of(".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2");
    private static final int BUFFER = 1 << 16;

    private Archives() {}

    /**
     * A member to take out.
     *
     * @param name its name in the archive, or the end of it after a slash; {@code *} at its end stands for any number of
     *     members, which are joined in the order of their names, each after a line {@code # FILE name}
     * @param target where it goes
     */
    public record Member(String name, Path target) {
        boolean isMany() {
            return name.endsWith("*");
        }

        boolean matches(String found) {
            if (isMany()) {
                String start = name.substring(0, name.length() - 1);
                return found.startsWith(start) || found.contains("/" + start);
            }
            return found.equals(name) || found.endsWith("/" + name);
        }
    }

    /** Whether a file of that name is an archive of a kind that is read here. */
    public static boolean isArchive(String name) {
        return ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    /**
     * Takes the members out.
     *
     * @param maxBytes decompressed bytes that a member may have; what the archive claims is not believed
     */
    public static void unpack(Path archive, List<Member> members, long maxBytes) {
        try {
            if (archive.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
                unzip(archive, members, maxBytes);
            } else {
                untar(archive, members, maxBytes);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (e instanceof InvalidInput input) {
                throw input;
            }
            throw new InvalidInput(archive + ": expected a whole archive, found a damaged one (" + e + ")", e);
        }
    }

    private static void unzip(Path archive, List<Member> members, long maxBytes) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            Map<String, ZipArchiveEntry> entries = new TreeMap<>();
            zip.getEntries().asIterator().forEachRemaining(entry -> {
                if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX")) {
                    entries.put(entry.getName(), entry);
                }
            });
            for (Member member : members) {
                List<ZipArchiveEntry> found = entries.values().stream()
                        .filter(entry -> member.matches(entry.getName()))
                        .toList();
                checkFound(archive, member, found.size(), List.copyOf(entries.keySet()));
                AtomicFile.write(member.target(), out -> {
                    for (ZipArchiveEntry entry : found) {
                        try (InputStream in = zip.getInputStream(entry)) {
                            put(archive, member, entry, in, out, maxBytes);
                        }
                    }
                });
            }
        }
    }

    private static void untar(Path archive, List<Member> members, long maxBytes) throws IOException {
        Path folder = Files.createTempDirectory(
                members.getFirst().target().toAbsolutePath().getParent(), ".unpack-");
        try {
            Map<String, Path> pieces = new TreeMap<>();
            List<String> names = new ArrayList<>();
            try (TarArchiveInputStream tar = new TarArchiveInputStream(plain(archive))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    TarArchiveEntry now = entry;
                    if (entry.isFile()) {
                        names.add(entry.getName());
                    }
                    for (Member member : members) {
                        if (entry.isFile() && member.matches(entry.getName())) {
                            Path piece = folder.resolve(Integer.toString(pieces.size()));
                            AtomicFile.write(piece, out -> put(archive, member, now, tar, out, maxBytes));
                            pieces.put(entry.getName(), piece);
                        }
                    }
                }
            }
            for (Member member : members) {
                List<Path> found = pieces.entrySet().stream()
                        .filter(piece -> member.matches(piece.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
                checkFound(archive, member, found.size(), names);
                AtomicFile.write(member.target(), out -> {
                    for (Path piece : found) {
                        Files.copy(piece, out);
                    }
                });
            }
        } finally {
            deleteFolder(folder);
        }
    }

    private static InputStream plain(Path archive) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith("gz")) {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setDecompressConcatenated(true)
                    .get();
        }
        return name.endsWith(".bz2") ? new BZip2CompressorInputStream(in, true) : in;
    }

    private static void put(
            Path archive, Member member, ArchiveEntry entry, InputStream in, OutputStream out, long maxBytes)
            throws IOException {
        if (member.isMany()) {
            String file = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            out.write(("# FILE " + file + "\n").getBytes(StandardCharsets.UTF_8));
        }
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
            if (bytes > maxBytes) {
                throw InvalidInput.at(
                        archive + ", member " + entry.getName(), "at most " + maxBytes + " bytes", "more");
            }
            out.write(buffer, 0, n);
        }
    }

    private static void checkFound(Path archive, Member member, int found, List<String> names) {
        if (found == 0 || (found > 1 && !member.isMany())) {
            String all = String.join(", ", names.subList(0, Math.min(20, names.size())));
            throw InvalidInput.at(
                    archive.toString(),
                    (member.isMany() ? "members " : "one member ") + member.name(),
                    found + " of that name; it holds " + all + (names.size() > 20 ? ", ..." : ""));
        }
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
