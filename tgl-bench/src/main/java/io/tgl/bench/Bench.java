package io.tgl.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Prints the figures of a group beside their goals; exits with 1 where one falls short, 2 for a wrong call. */
public final class Bench {
    private static final Map<String, List<Supplier<List<Figure>>>> GROUPS = groups();

    private Bench() {}

    private static Map<String, List<Supplier<List<Figure>>>> groups() {
        Map<String, List<Supplier<List<Figure>>>> groups = new LinkedHashMap<>();
        groups.put("core", List.of(IngestBenchmark::run, GraphBenchmark::run));
        groups.put("tgn", List.of(TgnBenchmark::run));
        return groups;
    }

    /** One argument: the group. */
    public static void main(String[] arguments) {
        List<Supplier<List<Figure>>> group = arguments.length == 1 ? GROUPS.get(arguments[0]) : null;
        if (group == null) {
            System.err.println("usage: scripts/bench NAME, one of " + String.join(", ", GROUPS.keySet()));
            System.exit(2);
            return;
        }
        List<Figure> figures = new ArrayList<>();
        group.forEach(benchmark -> figures.addAll(benchmark.get()));
        boolean all = true;
        for (Figure figure : figures) {
            System.out.println(line(figure));
            all &= holds(figure);
        }
        System.exit(all ? 0 : 1);
    }

    private static boolean holds(Figure f) {
        return Double.isNaN(f.goal()) || (f.higherIsBetter() ? f.value() >= f.goal() : f.value() <= f.goal());
    }

    private static String line(Figure f) {
        String goal = Double.isNaN(f.goal())
                ? ""
                : String.format(Locale.ROOT, "goal %s %.4g %s", f.higherIsBetter() ? ">=" : "<=", f.goal(), f.unit());
        String verdict = Double.isNaN(f.goal()) ? "" : holds(f) ? "holds" : "FALLS SHORT";
        return String.format(Locale.ROOT, "%-64s %10.4g %-22s %-30s %s", f.name(), f.value(), f.unit(), goal, verdict);
    }
}
