package io.tgl.datasets.catalog;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.Provenance;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.core.io.AtomicFile;
import io.tgl.datasets.fetch.Checksums;
import io.tgl.datasets.fetch.PathLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Data sets as Arrow files: read once from text, then loaded at the speed of memory. Beside each stands a note of what it
 * was made from; a source that changed since (size, then time, then checksum), another version of this library or of the
 * card makes it void, and it is made anew. {@code NAME.arrow} has dense ids, {@code NAME.nodes.arrow} the external ones.
 */
final class ConvertedDatasets {
    private static final String FORMAT_VERSION = "1.0";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    ConvertedDatasets(Path folder) {
        this.folder = folder;
    }

    /** A file as it was. */
    record FileMark(String file, long bytes, long modified, String sha256) {
        static FileMark of(Path file, String sha256) throws IOException {
            return new FileMark(
                    file.toAbsolutePath().normalize().toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis(),
                    sha256);
        }

        /** Whether the file is still that one: by size and time, else by size and checksum. */
        boolean holds(Path path) throws IOException {
            FileMark now = of(path, sha256);
            return now.equals(this)
                    || (now.file.equals(file)
                            && now.bytes == bytes
                            && Checksums.sha256(path).equals(sha256));
        }
    }

    /** What an Arrow file was made from. */
    record Note(
            String formatVersion,
            String reader,
            String card,
            List<FileMark> sources,
            FileMark arrow,
            List<FileMark> nodes,
            String sha256,
            List<Dataset.Deviation> deviations) {}

    /** Where a data set's Arrow file is or would be. */
    Path file(DatasetCard card) {
        return folder.resolve(card.name() + ".arrow");
    }

    /** The data set, if it was made from these files as they are now. */
    Optional<Dataset> load(DatasetCard card, DatasetCard.Form form, List<Path> files) {
        Path noteFile = noteFile(card);
        if (!Files.isRegularFile(noteFile)) {
            return Optional.empty();
        }
        try {
            Note note = JSON.readValue(noteFile.toFile(), Note.class);
            if (!isValid(note, form, files, card)) {
                return Optional.empty();
            }
            EventStream events = ArrowEventReader.load(file(card)).events();
            NodeIndex nodes = note.nodes().isEmpty()
                    ? NodeIndex.identity(events.nodeCount())
                    : ArrowEventReader.load(nodesFile(card)).nodes();
            return Optional.of(new Dataset(
                    card.name(),
                    events,
                    nodes,
                    card.citation(),
                    card.source(),
                    card.license(),
                    note.sha256(),
                    note.deviations(),
                    form.incomparable()));
        } catch (IOException | InvalidInput e) {
            // Damaged or being replaced: the sources are read instead.
            return Optional.empty();
        }
    }

    private boolean isValid(Note note, DatasetCard.Form form, List<Path> files, DatasetCard card) throws IOException {
        boolean valid = note.formatVersion().equals(FORMAT_VERSION)
                && note.reader().equals(reader())
                && note.card().equals(digest(form))
                && note.sources().size() == files.size()
                && note.arrow().holds(file(card))
                && (note.nodes().isEmpty() || note.nodes().getFirst().holds(nodesFile(card)));
        for (int f = 0; f < files.size() && valid; f++) {
            valid = note.sources().get(f).holds(files.get(f));
        }
        return valid;
    }

    /** Writes a data set; returns its Arrow file. */
    Path write(ReadDataset read) {
        DatasetCard card = read.card();
        try {
            Files.createDirectories(folder);
            try (PathLock _ = PathLock.hold(file(card), () -> {})) {
                Files.deleteIfExists(noteFile(card));
                writeArrow(
                        file(card),
                        read.dataset().events(),
                        NodeIndex.identity(read.dataset().events().nodeCount()));
                NodeIndex nodes = read.dataset().nodes();
                List<FileMark> nodeMarks = new ArrayList<>();
                if (!nodes.isIdentity()) {
                    writeArrow(nodesFile(card), each(nodes), nodes);
                    nodeMarks.add(mark(nodesFile(card)));
                }
                List<FileMark> sources = new ArrayList<>();
                for (Path file : read.files()) {
                    sources.add(mark(file));
                }
                Note note = new Note(
                        FORMAT_VERSION,
                        reader(),
                        digest(read.form()),
                        sources,
                        mark(file(card)),
                        nodeMarks,
                        read.dataset().sha256(),
                        read.dataset().deviations());
                AtomicFile.writeText(noteFile(card), JSON.writeValueAsString(note) + "\n");
            }
            return file(card);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(card) + ": " + e, e);
        }
    }

    private static void writeArrow(Path file, EventStream events, NodeIndex nodes) {
        ArrowEventWriter.write(file, events, nodes, ArrowWriteOptions.USUAL.withMetadata(Map.of()));
    }

    /** An event for each node, so that a reader of events reads the ids in their order. */
    private static EventStream each(NodeIndex nodes) {
        int[] node = new int[nodes.size()];
        long[] time = new long[nodes.size()];
        for (int i = 0; i < node.length; i++) {
            node[i] = i;
            time[i] = i;
        }
        return EventStream.of(nodes.size(), node, node.clone(), time).build();
    }

    private static FileMark mark(Path file) throws IOException {
        return FileMark.of(file, Checksums.sha256(file));
    }

    private Path nodesFile(DatasetCard card) {
        return folder.resolve(card.name() + ".nodes.arrow");
    }

    private Path noteFile(DatasetCard card) {
        return folder.resolve(card.name() + ".json");
    }

    /** What read the sources: another version may read them otherwise. */
    private static String reader() {
        Provenance library = Provenance.current("", 0);
        return library.version() + " " + library.commit();
    }

    private static String digest(DatasetCard.Form form) {
        return Checksums.sha256OfText(form.toString());
    }
}
