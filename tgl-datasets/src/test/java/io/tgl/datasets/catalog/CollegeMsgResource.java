package io.tgl.datasets.catalog;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.ArrowEventWriter;
import io.tgl.core.io.ArrowWriteOptions;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.io.NodeIds;
import io.tgl.datasets.format.EventTables;
import io.tgl.datasets.format.TableOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Makes the shipped Arrow file from SNAP's CollegeMsg.txt (plain or compressed). Arguments: that file, the Arrow file. */
final class CollegeMsgResource {
    private CollegeMsgResource() {}

    public static void main(String[] args) {
        EventStream events = read(Path.of(args[0]));
        ArrowWriteOptions options = ArrowWriteOptions.USUAL
                .withCompression(ArrowWriteOptions.Compression.ZSTD)
                .withMetadata(Map.of(
                        "source", "CollegeMsg, Stanford Large Network Dataset Collection",
                        "license", "CC BY 4.0 (SuiteSparse Matrix Collection)",
                        "citation", "Panzarasa, Opsahl, Carley 2009"));
        ArrowEventWriter.write(Path.of(args[1]), events, NodeIndex.identity(events.nodeCount()), options);
    }

    /** The published events, ids from 0. */
    static EventStream read(Path published) {
        LoadedEvents loaded = EventTables.load(published, TableOptions.USUAL.withNodeIds(NodeIds.KEEP));
        EventStream events = loaded.events();
        int[] source = Arrays.stream(events.sources()).map(id -> id - 1).toArray();
        int[] destination =
                Arrays.stream(events.destinations()).map(id -> id - 1).toArray();
        return EventStream.of(events.nodeCount() - 1, source, destination, events.times())
                .build();
    }
}
