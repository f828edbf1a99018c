package io.tgl.datasets.catalog;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventReader;
import io.tgl.core.io.ArrowReadOptions;
import io.tgl.core.io.LoadedEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.LongStream;

/**
 * CollegeMsg, known as UCI in the literature on temporal graphs: private messages among students of the University of
 * California, Irvine, over 193 days of 2004. Shipped in the jar. External ids are those of the published file, 1 to 1,899;
 * the dense id is one less. DyGLib's "uci" is the same events in the same order with the same ids, its times shifted by
 * the first one.
 */
final class CollegeMsg {
    static final String NAME = "uci";
    static final String RESOURCE = "/io/tgl/datasets/uci/collegemsg.arrow";
    static final int EVENTS = 59_835;
    static final int NODES = 1_899;
    static final int DISTINCT_TIMES = 58_911;

    private static final String CITATION = "Pietro Panzarasa, Tore Opsahl, Kathleen M. Carley: Patterns and dynamics of"
            + " users' behavior and interaction: Network analysis of an online community. Journal of the American Society"
            + " for Information Science and Technology 60(5), 2009, 911-932";
    private static final String SOURCE =
            "CollegeMsg of the Stanford Large Network Dataset Collection (SNAP); also in the"
                    + " SuiteSparse Matrix Collection, SNAP/CollegeMsg";
    private static final String LICENSE = "CC BY 4.0 (SuiteSparse Matrix Collection)";

    private CollegeMsg() {}

    static Dataset load() {
        try (InputStream in = CollegeMsg.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw InvalidInput.at("tgl-datasets", "the resource " + RESOURCE, "a jar without it");
            }
            return dataset(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the shipped data set " + NAME, e);
        }
    }

    private static Dataset dataset(InputStream in) {
        try (ArrowEventReader reader = ArrowEventReader.open(in, NAME + " (shipped)", ArrowReadOptions.USUAL)) {
            LoadedEvents loaded = reader.readAll();
            EventStream events = loaded.events();
            NodeIndex nodes = NodeIndex.ofNumbers(
                    LongStream.rangeClosed(1, events.nodeCount()).toArray());
            Dataset dataset = new Dataset(
                    NAME, events, nodes, CITATION, SOURCE, LICENSE, EventDigest.sha256(events), deviations());
            checkPublished(dataset);
            return dataset;
        }
    }

    private static List<Dataset.Deviation> deviations() {
        return List.of(new Dataset.Deviation(
                "edge features", "100 columns, all zero, in DyGLib's version", "absent, as in the source"));
    }

    /** The published statistics. */
    private static void checkPublished(Dataset dataset) {
        check("events", EVENTS, dataset.events().size());
        check("nodes", NODES, dataset.events().nodeCount());
        check("distinct times", DISTINCT_TIMES, dataset.distinctTimes());
    }

    private static void check(String what, int published, int found) {
        if (published != found) {
            throw InvalidInput.at(NAME + ", " + what, published + " as published", found);
        }
    }
}
