package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A data set ready for use.
 *
 * @param name catalog name, or the file's name for a user's own data
 * @param events the events, in ascending time
 * @param nodes external node ids
 * @param citation how to cite it; "not stated" for a user's own data
 * @param source where it comes from
 * @param license its licence as far as it is stated
 * @param sha256 checksum of the events, see {@link EventDigest}
 * @param deviations in what it differs from the published version
 * @param incomparable why figures of learned models on it must not be compared with published ones, if that is so
 */
public record Dataset(
        String name,
        EventStream events,
        NodeIndex nodes,
        String citation,
        String source,
        String license,
        String sha256,
        List<Deviation> deviations,
        Optional<String> incomparable) {
    /** Stands where nothing is known of citation or licence. */
    public static final String NOT_STATED = "not stated";

    /** Copies the list. */
    public Dataset {
        deviations = List.copyOf(deviations);
    }

    /** One on which learned models may be compared. */
    public Dataset(
            String name,
            EventStream events,
            NodeIndex nodes,
            String citation,
            String source,
            String license,
            String sha256,
            List<Deviation> deviations) {
        this(name, events, nodes, citation, source, license, sha256, deviations, Optional.empty());
    }

    /**
     * A difference from the published version.
     *
     * @param what e.g. "edge features"
     * @param published what the published version has
     * @param here what this one has
     */
    public record Deviation(String what, String published, String here) {}

    /** The first {@code count} events alone, with the node ids of the whole; the whole if it has no more. */
    public Dataset first(int count) {
        if (count < 1) {
            throw InvalidInput.at("first events of " + name, "at least 1", count);
        }
        if (count >= events.size()) {
            return this;
        }
        EventStream part = events.select(IntStream.range(0, count).toArray());
        List<Deviation> all = new ArrayList<>(deviations);
        all.add(new Deviation("events", Integer.toString(events.size()), "the first " + count));
        return new Dataset(
                name + ", first " + count, part, nodes, citation, source, license, EventDigest.sha256(part), all);
    }

    /** The same data set with its events in another form (shifted times, a column more): name and checksum stay. */
    public Dataset withEvents(EventStream form) {
        return new Dataset(name, form, nodes, citation, source, license, sha256, deviations);
    }

    /** Number of distinct event times. */
    public int distinctTimes() {
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            count += i == 0 || events.time(i) != events.time(i - 1) ? 1 : 0;
        }
        return count;
    }
}
