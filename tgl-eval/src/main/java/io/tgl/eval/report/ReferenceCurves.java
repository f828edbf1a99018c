package io.tgl.eval.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.eval.record.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learning curves of the reference implementation itself, run on the same data: what training gives there epoch by epoch,
 * for a few seeds. Compared at equal epoch.
 */
public final class ReferenceCurves {
    private static final String RESOURCE = "reference-curves.json";

    private final List<Curves> all;

    private ReferenceCurves(List<Curves> all) {
        this.all = List.copyOf(all);
    }

    /** The content of the resource. */
    private record Content(String formatVersion, List<Curves> curves) {}

    /**
     * The reference runs of one model on one data set.
     *
     * @param model name
     * @param data data set
     * @param protocol evaluation recipe
     * @param negatives how negatives were drawn
     * @param source which code, settings
     * @param complete whether the runs went on to early stopping
     * @param runs a run per seed
     */
    public record Curves(
            String model,
            String data,
            String protocol,
            String negatives,
            String source,
            boolean complete,
            List<Run> runs) {
        /** The seeds of the runs. */
        public List<Long> seeds() {
            return runs.stream().map(Run::seed).toList();
        }

        /** The band between the seeds of a curve such as "validation AP"; it ends with the shortest run. */
        public Band band(String curve) {
            int epochs =
                    runs.stream().mapToInt(run -> run.curve(curve).size()).min().orElse(0);
            List<Double> low = new ArrayList<>();
            List<Double> high = new ArrayList<>();
            for (int i = 0; i < epochs; i++) {
                int epoch = i;
                low.add(runs.stream()
                        .mapToDouble(run -> run.curve(curve).get(epoch))
                        .min()
                        .orElseThrow());
                high.add(runs.stream()
                        .mapToDouble(run -> run.curve(curve).get(epoch))
                        .max()
                        .orElseThrow());
            }
            return new Band(low, high);
        }

        /** "seed 0: 0.9011 (epoch 40)" of each run's last logged test, if it has the figure. */
        public List<LastTest> lastTests(String split, String metric) {
            List<LastTest> last = new ArrayList<>();
            for (Run run : runs) {
                if (!run.tests.isEmpty()) {
                    Test test = run.tests.getLast();
                    Double value = test.metrics.get(split + " " + metric);
                    if (value != null) {
                        last.add(new LastTest(run.seed, test.epoch, value));
                    }
                }
            }
            return last;
        }
    }

    /** One seed: named curves, one value per epoch, and the test figures that its log has. */
    public record Run(long seed, Map<String, List<Double>> curves, List<Test> tests) {
        private List<Double> curve(String name) {
            return curves.getOrDefault(name, List.of());
        }
    }

    /** Test figures after an epoch. */
    public record Test(int epoch, Map<String, Double> metrics) {}

    /** A seed's last logged test figure. */
    public record LastTest(long seed, int epoch, double value) {}

    /** Smallest and largest value over the seeds, per epoch. */
    public record Band(List<Double> low, List<Double> high) {
        /**
         * The largest distance of a curve from the band, over the epochs that both have.
         *
         * @param values one value per epoch
         * @param firstEpoch first epoch that counts, from 1
         */
        public OptionalDouble distance(List<Double> values, int firstEpoch) {
            double largest = -1;
            for (int i = firstEpoch - 1; i < Math.min(values.size(), low.size()); i++) {
                double outside = Math.max(low.get(i) - values.get(i), values.get(i) - high.get(i));
                largest = Math.max(largest, Math.max(0, outside));
            }
            return largest < 0 ? OptionalDouble.empty() : OptionalDouble.of(largest);
        }
    }

    /** The curves that come with this library. */
    public static ReferenceCurves load() {
        try (InputStream in = ReferenceCurves.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return new ReferenceCurves(
                    JsonMapper.builder().build().readValue(in, Content.class).curves());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reference runs of that run's model, data, protocol and negatives, if there are any. */
    public Optional<Curves> find(RunRecord run) {
        FigureKey wanted = FigureKey.of(run, "", "").normal();
        return all.stream()
                .filter(c -> new FigureKey(c.model, c.data, c.protocol, c.negatives, "", "")
                        .normal()
                        .equals(wanted))
                .findFirst();
    }
}
