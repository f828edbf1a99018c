package io.tgl.datasets.catalog;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.datasets.format.EventStatistics;
import io.tgl.datasets.format.ImportedEvents;
import io.tgl.datasets.format.NodeTable;
import io.tgl.datasets.format.Signal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statistics by name, as cards state them and as they are counted: {@code events}, {@code nodes}, {@code nodesWithEvents},
 * {@code sources}, {@code destinations}, {@code relations}, {@code distinctTimes}, {@code firstTime}, {@code lastTime}
 * (ticks), {@code selfLoops}, {@code duplicates}, {@code positiveLabels}, {@code positiveWeights}, {@code
 * negativeWeights}, {@code features}, {@code rowsMoved}; {@code eventsPerTimeLeast}, {@code eventsPerTimeMost} and {@code
 * eventsAtLastTime} (the sizes of snapshots); {@code file.1} and so on (events of each file, in order); {@code
 * relation.NAME} where there are at most {@value #MOST_RELATIONS}; and of nodes and readings, where a format has them,
 * {@code nodeFeatures}, {@code classes}, {@code labelledNodes}, {@code split.NAME}, {@code steps}, {@code readings}.
 */
final class MeasuredStatistics {
    private static final int MOST_RELATIONS = 16;

    private MeasuredStatistics() {}

    /** Counts {@code events}, which are those of {@code imported}, possibly with other ids, labels or features. */
    static Map<String, Long> of(EventStream events, ImportedEvents imported) {
        boolean asRead = events == imported.table().events();
        EventStatistics counted = asRead
                ? imported.statistics()
                : EventStatistics.of(events, imported.statistics().rowsMoved());
        Map<String, Long> found = new LinkedHashMap<>();
        found.put("events", (long) events.size());
        found.put("nodes", (long) events.nodeCount());
        found.put("nodesWithEvents", (long) counted.nodesWithEvents());
        found.put("relations", (long) counted.relations());
        found.put("distinctTimes", (long) counted.distinctTimes());
        found.put("firstTime", counted.firstTime());
        found.put("lastTime", counted.lastTime());
        found.put("features", (long) events.features().width());
        found.put("selfLoops", (long) counted.selfLoops());
        found.put("duplicates", (long) counted.duplicates());
        found.put("positiveWeights", (long) counted.weightAboveZero());
        found.put("negativeWeights", (long) counted.weightBelowZero());
        found.put("rowsMoved", (long) counted.rowsMoved());
        putEnds(found, events);
        putSnapshots(found, events);
        List<Integer> rows = imported.files().rows();
        for (int f = 0; f < rows.size() && rows.size() > 1; f++) {
            found.put("file." + (f + 1), (long) rows.get(f));
        }
        putRelations(found, events, imported.table().relations());
        imported.nodeTable().ifPresent(table -> putNodes(found, table));
        imported.signal().ifPresent(signal -> putSignal(found, signal));
        return found;
    }

    private static void putEnds(Map<String, Long> found, EventStream events) {
        boolean[] source = new boolean[events.nodeCount()];
        boolean[] destination = new boolean[events.nodeCount()];
        long positive = 0;
        for (int i = 0; i < events.size(); i++) {
            source[events.source(i)] = true;
            destination[events.destination(i)] = true;
            positive += events.label(i) > 0 ? 1 : 0;
        }
        found.put("sources", count(source));
        found.put("destinations", count(destination));
        found.put("positiveLabels", positive);
    }

    private static long count(boolean[] flags) {
        long set = 0;
        for (boolean flag : flags) {
            set += flag ? 1 : 0;
        }
        return set;
    }

    private static void putSnapshots(Map<String, Long> found, EventStream events) {
        long least = Long.MAX_VALUE;
        long most = 0;
        long run = 0;
        for (int i = 0; i < events.size(); i++) {
            run++;
            if (i + 1 == events.size() || events.time(i + 1) != events.time(i)) {
                least = Math.min(least, run);
                most = Math.max(most, run);
                found.put("eventsAtLastTime", run);
                run = 0;
            }
        }
        found.put("eventsPerTimeLeast", events.size() == 0 ? 0 : least);
        found.put("eventsPerTimeMost", most);
    }

    private static void putRelations(Map<String, Long> found, EventStream events, NodeIndex names) {
        if (!events.hasRelation() || names.size() > MOST_RELATIONS) {
            return;
        }
        long[] counts = new long[names.size()];
        for (int i = 0; i < events.size(); i++) {
            counts[events.relation(i)]++;
        }
        for (int r = 0; r < counts.length; r++) {
            found.put("relation." + names.text(r), counts[r]);
        }
    }

    private static void putNodes(Map<String, Long> found, NodeTable table) {
        found.put("nodeFeatures", (long) table.features().width());
        found.put("classes", (long) table.classes().size());
        table.label()
                .ifPresent(labels -> found.put(
                        "labelledNodes",
                        Arrays.stream(labels).filter(label -> label >= 0).count()));
        table.split().ifPresent(parts -> {
            for (int part = 0; part < table.splits().size(); part++) {
                int wanted = part;
                found.put(
                        "split." + table.splits().text(part),
                        Arrays.stream(parts).filter(p -> p == wanted).count());
            }
        });
    }

    private static void putSignal(Map<String, Long> found, Signal signal) {
        found.put("steps", (long) signal.steps());
        found.put("signalNodes", (long) signal.nodes());
        found.put("readings", (long) signal.width());
    }
}
