package io.tgl.datasets.format;

import java.util.List;
import java.util.Optional;

/**
 * Which file gave which event.
 *
 * @param names names of the files that hold events, in the order given
 * @param rows events that each of them gave
 * @param fileOf position in {@code names} of each event's file, by row of the stream; empty for a single file
 */
public record FileRows(List<String> names, List<Integer> rows, Optional<int[]> fileOf) {
    /** Copies the lists. */
    public FileRows {
        names = List.copyOf(names);
        rows = List.copyOf(rows);
    }
}
