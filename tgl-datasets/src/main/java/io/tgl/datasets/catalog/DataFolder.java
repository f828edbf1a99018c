package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.LoadedEvents;
import io.tgl.datasets.format.EventTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Loads the catalog's data sets from a folder of files that the user has, and checks their published statistics. */
final class DataFolder {
    /** The environment variable that names the folder. */
    static final String VARIABLE = "TGL_DATA";

    private static final List<String> ENDINGS = List.of(".zst", "", ".gz");

    private final Optional<Path> folder;

    /** The folder; empty = nobody named one. */
    DataFolder(Optional<Path> folder) {
        this.folder = folder;
    }

    /** The folder that {@link #VARIABLE} names. */
    static DataFolder ofEnvironment() {
        return new DataFolder(Optional.ofNullable(System.getenv(VARIABLE))
                .filter(text -> !text.isBlank())
                .map(Path::of));
    }

    /**
     * Loads a data set.
     *
     * @throws InvalidInput naming the variable and the file if it is not there; naming the statistic that differs
     */
    Dataset load(DatasetCard card) {
        LoadedEvents loaded = EventTables.load(file(card.name(), card.file()), card.table().options(card.ids()));
        EventStream events = derived(card, dense(card, loaded.events()));
        NodeIndex nodes = card.ids() == DatasetCard.Ids.BY_APPEARANCE ? loaded.nodes() : index(card, events);
        Dataset dataset = new Dataset(
                card.name(),
                events,
                nodes,
                card.citation(),
                card.source(),
                card.license(),
                EventDigest.sha256(events),
                card.deviations(),
                card.incomparable());
        check(card, dataset);
        return dataset;
    }

    /**
     * A data set's file in the folder.
     *
     * @throws InvalidInput naming the variable and the file if it is not there
     */
    Path file(String dataset, String file) {
        String wanted = file + " (plain, .zst or .gz)";
        Path root = folder.orElseThrow(() -> new InvalidInput("data set " + dataset + ": expected the file " + wanted
                + " in the folder that the environment variable " + VARIABLE
                + " names, found the variable not set"));
        return ENDINGS.stream()
                .map(ending -> root.resolve(file + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidInput("data set " + dataset + ": expected the file " + wanted
                        + " in the folder that the environment variable " + VARIABLE + " names, found no such file in "
                        + root));
    }

    /** The events with ids from 0. */
    private static EventStream dense(DatasetCard card, EventStream events) {
        return switch (card.ids()) {
            case FROM_ZERO, BY_APPEARANCE -> events;
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
        int[] source =
                Arrays.stream(events.sources()).map(id -> id + sourceShift).toArray();
        int[] destination = Arrays.stream(events.destinations())
                .map(id -> id + destinationShift)
                .toArray();
        return rebuilt(events, nodes, source, destination, labels(events), events.features());
    }

    private static EventStream derived(DatasetCard card, EventStream events) {
        if (!card.weightIsFeature() && !card.signIsLabel()) {
            return events;
        }
        float[] label = labels(events);
        FeatureTable features = events.features();
        if (card.signIsLabel()) {
            label = new float[events.size()];
            for (int i = 0; i < label.length; i++) {
                label[i] = events.weight(i) > 0 ? 1f : 0f;
            }
        }
        if (card.weightIsFeature()) {
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

    private static NodeIndex index(DatasetCard card, EventStream events) {
        int nodes = events.nodeCount();
        return card.ids() == DatasetCard.Ids.FROM_ONE
                ? NodeIndex.ofNumbers(LongStream.rangeClosed(1, nodes).toArray())
                : NodeIndex.identity(nodes);
    }

    private static void check(DatasetCard card, Dataset dataset) {
        DatasetCard.Statistics known = card.statistics();
        EventStream events = dataset.events();
        check(card, "events", known.events(), events.size());
        check(card, "nodes", known.nodes(), events.nodeCount());
        check(card, "edge features", known.edgeFeatures(), events.features().width());
        check(card, "first time", known.firstTime(), events.time(0));
        check(card, "last time", known.lastTime(), events.time(events.size() - 1));
        check(card, "distinct times", known.distinctTimes(), dataset.distinctTimes());
        int selfLoops = 0;
        int positive = 0;
        for (int i = 0; i < events.size(); i++) {
            selfLoops += events.source(i) == events.destination(i) ? 1 : 0;
            positive += events.label(i) > 0 ? 1 : 0;
        }
        check(card, "self-loops", known.selfLoops(), selfLoops);
        check(card, "positive labels", known.positiveLabels(), positive);
    }

    private static void check(DatasetCard card, String what, @Nullable Number published, Number found) {
        if (published != null && published.longValue() != found.longValue()) {
            throw InvalidInput.at("data set " + card.name() + ", " + what, published + " as published", found);
        }
    }
}
