package io.tgl.eval.record;

import io.tgl.core.base.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Made-up but plausible run records. */
public final class SampleRuns {
    private static final Provenance HERE = new Provenance(
            "0.1.0", "0d8de2b7c1", "25+36 (Vendor)", "Linux 6.1", "Some CPU <fast> (amd64)", 2, "vector 512 bits", 2);
    private static final DataRecord UCI = new DataRecord(
            "uci",
            "ab".repeat(32),
            1_899,
            59_835,
            58_911,
            0,
            16_736_181,
            "seconds",
            0,
            0,
            "CollegeMsg, SNAP",
            "Panzarasa, Opsahl & Carley (2009). Patterns and dynamics of users' behavior and interaction."
                    + " JASIST 60(5), 911-932.",
            "CC BY 4.0",
            "");

    private SampleRuns() {}

    /** A TGN run of so many epochs. */
    public static RunRecord tgn(long seed, int epochs, StopReason stop) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        String[] names = {
            TrainingRecord.TRAIN_LOSS,
            "validation AP",
            "validation AUC",
            "new-node validation AP",
            "new-node validation AUC",
            TrainingRecord.SECONDS
        };
        double[] start = {0.45, 0.85, 0.84, 0.79, 0.75, 2.9};
        double[] end = {0.33, 0.889, 0.887, 0.839, 0.81, 2.9};
        for (int i = 0; i < names.length; i++) {
            List<Double> values = new ArrayList<>();
            for (int epoch = 0; epoch < epochs; epoch++) {
                double wobble = 0.004 * (((epoch * 7 + seed * 3 + i) % 5) - 2);
                values.add(start[i] + (end[i] - start[i]) * epoch / Math.max(1, epochs - 1) + wobble);
            }
            curves.put(names[i], values);
        }
        TrainingRecord training = new TrainingRecord(
                epochs - Math.min(epochs - 1, 20),
                epochs,
                stop == StopReason.EPOCH_LIMIT ? epochs : 100,
                100,
                20,
                stop,
                curves);
        double shift = 0.006 * seed;
        List<Deviation> deviations = stop == StopReason.EPOCH_LIMIT
                ? List.of(new Deviation("epochs", "up to 100, patience 20", epochs + ""))
                : List.of();
        return record("TGN", 1_203_845, seed, training, 0.9012 + shift, deviations, false);
    }

    /** An EdgeBank run. */
    public static RunRecord edgeBank(String mode) {
        double ap = mode.equals("unlimited") ? 0.7620146011827352 : 0.7312;
        return record("EdgeBank " + mode, 0, 0, TrainingRecord.none(), ap, List.of(), true);
    }

    private static RunRecord record(
            String model,
            long parameters,
            long seed,
            TrainingRecord training,
            double testAp,
            List<Deviation> deviations,
            boolean binary) {
        Map<String, Integer> splits = new LinkedHashMap<>();
        splits.put("train", 34_244);
        splits.put(Measure.VALIDATION, 8_975);
        splits.put(Measure.TEST, 8_976);
        splits.put(Measure.NEW_NODE_VALIDATION, 3_500);
        splits.put(Measure.NEW_NODE_TEST, 4_321);
        Map<String, String> configuration = new LinkedHashMap<>();
        if (!binary) {
            configuration.put("layers", "1");
            configuration.put("neighbors", "10");
            configuration.put("dropout", "0.1");
            configuration.put("learning rate", "1.0E-4");
        }
        Map<String, Double> phases = new LinkedHashMap<>();
        if (!binary) {
            phases.put("forward", 31.2);
            phases.put("backward", 44.1);
            phases.put("optimizer", 3.3);
            phases.put("neighbors", 5.9);
        }
        phases.put("evaluation", binary ? 0.31 : 22.7);
        return new RunRecord(
                RunRecord.FORMAT,
                HERE,
                UCI,
                new ProtocolRecord(
                        "DyGLib",
                        "Chronological 70/15/15 split by time, 10 % of the nodes held out of training; AP and ROC AUC per"
                                + " batch of 200 positives with one negative each, averaged over batches.",
                        "random",
                        "state per batch, neighbors per event",
                        200,
                        splits),
                new ModelRecord(model, parameters, configuration),
                seed,
                training,
                List.of(
                        Measure.of(Measure.TEST, Measure.AP, testAp, 8_976),
                        Measure.of(Measure.TEST, Measure.AUC, testAp + 0.011, 8_976),
                        Measure.of(Measure.NEW_NODE_TEST, Measure.AP, testAp - 0.04, 4_321),
                        Measure.of(Measure.NEW_NODE_TEST, Measure.AUC, testAp - 0.06, 4_321),
                        new Measure(Measure.TEST, Measure.REPEATED_PAIR, Measure.AP, testAp + 0.05, 5_120),
                        new Measure(Measure.TEST, Measure.NEW_PAIR, Measure.AP, testAp - 0.08, 2_310),
                        new Measure(Measure.TEST, Measure.NEW_NODE, Measure.AP, testAp - 0.05, 1_546)),
                digest(seed),
                List.of(
                        histogram(Measure.VALIDATION, binary),
                        histogram(Measure.TEST, binary),
                        histogram(Measure.NEW_NODE_TEST, binary)),
                new CostRecord("2026-03-01T10:00:0" + seed + "Z", binary ? 0.42 : 112.5, phases, 812L << 20),
                "scripts/tgl run --data uci --model " + model.replace(' ', '-') + " --seed " + seed,
                deviations);
    }

    private static String digest(long seed) {
        return ("0123456789abcdef".substring((int) seed) + "0123456789abcdef".substring(0, (int) seed)).repeat(4);
    }

    private static ScoreHistogram histogram(String split, boolean binary) {
        int count = 5_000;
        float[] positive = new float[count];
        float[] negative = new float[count];
        for (int i = 0; i < count; i++) {
            float u = (i + 0.5f) / count;
            positive[i] = binary ? (u < 0.6f ? 1 : 0) : 1 - u * u * 0.9f;
            negative[i] = binary ? (u < 0.05f ? 1 : 0) : u * u * u;
        }
        return ScoreHistogram.of(split, positive, negative, 50);
    }
}
