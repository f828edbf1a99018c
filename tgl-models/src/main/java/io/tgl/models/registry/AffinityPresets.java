package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of models of node affinity, as data: the resource {@code affinity-presets.csv}. A preset is named after the data
 * set of the Temporal Graph Benchmark that it was published for (Tjandra, Barbero, Bronstein, "Enhancing the Expressivity of
 * Temporal Graph Networks through Source-Target Identification", 2024; batches of 200, 50 epochs). It gives the benchmark's
 * TGN and TGNv2 the same width, neighbors and learning rate; other models have none and keep their own settings.
 */
public final class AffinityPresets {
    /** Every model's own defaults. */
    public static final String NONE = "none";
    /** That of tgbn-genre (and tgbn-reddit, which is the same): width 784, 30 neighbors, learning rate 1e-4. */
    public static final String GENRE = "genre";

    private static final String RESOURCE = "affinity-presets.csv";
    private static final String HEADER = "preset,model,setting,value";
    private static final int CELLS = 4;
    private static final List<Row> ROWS = read();

    private AffinityPresets() {}

    private record Row(String preset, String model, String setting, String value) {}

    /** All names. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(NONE));
        ROWS.stream().map(Row::preset).distinct().forEach(names::add);
        return names;
    }

    /**
     * The settings of a model.
     *
     * @throws InvalidInput if there is no such preset
     */
    public static Map<String, String> of(String preset, String model) {
        if (!names().contains(preset)) {
            throw InvalidInput.at("preset of node affinity", "one of " + names(), preset);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (Row row : ROWS) {
            if (row.preset().equals(preset) && row.model().equals(model)) {
                settings.put(row.setting(), row.value());
            }
        }
        return settings;
    }

    private static List<Row> read() {
        try (InputStream in = AffinityPresets.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return rows(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }

    private static List<Row> rows(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            throw InvalidInput.at(RESOURCE + " line 1", HEADER, "another header");
        }
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            if (cells.length != CELLS) {
                throw InvalidInput.at(RESOURCE + " line " + (rows.size() + 2), CELLS + " cells", cells.length);
            }
            rows.add(new Row(cells[0], cells[1], cells[2], cells[3]));
        }
        return List.copyOf(rows);
    }
}
