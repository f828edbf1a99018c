package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Edge lists of snapshots, in one of three forms: one file with a line {@code # FILE name} before the edges of each
 * snapshot; several files, one a snapshot; or a table whose first column says which snapshot ({@code t,u,v}, or months
 * {@code YYYY-MM}). Edges are {@code a b} or {@code a b weight} between spaces or tabs. A snapshot's time is the date in
 * its name, in days since 1970; where a name has none it is the snapshot's number from 0.
 */
final class SnapshotReader {
    private static final int MOST_RECORD_BYTES = 1 << 20;
    private static final String MARK = "# FILE ";

    private final EventCollector events;
    private final FormatOptions options;
    private final SnapshotTimes snapshots = new SnapshotTimes();
    private int width;

    private SnapshotReader(FormatOptions options, String name) {
        this.options = options;
        this.events = new EventCollector(DataFormat.SNAPSHOTS, name, options, false);
    }

    static ImportedEvents read(List<Path> files, FormatOptions options) {
        ByteBudget budget = new ByteBudget(options.maxBytes());
        boolean marked = startsWithMark(files.getFirst(), budget);
        if (!marked && (files.size() == 1 || !options.columns().isEmpty())) {
            return table(files, options);
        }
        SnapshotReader reader = new SnapshotReader(options, files.getFirst().toString());
        for (Path file : files) {
            if (!marked) {
                reader.snapshots.begin(DgbReader.plainName(file));
            }
            reader.readFile(file, budget);
            reader.events.endFile(file.toString());
        }
        return reader.finish();
    }

    private static boolean startsWithMark(Path file, ByteBudget budget) {
        try (FieldScanner scanner = new FieldScanner(file, budget.peek(file), '\n', MOST_RECORD_BYTES)) {
            scanner.skipByteOrderMark();
            return scanner.peekLine().startsWith(MARK);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    /** Numbers are snapshots, dates are days. */
    private static ImportedEvents table(List<Path> files, FormatOptions options) {
        TableRules rules = new TableRules(
                LayoutRule.told(options.columns()),
                options.header(),
                options.delimiter(),
                true,
                TimeRules.usual(options, TimeGranularity.TICKS),
                options.bipartite().orElse(false));
        return new TableReader(DataFormat.SNAPSHOTS, options, rules).read(files, RowSink.Extra.NONE);
    }

    private void readFile(Path file, ByteBudget budget) {
        RowPlace place = new RowPlace(file.toString(), "line");
        NodeCollector nodes = events.sources();
        char delimiter = options.delimiter().orElse(FieldScanner.BLANKS);
        try (FieldScanner row = new FieldScanner(file, budget.open(file), delimiter, MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            while (advance(row)) {
                place.at(row.line());
                checkWidth(row, place);
                events.add(nodes.add(row, 0, place, "source"), nodes.add(row, 1, place, "destination"));
                if (width == 3) {
                    addWeight(row, place);
                }
                snapshots.addEdge();
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private boolean advance(FieldScanner row) throws IOException {
        while (row.atComment()) {
            String line = row.comment();
            if (line.startsWith(MARK)) {
                snapshots.begin(line.substring(MARK.length()).strip());
            }
        }
        return row.next();
    }

    private void checkWidth(FieldScanner row, RowPlace place) {
        width = width == 0 && (row.fields() == 2 || row.fields() == 3) ? row.fields() : width;
        if (row.fields() != width) {
            String expected = width == 0 ? "2 fields (a, b) or 3 (a, b, weight)" : width + " fields, as before";
            throw InvalidInput.at(place.row(), expected, row.fields());
        }
    }

    private void addWeight(FieldScanner row, RowPlace place) {
        float value = NumberText.floatAt(row, 2);
        if (!Float.isFinite(value)) {
            throw place.refuse("weight", "a finite number", TimeParser.described(row.text(2)));
        }
        events.addWeight(value);
    }

    private ImportedEvents finish() {
        FeatureTable none = FeatureTable.absent(events.size());
        return events.finish(snapshots.ticks(), none, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
