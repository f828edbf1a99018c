package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.InputFile;
import io.tgl.core.io.NodeIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Temporal knowledge graphs as the literature exchanges them: {@code train.txt}, {@code valid.txt}, {@code test.txt} with
 * tab-separated {@code subject relation object time} (or {@code start end} instead of the time; a fifth column of
 * quadruples is not read), and optionally {@code entity2id.txt} and {@code relation2id.txt} with a name and its id a line
 * (further columns are not read) and {@code stat.txt} with the numbers of entities and relations. Ids are dense and kept
 * as they stand, the facts in the order train, valid, test before they are sorted by time.
 */
final class KnowledgeGraphReader {
    private static final int MOST_RECORD_BYTES = 1 << 24;
    private static final List<String> PARTS = List.of("train", "valid", "val", "test");
    private static final List<String> NAMES = List.of("subject", "relation", "object", "time", "end");

    private final DataFormat format;
    private final FormatOptions options;
    private final ByteBudget budget;
    private final boolean intervals;
    private final TimeColumn times = new TimeColumn("time");
    private final DateRanges ranges = new DateRanges();
    private final IsoTime iso = new IsoTime();

    KnowledgeGraphReader(DataFormat format, FormatOptions options) {
        this.format = format;
        this.options = options.withNodeIds(NodeIds.KEEP);
        this.budget = new ByteBudget(options.maxBytes());
        this.intervals = format == DataFormat.INTERVALS;
    }

    ImportedEvents read(List<Path> files) {
        List<Path> facts = new ArrayList<>(files.stream()
                .filter(file -> !isDictionary(file) && !isStatistics(file))
                .toList());
        if (facts.isEmpty()) {
            throw InvalidInput.at("files of a knowledge graph", "files of facts beside dictionaries", "none");
        }
        facts.sort(Comparator.comparingInt(KnowledgeGraphReader::part));
        EventCollector events = new EventCollector(format, facts.getFirst().toString(), options, false);
        for (Path file : facts) {
            readFacts(file, events);
            events.endFile(file.toString());
        }
        files.stream().filter(KnowledgeGraphReader::isStatistics).forEach(file -> readStatistics(file, events));
        files.stream().filter(file -> isCalled(file, "entity")).findFirst().ifPresent(file -> nameNodes(file, events));
        files.stream()
                .filter(file -> isCalled(file, "relation"))
                .findFirst()
                .ifPresent(file -> nameRelations(file, events));
        return finish(facts.getFirst().toString(), events);
    }

    private static boolean isCalled(Path file, String word) {
        return DgbReader.plainName(file).toLowerCase(Locale.ROOT).startsWith(word);
    }

    private static boolean isDictionary(Path file) {
        return isCalled(file, "entity") || isCalled(file, "relation");
    }

    private static boolean isStatistics(Path file) {
        return isCalled(file, "stat");
    }

    private static int part(Path file) {
        String name = DgbReader.plainName(file).toLowerCase(Locale.ROOT);
        for (int part = 0; part < PARTS.size(); part++) {
            if (name.contains(PARTS.get(part))) {
                return part;
            }
        }
        return PARTS.size();
    }

