package io.tgl.datasets.format;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.event.NodeIndexBuilder;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.io.NodeIds;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of every format come together: columns grow in chunks, ids become dense, and at the end everything is
 * brought in the order of time, stably, and counted.
 */
final class EventCollector {
    private static final int MOST_EVENTS = Integer.MAX_VALUE - 8;

    private final DataFormat format;
    private final String name;
    private final boolean sort;
    private final NodeIds ids;
    private final boolean bipartite;
    private final NodeCollector sources;
    private final NodeCollector destinations;
    private final IntColumn source = new IntColumn();
    private final IntColumn destination = new IntColumn();
    private final FloatColumn weight = new FloatColumn();
    private final FloatColumn label = new FloatColumn();
    private final IntColumn relation = new IntColumn();
    private final List<String> files = new ArrayList<>();
    private final List<Integer> fileEnds = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final NodeIndexBuilder relationNames = NodeIndexBuilder.texts();
    private FeatureColumn features = new FeatureColumn(0);
    private int relationBound;
    private @Nullable NodeIndex nodeNames;
    private @Nullable NodeIndex givenRelations;

    EventCollector(DataFormat format, String name, FormatOptions options, boolean bipartite) {
        this.format = format;
        this.name = name;
        this.sort = options.sortByTime();
        this.ids = options.nodeIds();
        this.bipartite = bipartite;
        this.sources = new NodeCollector(ids);
        this.destinations = bipartite ? new NodeCollector(ids) : sources;
    }

    NodeCollector sources() {
        return sources;
    }

    NodeCollector destinations() {
        return destinations;
    }

    /** Adds the ends of a row, dense in their id spaces. */
    void add(int denseSource, int denseDestination) {
        if (source.size() == MOST_EVENTS) {
            throw InvalidInput.at(name, "at most " + MOST_EVENTS + " events", "more");
        }
        source.add(denseSource);
        destination.add(denseDestination);
    }

    void addWeight(float value) {
        weight.add(value);
    }

    void addLabel(float value) {
        label.add(value);
    }

    void addRelation(String text) {
        relation.add(relationNames.add(text));
    }

    /** Adds a relation that is a number from 0. */
    void addRelation(long id, RowPlace place, String column) {
        if (id < 0 || id >= MOST_EVENTS) {
            throw place.refuse(column, "a relation id from 0 to " + (MOST_EVENTS - 1), id);
        }
        relationBound = Math.max(relationBound, (int) id + 1);
        relation.add((int) id);
    }

    void featureWidth(int width) {
        features = new FeatureColumn(width);
    }

    void addFeature(float value) {
        features.add(value);
    }

    /** Rows so far. */
    int size() {
        return source.size();
    }

    /** The rows from the last such call on came from this file. */
    void endFile(String file) {
        files.add(file);
        fileEnds.add(size());
    }

    void note(String sentence) {
        if (!notes.contains(sentence)) {
            notes.add(sentence);
        }
    }

    /** Names that dictionaries give to dense ids that were kept; they have at least as many as occur. */
    void nodeNames(NodeIndex names) {
        nodeNames = names;
    }

    void relationNames(NodeIndex names) {
        givenRelations = names;
    }

    /** Result, and what only some formats have, by row in the order of the files. */
    ImportedEvents finish(
            TimeColumn.Ticks times,
            FeatureTable table,
            Optional<NodeTable> nodeTable,
            Optional<Intervals> intervals,
            Optional<Signal> signal) {
        if (size() == 0) {
            throw InvalidInput.at(name, "at least one event", "none");
        }
        times.note().ifPresent(this::note);
        long[] time = times.values();
        int[] order = order(time);
        int moved = moved(order);
        if (moved > 0) {
            note("rows were not in order of time: sorted stably, " + moved + " of " + size() + " rows moved");
        }
        Optional<int[]> fileOf = fileOf(order);
        List<Integer> rows = rowsOfFiles();
        int sourceCount = sources.size();
        int[] from = source.toArray();
        int[] to = destination.toArray();
        NodeIndex nodes = nodeIndex(to, sourceCount);
        FeatureTable edgeFeatures = table.isAbsent() ? features.table(from.length, order) : inOrder(table, order);
        EventStream events = EventStream.of(
                        nodes.size(), inOrder(from, order), inOrder(to, order), inOrder(time, order))
                .weight(weight.size() == 0 ? null : inOrder(weight.toArray(), order))
                .label(label.size() == 0 ? null : inOrder(label.toArray(), order))
                .relation(relation.size() == 0 ? null : inOrder(relation.toArray(), order))
                .features(edgeFeatures)
                .granularity(times.granularity())
                .build();
        LoadedEvents loaded = new LoadedEvents(events, nodes, relationIndex(), Map.of(), moved);
        EventStatistics statistics = EventStatistics.of(events, moved);
        if (statistics.duplicates() > 0) {
            note(statistics.duplicates() + " rows repeat an earlier row's ends, relation and time: kept");
        }
        if (statistics.selfLoops() > 0) {
            note(statistics.selfLoops() + " self-loops: kept");
        }
        Optional<Intervals> ordered =
                intervals.map(i -> new Intervals(inOrder(i.start(), order), inOrder(i.end(), order)));
        FileRows fileRows = new FileRows(files, rows, fileOf);
        return new ImportedEvents(format, loaded, statistics, notes, fileRows, nodeTable, ordered, signal);
    }

