package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import io.tgl.datasets.format.FormatOptions;
import io.tgl.datasets.format.TableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a user's own file is read. */
final class ReadingOptions {
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
            description =
                    "What a number in the time column counts: ns, us, ms, s, min, h, d, ticks (default: s; found out by import).")
    private @Nullable String timeUnit;

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

    /** The same as another object. */
    ReadingOptions copy() {
        ReadingOptions other = new ReadingOptions();
        other.columns = columns;
        other.header = header;
        other.delimiter = delimiter;
        other.timeUnit = timeUnit;
        other.tick = tick;
        other.sort = sort;
        other.keepIds = keepIds;
        return other;
    }

    /** These options as arguments again, without those that have their default. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--columns", columns.isEmpty() ? null : String.join(",", columns));
        add(arguments, "--header", header);
        add(arguments, "--delimiter", delimiter);
        add(arguments, "--time-unit", "s".equals(timeUnit) ? null : timeUnit);
        add(arguments, "--tick", tick);
        if (sort) {
            arguments.add("--sort");
        }
        if (keepIds) {
            arguments.add("--keep-ids");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.add(name);
            arguments.add(value);
        }
    }

    /** For a table in use: seconds unless told, in order of time unless told to sort. */
    TableOptions table() {
        return new TableOptions(
                columns,
                Optional.ofNullable(header).map(ReadingOptions::yes),
                Optional.ofNullable(delimiter).map(ReadingOptions::character),
                timeUnit == null ? TimeGranularity.SECONDS : unit("--time-unit", timeUnit),
                Optional.ofNullable(tick).map(name -> unit("--tick", name)),
                sort,
                keepIds ? NodeIds.KEEP : NodeIds.AS_DECLARED);
    }

    /** For an import: what is not told is found out, and rows are sorted. */
    FormatOptions format() {
        return new FormatOptions(
                columns,
                Optional.ofNullable(header).map(ReadingOptions::yes),
                Optional.ofNullable(delimiter).map(ReadingOptions::character),
                Optional.ofNullable(timeUnit).map(name -> unit("--time-unit", name)),
                Optional.ofNullable(tick).map(name -> unit("--tick", name)),
                true,
                keepIds ? NodeIds.KEEP : NodeIds.AS_DECLARED,
                Optional.empty(),
                FormatOptions.DEFAULT_MAX_BYTES);
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
