package io.tgl.datasets.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifiers;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.io.NodeIds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads events from delimited text in UTF-8: comma, semicolon, tab or space between fields, double quotes around fields
 * where needed, lines that start with {@code #} or {@code %} in front skipped. Ids are numbers if all of them are, else
 * texts.
 */
final class CsvEventReader {
    private static final int PEEK = 1 << 16;
    private static final char[] DELIMITERS = {'\t', ';', ',', ' '};
    private static final int MOST_COLUMNS_NEEDED = 3;
    private static final String ALL_FEATURES = "comma_separated_list_of_features";

    private final Path file;
    private final TableOptions options;
    private final boolean textIds;

    private CsvEventReader(Path file, TableOptions options, boolean textIds) {
        this.file = file;
        this.options = options;
        this.textIds = textIds;
    }

    static LoadedEvents load(Path file, TableOptions options) {
        try {
            return new CsvEventReader(file, options, false).read();
        } catch (CsvEvents.TextIdFound e) {
            if (options.nodeIds() == NodeIds.KEEP) {
                throw e.refusal();
            }
            // Ids are numbers only if all of them are: read again, as texts.
            return new CsvEventReader(file, options, true).read();
        }
    }

    private LoadedEvents read() {
        try (BufferedReader in = reader()) {
            return read(in);
        } catch (CharacterCodingException e) {
            throw new InvalidInput(file + ": expected text in UTF-8 or an Arrow file, found other bytes", e);
        } catch (UncheckedIOException e) {
            throw refusal(e.getCause() == null ? new IOException(e) : e.getCause());
        } catch (CsvParseException e) {
            throw e.getCause() instanceof IOException io
                    ? refusal(io)
                    : new InvalidInput(file + ": expected delimited text, found " + reason(e), e);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    private InvalidInput refusal(IOException e) {
        return e instanceof CharacterCodingException
                ? new InvalidInput(file + ": expected text in UTF-8 or an Arrow file, found other bytes", e)
                : InputFile.refusal(file, e);
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    private BufferedReader reader() throws IOException {
        Reader text = new InputStreamReader(
                TextSource.open(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return new BufferedReader(text, PEEK);
    }

    private LoadedEvents read(BufferedReader in) throws IOException {
        long skipped = skipComments(in);
        String first = peekLine(in);
        if (first.isBlank()) {
            throw InvalidInput.at(file.toString(), "at least one event", "no line of data");
        }
        char delimiter = options.delimiter().orElseGet(() -> delimiterOf(first, skipped + 1));
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(delimiter)
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(CsvRecordHandler.of(handler -> handler.fieldModifier(FieldModifiers.TRIM)), in)) {
            return events(csv.iterator(), skipped);
        }
    }

    private LoadedEvents events(Iterator<CsvRecord> records, long skipped) {
        CsvRecord record = records.next();
        List<String> names = record.getFields();
        String where = file + ", line " + (record.getStartingLineNumber() + skipped);
        boolean header = options.header().orElseGet(() -> names.stream().noneMatch(TimeParser::looksLikeTime));
        Optional<CsvRecord> second = header && records.hasNext() ? Optional.of(records.next()) : Optional.empty();
        Layout layout = header
                ? Layout.named(withFeatureNames(names, second), options.columns(), where)
                : Layout.positional(names.size(), options.columns(), where);
        CsvEvents events = new CsvEvents(file, options, layout, textIds);
        CsvRecord firstRow = header ? second.orElse(null) : record;
        if (firstRow != null) {
            events.add(firstRow, firstRow.getStartingLineNumber() + skipped);
        }
        while (records.hasNext()) {
            CsvRecord next = records.next();
            events.add(next, next.getStartingLineNumber() + skipped);
        }
        return events.finish();
    }

    /** JODIE's files name all their features at once; here they are f0, f1, ... */
    private static List<String> withFeatureNames(List<String> names, Optional<CsvRecord> row) {
        int last = names.size() - 1;
        if (!names.get(last).equals(ALL_FEATURES) || row.isEmpty()) {
            return names;
        }
        List<String> all = new ArrayList<>(names.subList(0, last));
        for (int feature = 0; feature < row.get().getFieldCount() - last; feature++) {
            all.add("f" + feature);
        }
        return all;
    }

    /** Skips comments and empty lines in front, and a byte order mark; returns how many lines. */
    private static long skipComments(BufferedReader in) throws IOException {
        in.mark(1);
        if (in.read() != '\uFEFF') {
            in.reset();
        }
        long lines = 0;
        while (true) {
            in.mark(1);
            int first = in.read();
            if (first == '#' || first == '%') {
                in.readLine();
                lines++;
            } else if (first == '\n') {
                lines++;
            } else if (first != '\r') {
                in.reset();
                return lines;
            }
        }
    }

    private String peekLine(BufferedReader in) throws IOException {
        in.mark(PEEK);
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
            line.append((char) c);
            if (line.length() >= PEEK - 1) {
                throw InvalidInput.at(file + ", first line", "at most " + PEEK + " characters", "more");
            }
        }
        in.reset();
        return line.toString();
    }

    private char delimiterOf(String line, long number) {
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
}
