package io.tgl.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.Provenance;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.kernel.KernelProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs groups of benchmarks, prints each figure beside its goal, and fails where one falls short. */
@Command(
        name = "bench",
        description = "Runs groups of benchmarks; exits with 1 where a figure falls short of its goal.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final Map<String, List<Supplier<List<Figure>>>> GROUPS = groups();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Groups; without any, their names are printed.")
    private List<String> names = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write one record a figure.")
    private @Nullable Path json;

    private Bench() {}

    private static Map<String, List<Supplier<List<Figure>>>> groups() {
        Map<String, List<Supplier<List<Figure>>>> groups = new LinkedHashMap<>();
        groups.put("core", List.of(IngestBenchmark::run, GraphBenchmark::run, DenseBenchmark::run, MathBenchmark::run));
        groups.put("shapes", List.of(ShapesBenchmark::run));
        groups.put("tgn", List.of(ModelsBenchmark::tgn));
        groups.putAll(ModelsBenchmark.groups());
        groups.put("data", List.of(DataBenchmark::run));
        groups.put("stream", List.of(StreamBenchmark::run));
        groups.put("stream-memory", List.of(StreamBenchmark::memory));
        groups.put("flight", List.of(FlightBenchmark::run));
        groups.putAll(RankingBenchmark.groups());
        return groups;
    }

    /** Runs the groups named by the arguments. */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/tgl/eval/cli/logback.xml");
        }
        CommandLine command = new CommandLine(new Bench());
        command.setExecutionExceptionHandler((e, _, _) -> {
            command.getErr().println("error: " + e.getMessage());
            return 1;
        });
        System.exit(command.execute(args));
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (names.isEmpty()) {
            System.out.println("Groups: " + String.join(", ", GROUPS.keySet()));
            return 0;
        }
        for (String name : names) {
            if (!GROUPS.containsKey(name)) {
                System.err.println("error: expected one of " + String.join(", ", GROUPS.keySet()) + ", found " + name);
                return 2;
            }
        }
        if (json != null && (Files.isDirectory(json) || !Files.isDirectory(folderOf(json)))) {
            throw InvalidInput.at("--json", "a file in an existing folder", json);
        }
        List<Figure> figures = new ArrayList<>();
        System.out.printf("%-56s %12s %12s  %s%n", "figure", "value", "goal", "holds");
        for (String name : names) {
            for (Supplier<List<Figure>> benchmark : GROUPS.getOrDefault(name, List.of())) {
                for (Figure figure : benchmark.get()) {
                    figures.add(figure);
                    print(figure);
                }
            }
        }
        if (json != null) {
            write(json, figures);
        }
        long missed = figures.stream().filter(figure -> !figure.holds()).count();
        System.out.println(missed == 0 ? "Every goal holds." : missed + " of " + figures.size() + " fall short.");
        return missed == 0 ? 0 : 1;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static void print(Figure figure) {
        boolean hasGoal = !Double.isNaN(figure.goal());
        String goal = hasGoal ? (figure.higherIsBetter() ? ">= " : "<= ") + number(figure.goal()) : "-";
        String holds = hasGoal ? figure.holds() ? "yes" : "NO" : "";
        System.out.printf(
                "%-56s %12s %12s  %-4s %s%n", figure.name(), number(figure.value()), goal, holds, figure.unit());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3g", value);
    }

    /** One record a figure, with what measured it. */
    private static void write(Path file, List<Figure> figures) throws JsonProcessingException {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("name", figure.name());
            record.put("value", figure.value());
            record.put("unit", figure.unit());
            record.put("goal", Double.isNaN(figure.goal()) ? null : figure.goal());
            record.put("higherIsBetter", figure.higherIsBetter());
            record.put("holds", figure.holds());
            records.add(record);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("formatVersion", "1.0");
        content.put("provenance", Provenance.current(KernelProvider.kernels().name(), 1));
        content.put("figures", records);
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        AtomicFile.writeText(file, mapper.writeValueAsString(content) + "\n");
    }
}
