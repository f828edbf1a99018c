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
import java.util.Locale;
import java.util.Map;

/**
 * The best settings of every model and data set that DyGLib publishes (Yu et al., "Towards Better Dynamic Graph Learning",
 * NeurIPS 2023, and its configuration), as data: the resource {@code presets.csv}. EdgeBank's best memory depends on the
 * test negatives too. A row with {@code *} holds for every data set or kind of negatives; the more special row wins.
 */
public final class ModelPresets {
    private static final String RESOURCE = "presets.csv";
    private static final String HEADER = "model,data,negatives,setting,value";
    private static final String ANY = "*";
    private static final Map<String, String> SAME_DATA =
            Map.of("collegemsg", "uci", "contacts", "contact", "unvotes", "unvote");
    private static final List<Row> ROWS = read();

    private ModelPresets() {}

    private record Row(String model, String data, String negatives, String setting, String value) {
        private boolean holds(String ofModel, String ofData, String ofNegatives) {
            return model.equals(ofModel)
                    && (data.equals(ANY) || data.equals(ofData))
                    && (negatives.equals(ANY) || negatives.equals(ofNegatives));
        }

        private int special() {
            return (data.equals(ANY) ? 0 : 2) + (negatives.equals(ANY) ? 0 : 1);
        }
    }

    /**
     * The published settings.
     *
     * @param model name as in {@link ModelRegistry}
     * @param data name of the data set; one that was not published gets what holds for all
     * @param negatives of the test, e.g. "random"
     */
    public static Map<String, String> published(String model, String data, String negatives) {
        String plainData = data.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String dataName = SAME_DATA.getOrDefault(plainData, plainData);
        Map<String, String> settings = new LinkedHashMap<>();
        for (int special = 0; special <= 3; special++) {
            for (Row row : ROWS) {
                if (row.special() == special && row.holds(model, dataName, negatives)) {
                    settings.put(row.setting(), row.value());
                }
            }
        }
        return settings;
    }

    /** Those of the published settings that the model can be given here; the others are deviations. */
    public static Map<String, String> supported(String model, String data, String negatives) {
        Map<String, String> settings = published(model, data, negatives);
        settings.keySet().retainAll(ModelRegistry.settings(model, Map.of()).keySet());
        return settings;
    }

    private static List<Row> read() {
        try (InputStream in = ModelPresets.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return rows(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }

    private static List<Row> rows(BufferedReader in) throws IOException {
        String header = in.readLine();
        if (!HEADER.equals(header)) {
            throw InvalidInput.at(RESOURCE + " line 1", HEADER, String.valueOf(header));
        }
        List<Row> rows = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = line.split(",", -1);
            if (cells.length != 5) {
                throw InvalidInput.at(RESOURCE + " line " + (rows.size() + 2), "5 cells", cells.length);
            }
            rows.add(new Row(cells[0], cells[1], cells[2], cells[3], cells[4]));
        }
        return List.copyOf(rows);
    }
}
