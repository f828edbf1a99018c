package io.tgl.datasets.catalog;

import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import io.tgl.datasets.format.TableOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data set as the catalog describes it; the resource {@code catalog.json} holds one object a card.
 *
 * @param name catalog name, lower case
 * @param aliases other names, compared in any case
 * @param task what it serves
 * @param file its file in the data folder, without the ending of a compressed one
 * @param table how the file is read
 * @param ids how its ids become dense ones
 * @param weightIsFeature whether the weight is also the one edge feature
 * @param signIsLabel whether the label is the weight's sign: 1 above 0, else 0
 * @param statistics what must be found in it
 * @param deviations in what it differs from the published version
 * @param learnedModelsIncomparable why figures of learned models must not be compared with published ones; null if they may
 * @param citation how to cite it
 * @param source where it comes from
 * @param license its licence as far as it is stated
 */
record DatasetCard(
        String name,
        List<String> aliases,
        String task,
        String file,
        Table table,
        Ids ids,
        boolean weightIsFeature,
        boolean signIsLabel,
        Statistics statistics,
        List<Dataset.Deviation> deviations,
        @Nullable String learnedModelsIncomparable,
        String citation,
        String source,
        String license) {

    /**
     * How a file is read.
     *
     * @param header whether the first line names the columns
     * @param columns see {@link TableOptions}
     * @param timeUnit what a number in the time column counts
     * @param tick unit that is kept; null = {@code timeUnit}
     * @param sort whether the rows are sorted stably by time
     */
    record Table(
            boolean header,
            List<String> columns,
            TimeGranularity timeUnit,
            @Nullable TimeGranularity tick,
            boolean sort) {
        TableOptions options(Ids ids) {
            TimeGranularity kept = tick == null ? timeUnit : tick;
            return TableOptions.USUAL
                    .withHeader(header)
                    .withColumns(columns)
                    .withTime(timeUnit, kept)
                    .withSortByTime(sort)
                    .withNodeIds(ids == Ids.BY_APPEARANCE ? NodeIds.AS_DECLARED : NodeIds.KEEP);
        }
    }

    /** How the ids of a file become dense ones. */
    enum Ids {
        /** They are dense from 0. */
        FROM_ZERO,
        /** They are dense from 1. */
        FROM_ONE,
        /** Sources and destinations are dense from 0 each; destinations come after the sources. */
        BIPARTITE_FROM_ZERO,
        /** In the order of their first appearance. */
        BY_APPEARANCE
    }

    /** What is known of a data set; null is not checked. */
    record Statistics(
            int events,
            int nodes,
            @Nullable Integer distinctTimes,
            @Nullable Long firstTime,
            @Nullable Long lastTime,
            @Nullable Integer selfLoops,
            @Nullable Integer positiveLabels,
            int edgeFeatures) {}

    /** Why figures of learned models must not be compared with published ones. */
    Optional<String> incomparable() {
        return Optional.ofNullable(learnedModelsIncomparable);
    }

    boolean isCalled(String text) {
        return name.equalsIgnoreCase(text) || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(text));
    }
}
