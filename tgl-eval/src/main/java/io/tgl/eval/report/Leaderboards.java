package io.tgl.eval.report;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.record.Measure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Our figures in the rows of the published leaderboards, each with what its queries saw and where it comes from: the
 * boards' entries are not of one convention. The rows are data, {@code leaderboards.csv}.
 */
public final class Leaderboards {
    private static final String RESOURCE = "leaderboards.csv";
    private static final String HEADER =
            "data;metric;model;ours;test;test_std;validation;validation_std;visibility;source";
    private static final int CELLS = 10;

    private Leaderboards() {}

    /**
     * One board.
     *
     * @param data data set
     * @param metric e.g. "MRR"
     * @param rows best test figure first
     */
    public record Board(String data, String metric, List<Entry> rows) {}

    /**
     * A row of a board, ready to print.
     *
     * @param ours whether it was computed here
     * @param value the test figure
     * @param caveat why it must not be compared; empty if it may
     */
    public record Entry(
            String model,
            boolean ours,
            double value,
            String test,
            String validation,
            String visibility,
            String source,
            String caveat) {}

    /** All published rows. */
    public static List<LeaderboardRow> load() {
        try (InputStream in = Leaderboards.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return rows(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LeaderboardRow> rows(BufferedReader lines) throws IOException {
        String header = lines.readLine();
        if (!HEADER.equals(header)) {
            throw InvalidInput.at(RESOURCE + " line 1", HEADER, String.valueOf(header));
        }
        List<LeaderboardRow> rows = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] c = line.split(";", -1);
            if (c.length != CELLS) {
                throw InvalidInput.at(RESOURCE + " line " + (rows.size() + 2), CELLS + " cells", c.length);
            }
            rows.add(new LeaderboardRow(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]));
        }
        return List.copyOf(rows);
    }

    /** The boards of the data sets and metrics that these runs have a figure for. */
    static List<Board> of(List<RunGroup> groups) {
        List<LeaderboardRow> published = load();
        List<Board> boards = new ArrayList<>();
        Set<String> metrics =
                new TreeSet<>(published.stream().map(LeaderboardRow::metric).toList());
        for (String metric : metrics) {
            List<RunGroup> having = groups.stream()
                    .filter(group ->
                            !group.values(Measure.TEST, Measure.ALL, metric).isEmpty())
                    .toList();
            for (String data : having.stream()
                    .map(group -> group.first().data().name())
                    .distinct()
                    .toList()) {
                boards.add(board(data, metric, having, published));
            }
        }
        return boards;
    }

    private static Board board(String data, String metric, List<RunGroup> groups, List<LeaderboardRow> published) {
        List<Entry> entries = new ArrayList<>();
        for (RunGroup group : groups) {
            if (group.first().data().name().equals(data)) {
                entries.add(ours(group, metric));
            }
        }
        for (LeaderboardRow row : published) {
            if (row.data().equals(data) && row.metric().equals(metric)) {
                entries.add(new Entry(
                        row.model(),
                        false,
                        Double.parseDouble(row.test()),
                        figure(row.test(), row.testDeviation()),
                        figure(row.validation(), row.validationDeviation()),
                        row.visibility(),
                        row.source(),
                        ""));
            }
        }
        entries.sort(Comparator.comparingDouble(Entry::value).reversed());
        return new Board(data, metric, entries);
    }

    private static Entry ours(RunGroup group, String metric) {
        List<Double> test = group.values(Measure.TEST, Measure.ALL, metric);
        int seeds = group.runs().size();
        return new Entry(
                group.model(),
                true,
                Statistics.mean(test),
                figure(test),
                figure(group.values(Measure.VALIDATION, Measure.ALL, metric)),
                group.first().protocol().visibility(),
                "this report, " + seeds + (seeds == 1 ? " run" : " runs") + ", negatives "
                        + group.first().protocol().negatives(),
                group.caveat().orElse(""));
    }

    private static String figure(List<Double> values) {
        if (values.isEmpty()) {
            return "";
        }
        String deviation = values.size() < 2
                ? ""
                : fixed(Statistics.standardDeviation(values).orElse(0));
        return figure(fixed(Statistics.mean(values)), deviation);
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String figure(String mean, String deviation) {
        return deviation.isEmpty() ? mean : mean + " ± " + deviation;
    }
}