    /** Times of rows that have none: all 0. */
    TimeColumn.Ticks noTimes() {
        return new TimeColumn.Ticks(new long[size()], TimeGranularity.TICKS, Optional.empty());
    }

    private int @Nullable [] order(long[] time) {
        int unordered = 1;
        while (unordered < time.length && time[unordered] >= time[unordered - 1]) {
            unordered++;
        }
        if (unordered >= time.length) {
            return null;
        }
        if (!sort) {
            throw new InvalidInput(
                    name + ", row " + unordered + ", column time: expected times in ascending order, at" + " least "
                            + time[unordered - 1] + ", found " + time[unordered] + "; --sort sorts the rows by time");
        }
        int[] order = new int[time.length];
        for (int row = 0; row < order.length; row++) {
            order[row] = row;
        }
        LongArrays.radixSortIndirect(order, time, true);
        return order;
    }

    private static int moved(int @Nullable [] order) {
        int count = 0;
        for (int to = 0; order != null && to < order.length; to++) {
            count += order[to] == to ? 0 : 1;
        }
        return count;
    }

    private NodeIndex nodeIndex(int[] to, int sourceCount) {
        if (bipartite) {
            for (int row = 0; row < to.length; row++) {
                to[row] += sourceCount;
            }
            note(sourceCount + " sources and " + destinations.size()
                    + " destinations are numbered apart: destinations come after the sources");
            return new TwoIdSpaces(sources.build(), destinations.build(), ids == NodeIds.KEEP).joined();
        }
        NodeIndex built = sources.build();
        NodeIndex given = nodeNames;
        return given == null ? built : given;
    }

    private NodeIndex relationIndex() {
        NodeIndex given = givenRelations;
        if (given != null) {
            return given;
        }
        return relationBound > 0 ? NodeIndex.identity(relationBound) : relationNames.build();
    }

    private static FeatureTable inOrder(FeatureTable table, int @Nullable [] order) {
        if (order == null) {
            return table;
        }
        FeatureTable sorted = FeatureTable.zeros(order.length, table.width());
        float[] row = new float[table.width()];
        for (int to = 0; to < order.length; to++) {
            table.copyRow(order[to], row, 0);
            sorted.setRow(to, row, 0);
        }
        return sorted;
    }

    private List<Integer> rowsOfFiles() {
        List<Integer> rows = new ArrayList<>();
        for (int f = 0; f < fileEnds.size(); f++) {
            rows.add(fileEnds.get(f) - (f == 0 ? 0 : fileEnds.get(f - 1)));
        }
        return rows;
    }

    private Optional<int[]> fileOf(int @Nullable [] order) {
        if (files.size() < 2) {
            return Optional.empty();
        }
        int[] fileOf = new int[size()];
        for (int f = 1; f < files.size(); f++) {
            for (int row = fileEnds.get(f - 1); row < fileEnds.get(f); row++) {
                fileOf[row] = f;
            }
        }
        return Optional.of(inOrder(fileOf, order));
    }

    private static int[] inOrder(int[] column, int @Nullable [] order) {
        if (order == null) {
            return column;
        }
        int[] sorted = new int[column.length];
        for (int to = 0; to < sorted.length; to++) {
            sorted[to] = column[order[to]];
        }
        return sorted;
    }

    private static long[] inOrder(long[] column, int @Nullable [] order) {
        if (order == null) {
            return column;
        }
        long[] sorted = new long[column.length];
        for (int to = 0; to < sorted.length; to++) {
            sorted[to] = column[order[to]];
        }
        return sorted;
    }

    private static float[] inOrder(float[] column, int @Nullable [] order) {
        if (order == null) {
            return column;
        }
        float[] sorted = new float[column.length];
        for (int to = 0; to < sorted.length; to++) {
            sorted[to] = column[order[to]];
        }
        return sorted;
    }
}
