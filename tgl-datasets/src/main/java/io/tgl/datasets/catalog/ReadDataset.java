package io.tgl.datasets.catalog;

import io.tgl.datasets.format.ImportedEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set of the catalog, read from its files.
 *
 * @param card its card
 * @param form the form that was found
 * @param files the files that were read
 * @param dataset the events, ready for use
 * @param imported what the format's reader gave: relations, files as splits, classes of nodes, readings, notes. Its node
 *     ids are those of {@code dataset} unless the form renumbers them
 * @param statistics what was counted, by the names of the catalog
 * @param differences statistics that are not as the card states
 */
public record ReadDataset(
        DatasetCard card,
        DatasetCard.Form form,
        List<Path> files,
        Dataset dataset,
        ImportedEvents imported,
        Map<String, Long> statistics,
        List<StatisticDifference> differences) {
    /** Copies lists and map. */
    public ReadDataset {
        files = List.copyOf(files);
        statistics = new LinkedHashMap<>(statistics);
        differences = List.copyOf(differences);
    }

    /** What the card states, by name: as measured in these files, else as published. */
    public Map<String, Long> expected() {
        return CatalogReader.expected(card, form);
    }

    /** What was found out while reading, and what differs, a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(imported.notes());
        differences.forEach(difference -> notes.add(difference.text()));
        return notes;
    }
}
