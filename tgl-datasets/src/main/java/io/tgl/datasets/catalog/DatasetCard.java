package io.tgl.datasets.catalog;

import io.tgl.datasets.fetch.Download;
import io.tgl.datasets.format.DataFormat;
import io.tgl.datasets.format.FormatOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A data set as the catalog describes it; the resource {@code catalog.json} holds one object a card.
 *
 * @param name catalog name, lower case
 * @param aliases other names, compared in any case
 * @param collection where people know it from: a benchmark or a site
 * @param task what it serves
 * @param timeUnit what its times count
 * @param split how it is split into training, validation and test
 * @param verified how sure its statistics are
 * @param published statistics as published, by the names of {@link MeasuredStatistics}
 * @param citation how to cite it
 * @param home the page that publishes it
 * @param source what it is and who prepared it
 * @param license its licence as published
 * @param notes what a user should know
 * @param forms the forms in which its files exist, the most complete one first
 */
public record DatasetCard(
        String name,
        List<String> aliases,
        String collection,
        String task,
        String timeUnit,
        String split,
        Verified verified,
        Map<String, Long> published,
        String citation,
        String home,
        String source,
        String license,
        List<String> notes,
        List<Form> forms) {

    /** How sure the statistics are. */
    public enum Verified {
        /** Counted by this library, or by its authors in the same files, and equal to the published ones. */
        MEASURED("measured"),
        /** Taken from the publication, not counted here: no copy was at hand. */
        AS_PUBLISHED("as published"),
        /** Not sure: statistics, address or layout of the files may be others; a difference is said, not refused. */
        UNVERIFIED("unverified");

        private final String text;

        Verified(String text) {
            this.text = text;
        }

        /** As it is shown. */
        public String text() {
            return text;
        }
    }

    /** How the ids of a file become dense ones. */
    public enum Ids {
        /** As the format's reader numbers them, usually in the order of first appearance. */
        AS_READ,
        /** They are dense from 0. */
        FROM_ZERO,
        /** They are dense from 1. */
        FROM_ONE,
        /** Sources and destinations are dense from 0 each; destinations come after the sources. */
        BIPARTITE_FROM_ZERO
    }

    /**
     * Files that hold the data set, and how they are read.
     *
     * @param format their format
     * @param files their places in the data folder, without the ending of a compressed one
     * @param options how they are read
     * @param ids how their ids become dense ones
     * @param weightIsFeature whether the weight is also the one edge feature
     * @param signIsLabel whether the label is the weight's sign: 1 above 0, else 0
     * @param sources where they are fetched from; empty = by hand only
     * @param measured statistics that were counted in them
     * @param deviations in what they differ from the published version
     * @param incomparable why figures of learned models on them must not be compared with published ones
     */
    public record Form(
            DataFormat format,
            List<String> files,
            FormatOptions options,
            Ids ids,
            boolean weightIsFeature,
            boolean signIsLabel,
            List<Source> sources,
            Map<String, Long> measured,
            List<Dataset.Deviation> deviations,
            Optional<String> incomparable) {}

    /**
     * A file on the net.
     *
     * @param download its address, and its checksum and size where they are known
     * @param file its place in the data folder
     * @param members of an archive: names in it, and their places in the data folder; empty = it is no archive
     */
    public record Source(Download download, String file, Map<String, String> members) {}

    boolean isCalled(String text) {
        return name.equalsIgnoreCase(text) || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(text));
    }

    /** A statistic as published, else as measured. */
    public Optional<Long> stated(String statistic) {
        return Optional.ofNullable(published.get(statistic))
                .or(() -> forms.stream()
                        .flatMap(form -> Optional.ofNullable(form.measured().get(statistic)).stream())
                        .findFirst());
    }

    /** Addresses of all its files. */
    public List<URI> urls() {
        Set<URI> urls = new LinkedHashSet<>();
        forms.forEach(form ->
                form.sources().forEach(source -> urls.add(source.download().url())));
        return new ArrayList<>(urls);
    }

    /** The form that is fetched; empty if its files are not on the net, or not for everybody. */
    public Optional<Form> fetchable() {
        return forms.stream().filter(form -> !form.sources().isEmpty()).findFirst();
    }
}
