package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.datasets.format.Formats;
import io.tgl.datasets.format.ImportedEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads the files of a data set as its card says, and compares what is counted with what the card states. */
final class CatalogReader {
    private CatalogReader() {}

    /**
     * Reads a form.
     *
     * @param force whether counts that differ from the stated ones are said instead of refused
     * @throws InvalidInput naming the first statistic that differs
     */
    static ReadDataset read(DatasetCard card, DatasetCard.Form form, List<Path> files, boolean force) {
        ImportedEvents imported = Formats.read(form.format(), files, form.options());
        EventStream events = derived(form, dense(form, imported.table().events()));
        NodeIndex nodes =
                form.ids() == DatasetCard.Ids.AS_READ ? imported.table().nodes() : index(form, events);
        Map<String, Long> found = MeasuredStatistics.of(events, imported);
        List<StatisticDifference> differences = differences(card, form, found);
        if (!differences.isEmpty() && !force && card.verified() != DatasetCard.Verified.UNVERIFIED) {
            throw new InvalidInput("data set " + card.name() + ": "
                    + differences.stream().map(StatisticDifference::text).collect(Collectors.joining("; "))
                    + "; --force takes it");
        }
        List<Dataset.Deviation> deviations = new ArrayList<>(form.deviations());
        differences.forEach(difference -> deviations.add(difference.deviation()));
        Dataset dataset = new Dataset(
                card.name(),
                events,
                nodes,
                card.citation(),
                card.source(),
                card.license(),
                EventDigest.sha256(events),
                deviations,
                form.incomparable());
        return new ReadDataset(card, form, files, dataset, imported, found, differences);
    }

    /** What must be found: as measured in these files, else as published. */
    static Map<String, Long> expected(DatasetCard card, DatasetCard.Form form) {
        Map<String, Long> expected = new LinkedHashMap<>(card.published());
        expected.putAll(form.measured());
        return expected;
    }

    private static List<StatisticDifference> differences(
            DatasetCard card, DatasetCard.Form form, Map<String, Long> found) {
        List<StatisticDifference> differences = new ArrayList<>();
        expected(card, form).forEach((name, stated) -> {
            long here = found.getOrDefault(name, 0L);
            if (here != stated) {
                differences.add(new StatisticDifference(
                        name, stated, here, form.measured().containsKey(name)));
            }
        });
        return differences;
    }

    /** The events with ids from 0. */
    private static EventStream dense(DatasetCard.Form form, EventStream events) {
        return switch (form.ids()) {
            case FROM_ZERO, AS_READ -> events;
            case FROM_ONE -> renumbered(events, events.nodeCount() - 1, -1, -1);
            case BIPARTITE_FROM_ZERO -> {
                int sources = 1 + Arrays.stream(events.sources()).max().orElse(-1);
                int destinations =
                        1 + Arrays.stream(events.destinations()).max().orElse(-1);
                yield renumbered(events, sources + destinations, 0, sources);
            }
        };
    }

    private static EventStream renumbered(EventStream events, int nodes, int sourceShift, int destinationShift) {
        int[] source = events.sources();
        int[] destination = events.destinations();
        for (int i = 0; i < source.length; i++) {
            source[i] += sourceShift;
            destination[i] += destinationShift;
        }
        return rebuilt(events, nodes, source, destination, labels(events), events.features());
    }

    private static EventStream derived(DatasetCard.Form form, EventStream events) {
        if (!form.weightIsFeature() && !form.signIsLabel()) {
            return events;
        }
        float[] label = labels(events);
        FeatureTable features = events.features();
        if (form.signIsLabel()) {
            label = new float[events.size()];
            for (int i = 0; i < label.length; i++) {
                label[i] = events.weight(i) > 0 ? 1f : 0f;
            }
        }
        if (form.weightIsFeature()) {
            features = FeatureTable.of(weights(events), events.size(), 1);
        }
        return rebuilt(events, events.nodeCount(), events.sources(), events.destinations(), label, features);
    }

    private static EventStream rebuilt(
            EventStream events,
            int nodes,
            int[] source,
            int[] destination,
            float @Nullable [] label,
            FeatureTable features) {
        return EventStream.of(nodes, source, destination, events.times())
                .weight(events.hasWeight() ? weights(events) : null)
                .label(label)
                .relation(relations(events))
                .features(features)
                .granularity(events.granularity())
                .build();
    }

    private static float[] weights(EventStream events) {
        float[] weight = new float[events.size()];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = events.weight(i);
        }
        return weight;
    }

    private static float @Nullable [] labels(EventStream events) {
        float[] label = events.hasLabel() ? new float[events.size()] : null;
        for (int i = 0; label != null && i < label.length; i++) {
            label[i] = events.label(i);
        }
        return label;
    }

    private static int @Nullable [] relations(EventStream events) {
        int[] relation = events.hasRelation() ? new int[events.size()] : null;
        for (int i = 0; relation != null && i < relation.length; i++) {
            relation[i] = events.relation(i);
        }
        return relation;
    }

    private static NodeIndex index(DatasetCard.Form form, EventStream events) {
        int nodes = events.nodeCount();
        return form.ids() == DatasetCard.Ids.FROM_ONE
                ? NodeIndex.ofNumbers(LongStream.rangeClosed(1, nodes).toArray())
                : NodeIndex.identity(nodes);
    }
}
