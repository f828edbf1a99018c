package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.InputFile;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads events from delimited text, one file after the other into one table. */
final class TableReader {
    private static final int MOST_RECORD_BYTES = 1 << 26;
    private static final char[] DELIMITERS = {'\t', ';', ',', ' '};
    private static final int MOST_COLUMNS_NEEDED = 3;
    private static final String ALL_FEATURES = "comma_separated_list_of_features";

    private final DataFormat format;
    private final FormatOptions options;
    private final TableRules rules;
    private final ByteBudget budget;

    TableReader(DataFormat format, FormatOptions options, TableRules rules) {
        this.format = format;
        this.options = options;
        this.rules = rules;
        this.budget = new ByteBudget(options.maxBytes());
    }

    /** Thrown where a column that was taken for numbers turns out to hold texts. */
    static final class TextColumnFound extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final String column;

        TextColumnFound(String column) {
            super(column, null, false, false);
            this.column = column;
        }
    }

    /** Everything about labels is known only at the end of the column: then the files are read again with what it is. */
    ImportedEvents read(List<Path> files, RowSink.Extra extra) {
        Set<String> textColumns = new HashSet<>();
        while (true) {
            try {
                return read(files, Set.copyOf(textColumns), extra);
            } catch (TextColumnFound e) {
                if (!textColumns.add(e.column)) {
                    throw new IllegalStateException("column " + e.column + " is read as texts already", e);
                }
            }
        }
    }

    private ImportedEvents read(List<Path> files, Set<String> textColumns, RowSink.Extra extra) {
        EventCollector events = new EventCollector(format, files.getFirst().toString(), options, rules.bipartite());
        TimeColumn times = new TimeColumn("time");
        RowSink sink = new RowSink(events, times, rules.times(), textColumns, options, extra);
        for (Path file : files) {
            try (FieldScanner scanner = open(file)) {
                readFile(file, scanner, sink);
            } catch (IOException e) {
                throw InputFile.refusal(file, e);
            }
            events.endFile(file.toString());
        }
        return sink.finish(files.getFirst().toString());
    }

    private FieldScanner open(Path file) throws IOException {
        try (FieldScanner peeking = new FieldScanner(file, budget.peek(file), '\n', MOST_RECORD_BYTES)) {
            char delimiter = rules.delimiter().orElse('\0');
            if (delimiter == '\0') {
                peeking.skipByteOrderMark();
                while (peeking.atComment()) {
                    peeking.comment();
                }
                delimiter = delimiterOf(file, peeking.peekLine(), peeking.line());
            }
            return new FieldScanner(file, budget.open(file), delimiter, MOST_RECORD_BYTES);
        }
    }

    private void readFile(Path file, FieldScanner scanner, RowSink sink) throws IOException {
        scanner.skipByteOrderMark();
        while (scanner.atComment()) {
            sink.comment(scanner.comment());
        }
        if (!scanner.next()) {
            throw InvalidInput.at(file.toString(), "at least one event", "no line of data");
        }
        RowPlace place = new RowPlace(file.toString(), "line");
        place.at(scanner.line());
        List<String> names = scanner.texts();
        boolean header = rules.header().orElseGet(() -> names.stream().noneMatch(TimeParser::looksLikeTime));
        if (!header) {
            sink.start(place, rules.layout().of(Optional.empty(), scanner.fields(), place.row()));
        } else {
            if (!scanner.next()) {
                throw InvalidInput.at(file.toString(), "at least one event", "a header alone");
            }
            List<String> all = withFeatureNames(names, scanner.fields());
            sink.start(place, rules.layout().of(Optional.of(all), scanner.fields(), place.row()));
        }
        do {
            place.at(scanner.line());
            sink.add(scanner);
        } while (nextRow(scanner, sink));
    }

    private boolean nextRow(FieldScanner scanner, RowSink sink) throws IOException {
        while (rules.comments() && scanner.atComment()) {
            sink.comment(scanner.comment());
        }
        return scanner.next();
    }

    /** JODIE's files name all their features at once; here they are f0, f1, ... */
    private static List<String> withFeatureNames(List<String> names, int fields) {
        int last = names.size() - 1;
        if (!names.get(last).equals(ALL_FEATURES)) {
            return names;
        }
        List<String> all = new ArrayList<>(names.subList(0, last));
        for (int feature = 0; feature < fields - last; feature++) {
            all.add("f" + feature);
        }
        return all;
    }

    private static char delimiterOf(Path file, String line, long number) {
        if (line.isEmpty()) {
            throw InvalidInput.at(file.toString(), "at least one event", "no line of data");
        }
        for (int least = MOST_COLUMNS_NEEDED; least > 1; least--) {
            for (char delimiter : DELIMITERS) {
                if (line.chars().filter(c -> c == delimiter).count() >= least - 1) {
                    return delimiter;
                }
            }
        }
        throw InvalidInput.at(
                file + ", line " + number,
                "fields with comma, semicolon, tab or space between them",
                TimeParser.described(line));
    }

    /** Reads as {@link EventTables} has it: everything told, nothing converted. */
    static ImportedEvents strict(Path file, TableOptions options) {
        TimeGranularity unit = options.timeUnit();
        FormatOptions format =
                FormatOptions.USUAL.withSortByTime(options.sortByTime()).withNodeIds(options.nodeIds());
        TableRules rules = new TableRules(
                LayoutRule.told(options.columns()),
                options.header(),
                options.delimiter(),
                false,
                TimeRules.strict(unit, options.tick()),
                false);
        return new TableReader(DataFormat.CSV, format, rules).read(List.of(file), RowSink.Extra.NONE);
    }
}
