package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.InputFile;
import io.tgl.core.tensor.op.SparseRows;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a static graph of classified nodes (Cora, Citeseer with the split of Yang et al., ICML 2016) from two text files,
 * plain or compressed: nodes {@code id,label,split,features}, ids 0, 1, 2, ... in order, split train, val, test or none,
 * features the columns that hold 1, or {@code column:value}, separated by spaces; and edges {@code u,v}, each undirected
 * edge once.
 */
public final class PlanetoidReader {
    private static final String NODES = "id,label,split,features";
    private static final String EDGES = "u,v";

    private final Path file;
    private final IntArrayList labels = new IntArrayList();
    private final IntArrayList training = new IntArrayList();
    private final IntArrayList validation = new IntArrayList();
    private final IntArrayList test = new IntArrayList();
    private final IntArrayList offset = IntArrayList.of(0);
    private final IntArrayList column = new IntArrayList();
    private final FloatArrayList value = new FloatArrayList();
    private int columns;
    private int classes;
    private long line = 1;

    private PlanetoidReader(Path nodes) {
        this.file = nodes;
    }

    /** What a line is given to. */
    private interface Line {
        void accept(String text);
    }

    /**
     * Reads both files.
     *
     * @throws InvalidInput naming file and line
     */
    public static LabeledGraph read(Path nodes, Path edges) {
        PlanetoidReader reader = new PlanetoidReader(nodes);
        reader.lines(nodes, NODES, reader::node);
        IntArrayList first = new IntArrayList();
        IntArrayList second = new IntArrayList();
        PlanetoidReader pairs = new PlanetoidReader(edges);
        pairs.lines(edges, EDGES, text -> {
            String[] cells = pairs.cells(text, 2);
            first.add(pairs.number(cells[0], "a node", reader.labels.size()));
            second.add(pairs.number(cells[1], "a node", reader.labels.size()));
        });
        return new LabeledGraph(
                SparseRows.of(
                        reader.columns,
                        reader.offset.toIntArray(),
                        reader.column.toIntArray(),
                        reader.value.toFloatArray()),
                reader.labels.toIntArray(),
                reader.classes,
                reader.training.toIntArray(),
                reader.validation.toIntArray(),
                reader.test.toIntArray(),
                first.toIntArray(),
                second.toIntArray());
    }

    private void lines(Path path, String header, Line content) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(TextSource.open(path), StandardCharsets.UTF_8))) {
            String found = in.readLine();
            if (!header.equals(found)) {
                throw refused(header, found);
            }
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                content.accept(text);
            }
        } catch (IOException e) {
            throw InputFile.refusal(path, e);
        } catch (UncheckedIOException e) {
            throw InputFile.refusal(path, new IOException(e));
        }
    }

    private InvalidInput refused(String expected, Object found) {
        return InvalidInput.at(file + ", line " + line, expected, found);
    }

    private String[] cells(String text, int count) {
        String[] cells = text.split(",", -1);
        if (cells.length != count) {
            throw refused(count + " cells", cells.length);
        }
        return cells;
    }

    /** A number from 0, below a limit. */
    private int number(String text, String what, int limit) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number < limit) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidInput(file + ", line " + line + ": expected " + what + ", found " + text, e);
        }
        throw refused(what + " of 0 .. " + (limit - 1), text);
    }

    private void node(String text) {
        String[] cells = cells(text, 4);
        int id = labels.size();
        if (!cells[0].equals(Integer.toString(id))) {
            throw refused("node " + id, cells[0]);
        }
        int label = cells[1].equals("-1") ? -1 : number(cells[1], "a class", Integer.MAX_VALUE);
        labels.add(label);
        classes = Math.max(classes, label + 1);
        IntArrayList part = part(cells[2]);
        if (part != null) {
            if (label < 0) {
                throw refused("a class for a node of the split " + cells[2], label);
            }
            part.add(id);
        }
        features(cells[3]);
        offset.add(column.size());
    }

    private @Nullable IntArrayList part(String split) {
        return switch (split) {
            case "train" -> training;
            case "val" -> validation;
            case "test" -> test;
            case "none" -> null;
            default -> throw refused("train, val, test or none", split);
        };
    }

    private void features(String cell) {
        if (cell.isEmpty()) {
            return;
        }
        for (String feature : cell.split(" ", -1)) {
            int colon = feature.indexOf(':');
            int j = number(colon < 0 ? feature : feature.substring(0, colon), "a column", Integer.MAX_VALUE);
            column.add(j);
            value.add(colon < 0 ? 1f : real(feature.substring(colon + 1)));
            columns = Math.max(columns, j + 1);
        }
    }

    private float real(String text) {
        try {
            float number = Float.parseFloat(text);
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidInput(file + ", line " + line + ": expected a value, found " + text, e);
        }
        throw refused("a finite value", text);
    }
}
