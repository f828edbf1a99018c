package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.event.TimeGranularity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes the rows of delimited text, checks them field by field, and adds them to the events. */
final class RowSink {
    private final EventCollector events;
    private final TimeColumn times;
    private final TimeRules timeRules;
    private final Set<String> textColumns;
    private final FormatOptions options;
    private final Extra extra;
    private final NodeCollector sources;
    private final NodeCollector destinations;
    private final NodeIndexBuilder labels = NodeIndexBuilder.texts();
    private final IsoTime iso = new IsoTime();
    private final TimeParser parser;
    private final boolean wholeTicks;
    private RowPlace place = new RowPlace("", "line");
    private Layout layout = Layout.NONE;
    private long lastTime = Long.MIN_VALUE;

    RowSink(
            EventCollector events,
            TimeColumn times,
            TimeRules timeRules,
            Set<String> textColumns,
            FormatOptions options,
            Extra extra) {
        this.events = events;
        this.times = times;
        this.timeRules = timeRules;
        this.textColumns = textColumns;
        this.options = options;
        this.extra = extra;
        this.sources = events.sources();
        this.destinations = events.destinations();
        TimeGranularity unit = timeRules.unit().orElse(timeRules.usual());
        this.parser = new TimeParser(unit, timeRules.strict() ? timeRules.tick().orElse(unit) : unit);
        this.wholeTicks = !timeRules.strict() || timeRules.tick().orElse(unit) == unit;
    }

    /** What a format has beside the usual columns. */
    interface Extra {
        /** Nothing. */
        Extra NONE = new Extra() {};

        /** A comment line. */
        default void comment(String text, EventCollector events) {}

        /** A row whose ends are known, dense in their id spaces. */
        default void row(FieldScanner row, int source, int destination, RowPlace place) {}

        /** Node table at the end. */
        default Optional<NodeTable> nodeTable(EventCollector events) {
            return Optional.empty();
        }

        /** Edge features from another file; width 0 = none. */
        default FeatureTable features(int rows) {
            return FeatureTable.absent(rows);
        }
    }

    void start(RowPlace newPlace, Layout newLayout) {
        boolean same = layout.equals(Layout.NONE)
                || layout.features().size() == newLayout.features().size();
        if (!same) {
            throw InvalidInput.at(
                    newPlace.file(),
                    layout.features().size() + " features, as the files before",
                    newLayout.features().size());
        }
        if (layout.equals(Layout.NONE)) {
            events.featureWidth(newLayout.features().size());
            noteColumns(newLayout);
        }
        place = newPlace;
        layout = newLayout;
    }

    private void noteColumns(Layout known) {
        List<String> unused = known.unused();
        if (!unused.isEmpty() && !timeRules.strict()) {
            events.note("columns not read: " + shortened(unused));
        }
    }

    private static String shortened(List<String> names) {
        String all = String.join(", ", names.subList(0, Math.min(10, names.size())));
        return names.size() > 10 ? all + " and " + (names.size() - 10) + " more" : all;
    }

    void comment(String text) {
        extra.comment(text, events);
    }

    void add(FieldScanner row) {
        if (row.fields() != layout.fields()) {
            throw InvalidInput.at(
                    place.row(),
                    layout.fields() + " fields (" + shortened(layout.names()) + ")",
                    row.fields() + ", \"" + String.join("|", row.texts()) + "\"");
        }
        int source = sources.add(row, layout.source(), place, name(layout.source()));
        int destination = destinations.add(row, layout.destination(), place, name(layout.destination()));
        addTime(row, layout.time());
        events.add(source, destination);
        if (layout.weight() >= 0) {
            events.addWeight(number(row, layout.weight()));
        }
        if (layout.label() >= 0) {
            events.addLabel(label(row, layout.label()));
        }
        if (layout.relation() >= 0) {
            events.addRelation(required(row, layout.relation(), "a relation"));
        }
        for (int field : layout.featureFields()) {
            events.addFeature(number(row, field));
        }
        extra.row(row, source, destination, place);
    }

    private void addTime(FieldScanner row, int field) {
        if (row.isWhole(field) && wholeTicks) {
            addTicks(row.whole(), field);
        } else if (timeRules.strict()) {
            addTicks(parser.parse(required(row, field, "a time"), place.column(name(field))), field);
        } else if (row.isDecimal(field)) {
            times.addNumber(row.whole(), row.scale(), place);
        } else {
            addTime(required(row, field, "a time"), name(field));
        }
    }

    private void addTicks(long ticks, int field) {
        if (!options.sortByTime() && ticks < lastTime) {
            throw new InvalidInput(place.column(name(field)) + ": expected times in ascending order, at least "
                    + lastTime + ", found " + ticks + "; --sort sorts the rows by time");
        }
        lastTime = ticks;
        times.add(ticks, place);
    }

    private void addTime(String text, String column) {
        if (iso.parse(text)) {
            times.addInstant(iso.seconds(), iso.nanoseconds(), place);
        } else if (NumberText.isWhole(text)) {
            times.add(Long.parseLong(text), place);
        } else if (NumberText.isSpelledOut(text) && TimeParser.looksLikeTime(text)) {
            times.addReal(Double.parseDouble(text), place);
        } else {
            throw place.refuse(column, "a number or an ISO-8601 time", TimeParser.described(text));
        }
    }

    private float label(FieldScanner row, int field) {
        String column = name(field);
        if (textColumns.contains(column)) {
            return labels.add(required(row, field, "a label"));
        }
        float value = NumberText.floatAt(row, field);
        if (Float.isNaN(value) && !timeRules.strict() && !NumberText.isSpelledOut(row.text(field))) {
            throw new TableReader.TextColumnFound(column);
        }
        return finite(value, row, field);
    }

    private float number(FieldScanner row, int field) {
        return finite(NumberText.floatAt(row, field), row, field);
    }

    private float finite(float value, FieldScanner row, int field) {
        if (Float.isFinite(value)) {
            return value;
        }
        String text = row.text(field);
        boolean infinite = NumberText.isSpelledOut(text) || text.endsWith("Infinity") || text.equals("NaN");
        throw place.refuse(
                name(field), infinite ? "a finite number" : "a number", infinite ? text : TimeParser.described(text));
    }

    private String required(FieldScanner row, int field, String what) {
        String text = row.text(field);
        if (text.isEmpty()) {
            throw place.refuse(name(field), what, "nothing");
        }
        return text;
    }

    private String name(int field) {
        return layout.names().get(field);
    }

    ImportedEvents finish(String file) {
        TimeColumn.Ticks ticks = timeRules.strict()
                ? new TimeColumn.Ticks(
                        times.content().values(), timeRules.tick().orElse(timeRules.usual()), Optional.empty())
                : times.content().ticks(file, timeRules.unit(), timeRules.tick(), timeRules);
        if (!timeRules.strict()) {
            noteIds();
        }
        if (labels.size() > 0) {
            events.note("column label: texts, numbered in the order of appearance: " + labelNames());
        }
        return events.finish(
                ticks, extra.features(events.size()), extra.nodeTable(events), Optional.empty(), Optional.empty());
    }

    private void noteIds() {
        String kind = sources.isText() || destinations.isText() ? "texts" : "numbers";
        events.note(
                "columns " + name(layout.source()) + " and " + name(layout.destination()) + ": node ids are " + kind);
    }

    private String labelNames() {
        var index = labels.snapshot();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < Math.min(10, index.size()); i++) {
            names.append(i == 0 ? "" : ", ").append(index.text(i)).append(" = ").append(i);
        }
        return names + (index.size() > 10 ? ", ..." : "");
    }
}
