package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.datasets.format.TableOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data, and how a user's own file is read. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            completionCandidates = CatalogNames.class,
            description = {
                "A data set (${COMPLETION-CANDIDATES}; uci is shipped, the others are in the folder that TGL_DATA names)",
                "or a file: delimited text or Arrow, plain or compressed (zstd, gzip)."
            })
    private String data = "";

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            split = ",",
            description = {
                "With a header: names of the source, destination and time columns, then weight, label, relation"
                        + " (or weight=NAME) and feature columns.",
                "Without: src,dst,time,weight,label,relation, - to skip, other names for features, left to right."
            })
    private List<String> columns = List.of();

    @Option(
            names = "--header",
            paramLabel = "yes|no",
            description = "Whether the first line names the columns (found out).")
    private @Nullable String header;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "Between fields (found out); tab, space or a character.")
    private @Nullable String delimiter;

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            defaultValue = "s",
            description = "What a number in the time column counts: ns, us, ms, s, min, h, d, ticks (default: s).")
    private String timeUnit = "s";

    @Option(
            names = "--tick",
            paramLabel = "UNIT",
            description =
                    "Unit of the times that are kept (default: that of --time-unit); a finer one keeps fractions.")
    private @Nullable String tick;

    @Option(names = "--sort", description = "Sort events that are not in order of time instead of refusing them.")
    private boolean sort;

    @Option(names = "--keep-ids", description = "Node ids are dense numbers from 0 already; keep them.")
    private boolean keepIds;

    @Option(names = "--first", paramLabel = "N", description = "Only the first N events.")
    private @Nullable Integer first;

    /** What the help text lists. */
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
        other.columns = columns;
        other.header = header;
        other.delimiter = delimiter;
        other.timeUnit = timeUnit;
        other.tick = tick;
        other.sort = sort;
        other.keepIds = keepIds;
        return other;
    }

    /** Loads it. */
    Dataset load() {
        Dataset whole = Datasets.load(data, options());
        return first == null ? whole : whole.first(first);
    }

    /** How further tables with times like those of the data are read: in the same unit and ticks. */
    TableOptions times(Dataset loaded) {
        TableOptions own = options();
        TimeGranularity kept = loaded.events().granularity();
        return TableOptions.USUAL.withTime(own.ticks() == kept ? own.timeUnit() : kept, kept);
    }

    /** The options of this mixin as arguments again, without those that have their default. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--data", data));
        add(arguments, "--columns", columns.isEmpty() ? null : String.join(",", columns));
        add(arguments, "--header", header);
        add(arguments, "--delimiter", delimiter);
        add(arguments, "--time-unit", timeUnit.equals("s") ? null : timeUnit);
        add(arguments, "--tick", tick);
        if (sort) {
            arguments.add("--sort");
        }
        if (keepIds) {
            arguments.add("--keep-ids");
        }
        add(arguments, "--first", first == null ? null : Integer.toString(first));
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value);
        }
    }

    private TableOptions options() {
        return new TableOptions(
                columns,
                Optional.ofNullable(header).map(DataOptions::yes),
                Optional.ofNullable(delimiter).map(DataOptions::character),
                unit("--time-unit", timeUnit),
                Optional.ofNullable(tick).map(name -> unit("--tick", name)),
                sort,
                keepIds ? NodeIds.KEEP : NodeIds.AS_DECLARED);
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw InvalidInput.at("--header", "yes or no", text);
        };
    }

    private static char character(String text) {
        return switch (text) {
            case "tab", "\\t" -> '\t';
            case "space" -> ' ';
            default -> {
                if (text.length() != 1) {
                    throw InvalidInput.at("--delimiter", "tab, space or one character", text);
                }
                yield text.charAt(0);
            }
        };
    }

    private static TimeGranularity unit(String option, String text) {
        return switch (text) {
            case "ticks" -> TimeGranularity.TICKS;
            case "ns" -> TimeGranularity.NANOSECONDS;
            case "us" -> TimeGranularity.MICROSECONDS;
            case "ms" -> TimeGranularity.MILLISECONDS;
            case "s" -> TimeGranularity.SECONDS;
            case "min" -> TimeGranularity.MINUTES;
            case "h" -> TimeGranularity.HOURS;
            case "d" -> TimeGranularity.DAYS;
            default -> throw InvalidInput.at(option, "ns, us, ms, s, min, h, d or ticks", text);
        };
    }
}
