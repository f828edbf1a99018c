package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.format.TableOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which data, and how a user's own file is read. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            completionCandidates = CatalogNames.class,
            description = {
                "A data set by name (tgl data list; uci is shipped, tgl data fetch gets others)",
                "or a file: delimited text or Arrow, plain or compressed (zstd, gzip)."
            })
    private String data = "";

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--first", paramLabel = "N", description = "Only the first N events.")
    private @Nullable Integer first;

    /** What a shell completes. */
    static final class CatalogNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Datasets.names().iterator();
        }
    }

    /** What was asked for, as written. */
    String name() {
        return data;
    }

    /** The same way to read another one. */
    DataOptions named(String name) {
        DataOptions other = new DataOptions();
        other.data = name;
        other.reading = reading.copy();
        other.first = first;
        return other;
    }

    /** Loads it; a data set of the catalog is kept in the cache for the next time. */
    Dataset load() {
        Dataset whole = Datasets.load(data, reading.table(), true);
        if (whole.events().size() > 1 && whole.distinctTimes() == 1) {
            throw InvalidInput.at(
                    "data set " + whole.name(), "events at several times", "a single time: a static graph");
        }
        return first == null ? whole : whole.first(first);
    }

    /** How further tables with times like those of the data are read: in the same unit and ticks. */
    TableOptions times(Dataset loaded) {
        TableOptions own = reading.table();
        TimeGranularity kept = loaded.events().granularity();
        return TableOptions.USUAL.withTime(own.ticks() == kept ? own.timeUnit() : kept, kept);
    }

    /** The options of this mixin as arguments again, without those that have their default. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--data", data));
        arguments.addAll(reading.arguments());
        if (first != null) {
            arguments.addAll(List.of("--first", Integer.toString(first)));
        }
        return arguments;
    }
}