    private void readFacts(Path file, EventCollector events) {
        RowPlace place = new RowPlace(file.toString(), "line");
        try (FieldScanner row = new FieldScanner(file, budget.open(file), '\t', MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            while (row.next()) {
                place.at(row.line());
                boolean fits = intervals ? row.fields() == 5 : row.fields() == 4 || row.fields() == 5;
                if (!fits) {
                    String expected = intervals
                            ? "5 fields (subject, relation, object, start, end)"
                            : "4 or 5 fields" + " (subject, relation, object, time)";
                    throw InvalidInput.at(place.row(), expected, row.fields());
                }
                events.add(id(events, row, 0, place), id(events, row, 2, place));
                events.addRelation(whole(row, 1, place), place, NAMES.get(1));
                if (intervals) {
                    ranges.add(row.text(3), row.text(4), place);
                } else {
                    addTime(row, place);
                }
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private static int id(EventCollector events, FieldScanner row, int field, RowPlace place) {
        return events.sources().add(whole(row, field, place), place, NAMES.get(field));
    }

    private static long whole(FieldScanner row, int field, RowPlace place) {
        if (!row.isWhole(field)) {
            throw place.refuse(NAMES.get(field), "a whole number as id", TimeParser.described(row.text(field)));
        }
        return row.whole();
    }

    private void addTime(FieldScanner row, RowPlace place) {
        if (row.isDecimal(3)) {
            times.addNumber(row.whole(), row.scale(), place);
        } else if (iso.parse(row.text(3))) {
            times.addInstant(iso.seconds(), iso.nanoseconds(), place);
        } else {
            throw place.refuse("time", "a number or an ISO-8601 time", TimeParser.described(row.text(3)));
        }
    }

    /** Numbers of entities and relations; the ids of entities without a fact count as nodes. */
    private void readStatistics(Path file, EventCollector events) {
        try (FieldScanner row = new FieldScanner(file, budget.open(file), FieldScanner.BLANKS, MOST_RECORD_BYTES)) {
            if (row.next() && row.fields() >= 2 && row.isWhole(0) && row.whole() <= Integer.MAX_VALUE - 8) {
                int declared = (int) row.whole();
                int found = events.sources().size();
                if (declared < found) {
                    throw InvalidInput.at(file.toString(), "at least " + found + " entities, as ids go", declared);
                }
                if (declared > 64 * (events.size() + 1024L)) {
                    throw InvalidInput.at(file.toString(), "entities in proportion to the facts", declared);
                }
                events.sources().atLeast(declared);
                return;
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        throw InvalidInput.at(file.toString(), "numbers of entities and relations", "something else");
    }

    private void nameNodes(Path file, EventCollector events) {
        dictionary(file, events).ifPresent(names -> {
            if (names.size() >= events.sources().size()) {
                events.nodeNames(names);
            } else {
                events.note(file.getFileName() + " names " + names.size() + " of "
                        + events.sources().size() + " entities: ids stay numbers");
            }
        });
    }

    private void nameRelations(Path file, EventCollector events) {
        dictionary(file, events).ifPresent(events::relationNames);
    }

    /** The names by id; empty, and said so, if ids have gaps or names repeat. */
    private Optional<NodeIndex> dictionary(Path file, EventCollector events) {
        List<String> names = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        try (FieldScanner row = new FieldScanner(file, budget.open(file), '\t', MOST_RECORD_BYTES)) {
            row.skipByteOrderMark();
            while (row.next()) {
                if (row.fields() < 2 || !row.isWhole(1) || row.whole() < 0 || row.whole() > Integer.MAX_VALUE - 8) {
                    if (row.line() == 1 && row.fields() == 1) {
                        continue;
                    }
                    throw InvalidInput.at(
                            file + ", line " + row.line(), "a name and its id", String.join("|", row.texts()));
                }
                names.add(row.text(0));
                ids.add((int) row.whole());
            }
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
        String[] byId = new String[names.size()];
        NodeIndexBuilder index = NodeIndexBuilder.texts();
        boolean dense = true;
        for (int i = 0; i < byId.length; i++) {
            boolean free = ids.get(i) < byId.length && byId[ids.get(i)] == null;
            dense &= free;
            if (free) {
                byId[ids.get(i)] = names.get(i);
            }
        }
        for (int id = 0; dense && id < byId.length; id++) {
            dense = index.add(byId[id]) == id;
        }
        if (!dense) {
            events.note(file.getFileName() + ": ids have gaps or names repeat: ids stay numbers");
        }
        return dense ? Optional.of(index.build()) : Optional.empty();
    }

    private ImportedEvents finish(String file, EventCollector events) {
        FeatureTable none = FeatureTable.absent(events.size());
        if (intervals) {
            Intervals facts = ranges.intervals();
            TimeColumn.Ticks ticks =
                    new TimeColumn.Ticks(ranges.eventTimes(), TimeGranularity.DAYS, Optional.of(ranges.note()));
            return events.finish(ticks, none, Optional.empty(), Optional.of(facts), Optional.empty());
        }
        TimeRules rules = TimeRules.usual(options, TimeGranularity.TICKS);
        TimeColumn.Ticks ticks = times.content().ticks(file, rules.unit(), rules.tick(), rules);
        return events.finish(ticks, none, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
