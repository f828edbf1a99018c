package io.tgl.eval.record;

import io.tgl.core.base.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;

/**
 * Whether a run made again gave the same bits: scores (by their digest), figures and curves. Times and memory are not
 * compared; a differing environment is told, because equal results in spite of it are the point.
 *
 * @param label what was run again
 * @param differences what is not equal; empty if the run was reproduced
 * @param environment in what the two environments differ
 */
public record Reproduction(String label, List<Difference> differences, List<Difference> environment) {
    private static final String ABSENT = "absent";

    /** Copies the lists. */
    public Reproduction {
        differences = List.copyOf(differences);
        environment = List.copyOf(environment);
    }

    /**
     * One thing that is not equal.
     *
     * @param what where in the record
     * @param recorded its value in the record given
     * @param again its value in the run made again
     */
    public record Difference(String what, String recorded, String again) {
        @Override
        public String toString() {
            return what + ": recorded " + recorded + ", now " + again;
        }
    }

    /** Compares a record with that of the same run made again. */
    public static Reproduction compare(RunRecord recorded, RunRecord again) {
        Comparison results = new Comparison();
        results.check("model", recorded.model().name(), again.model().name());
        results.check("data", recorded.data().name(), again.data().name());
        results.check("data checksum", recorded.data().sha256(), again.data().sha256());
        results.check("seed", recorded.seed(), again.seed());
        results.check("protocol", recorded.protocol().name(), again.protocol().name());
        results.check(
                "negatives", recorded.protocol().negatives(), again.protocol().negatives());
        results.check(
                "visibility", recorded.protocol().visibility(), again.protocol().visibility());
        results.check(
                "batch size", recorded.protocol().batchSize(), again.protocol().batchSize());
        results.checkMaps("configuration", configuration(recorded), configuration(again));
        results.check(
                "best epoch", recorded.training().bestEpoch(), again.training().bestEpoch());
        results.check(
                "stopped epoch",
                recorded.training().stoppedEpoch(),
                again.training().stoppedEpoch());
        results.checkMaps("epoch", points(recorded), points(again));
        results.checkMaps("metric", figures(recorded), figures(again));
        results.check("score digest", recorded.scoreDigest(), again.scoreDigest());
        return new Reproduction(
                recorded.label(), results.found, environment(recorded.provenance(), again.provenance()));
    }

    /** Whether nothing differs. */
    public boolean identical() {
        return differences.isEmpty();
    }

    /** The verdict in words, some lines. */
    public String verdict() {
        StringBuilder text = new StringBuilder(identical() ? "REPRODUCED " : "NOT REPRODUCED ").append(label);
        text.append(
                identical()
                        ? ": scores, metrics and curves are equal bit for bit\n"
                        : ": " + differences.size() + (differences.size() == 1 ? " difference\n" : " differences\n"));
        differences.forEach(difference -> text.append("  ").append(difference).append('\n'));
        if (!environment.isEmpty()) {
            text.append("The environments differ in\n");
            environment.forEach(
                    difference -> text.append("  ").append(difference).append('\n'));
        }
        return text.toString();
    }

    /** Without the limit of epochs: the last epoch is compared, and a run cut by its time is repeated up to there. */
    private static Map<String, String> configuration(RunRecord run) {
        Map<String, String> configuration = new LinkedHashMap<>(run.model().configuration());
        configuration.remove("epochs");
        return configuration;
    }

    private static Map<String, Double> points(RunRecord run) {
        Map<String, Double> points = new LinkedHashMap<>();
        run.training().curves().forEach((name, values) -> {
            if (!name.equals(TrainingRecord.SECONDS)) {
                for (int i = 0; i < values.size(); i++) {
                    points.put((i + 1) + ", " + name, values.get(i));
                }
            }
        });
        return points;
    }

    private static Map<String, Double> figures(RunRecord run) {
        Map<String, Double> figures = new LinkedHashMap<>();
        run.metrics().forEach(measure -> figures.put(measure.label(), measure.value()));
        return figures;
    }

    private static List<Difference> environment(Provenance recorded, Provenance again) {
        Comparison environment = new Comparison();
        environment.check("version", recorded.version(), again.version());
        environment.check("commit", recorded.commit(), again.commit());
        environment.check("Java", recorded.javaVersion(), again.javaVersion());
        environment.check("operating system", recorded.operatingSystem(), again.operatingSystem());
        environment.check("processor", recorded.processor(), again.processor());
        environment.check("kernels", recorded.kernels(), again.kernels());
        environment.check("threads", recorded.threads(), again.threads());
        return environment.found;
    }

    /** Collects differences; doubles are compared by their bits (boxed equality does). */
    private static final class Comparison {
        private final List<Difference> found = new ArrayList<>();

        private void check(String what, Object recorded, Object again) {
            if (!Objects.equals(recorded, again)) {
                found.add(new Difference(what, recorded.toString(), again.toString()));
            }
        }

        private void checkMaps(String what, Map<String, ?> recorded, Map<String, ?> again) {
            SequencedSet<String> keys = new LinkedHashSet<>(recorded.keySet());
            keys.addAll(again.keySet());
            for (String key : keys) {
                Object left = recorded.containsKey(key) ? recorded.get(key) : ABSENT;
                Object right = again.containsKey(key) ? again.get(key) : ABSENT;
                check(what + " " + key, String.valueOf(left), String.valueOf(right));
            }
        }
    }
}
