package io.tgl.eval.report;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Published figures as data. The resource {@code published-results.csv} holds the tables of DyGLib (Yu et al., "Towards
 * Better Dynamic Graph Learning", arXiv 2303.13047) and later models under the same protocol, in percent as printed.
 * EdgeBank's published figure is the best of its four modes; the mode stands in the column variant and only a run of that
 * mode, or one that names no mode, is compared with it.
 */
public final class PublishedResults {
    private static final String RESOURCE = "published-results.csv";
    private static final String HEADER = "model,variant,data,protocol,negatives,split,metric,mean,std,seeds,source";

    private static final int LEADERBOARD_SEEDS = 5;

    private final List<PublishedResult> all;
    private final Map<FigureKey, PublishedResult> byKey = new HashMap<>();

    private PublishedResults(List<PublishedResult> all) {
        this.all = List.copyOf(all);
    }

    /** The figures that come with this library. */
    public static PublishedResults load() {
        try (InputStream in = PublishedResults.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            PublishedResults results = parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
            results.addLeaderboards();
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublishedResults parse(BufferedReader lines) throws IOException {
        String header = lines.readLine();
        if (!HEADER.equals(header)) {
            throw InvalidInput.at(RESOURCE + " line 1", HEADER, String.valueOf(header));
        }
        List<PublishedResult> rows = new ArrayList<>();
        Map<FigureKey, PublishedResult> byKey = new HashMap<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String[] cells = line.split(",", -1);
            if (cells.length != 11) {
                throw InvalidInput.at(RESOURCE + " line " + number, "11 cells", cells.length);
            }
            PublishedResult row = row(cells);
            rows.add(row);
            PublishedResult before = byKey.put(row.key().normal(), row);
            if (before != null) {
                throw InvalidInput.at(RESOURCE + " line " + number, "one figure a key", "a second for " + row.key());
            }
            if (!cells[1].isEmpty()) {
                byKey.put(withModel(row.key(), cells[0] + " " + cells[1]).normal(), row);
            }
        }
        PublishedResults results = new PublishedResults(rows);
        results.byKey.putAll(byKey);
        return results;
    }

    /** Rows of leaderboards that a model here stands in can be found too; they are not among {@link #all}. */
    private void addLeaderboards() {
        for (LeaderboardRow row : Leaderboards.load()) {
            if (!row.ours().isEmpty()) {
                add(row, "test", row.test(), row.testDeviation());
                add(row, "validation", row.validation(), row.validationDeviation());
            }
        }
    }

    private void add(LeaderboardRow row, String split, String value, String deviation) {
        if (!value.isEmpty()) {
            FigureKey key = new FigureKey(row.ours(), row.data(), "TGB", "hist_rnd", split, row.metric());
            OptionalDouble spread =
                    deviation.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(deviation));
            int seeds = deviation.isEmpty() ? 1 : LEADERBOARD_SEEDS;
            PublishedResult found = new PublishedResult(key, Double.parseDouble(value), spread, seeds, row.source());
            byKey.put(key.normal(), found);
        }
    }

    private static PublishedResult row(String[] cells) {
        return new PublishedResult(
                new FigureKey(cells[0], cells[2], cells[3], cells[4], cells[5], cells[6]),
                fraction(cells[7]),
                cells[8].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(fraction(cells[8])),
                Integer.parseInt(cells[9]),
                cells[10]);
    }

    private static FigureKey withModel(FigureKey key, String model) {
        return new FigureKey(model, key.data(), key.protocol(), key.negatives(), key.split(), key.metric());
    }

    /** Decimal arithmetic: "92.34" becomes the double nearest to 0.9234. */
    private static double fraction(String percent) {
        return new BigDecimal(percent).movePointLeft(2).doubleValue();
    }

    /** The published figure of that key, if there is one. */
    public Optional<PublishedResult> find(FigureKey key) {
        return Optional.ofNullable(byKey.get(key.normal()));
    }

    /** Every figure, in the order of the resource. */
    public List<PublishedResult> all() {
        return all;
    }
}
