package io.tgl.eval.report;

import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.TrainingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs that ended before the published recipe would have let them, beside the reference code at the same epoch. */
public final class EqualEpoch {
    private final ReferenceCurves reference;

    /** Against these curves. */
    public EqualEpoch(ReferenceCurves reference) {
        this.reference = reference;
    }

    /**
     * A curve at the last epoch that our runs and the reference's all have.
     *
     * @param curve its name
     * @param epoch that epoch
     * @param code the reference code's values, from the smallest to the largest of its seeds
     * @param ours the same of our runs
     */
    record Comparison(String curve, int epoch, String code, String ours) {}

    Optional<Comparison> of(RunGroup group, String curve) {
        Optional<ReferenceCurves.Band> band = reference
                .find(group.first())
                .map(code -> code.band(curve))
                .filter(b -> !b.low().isEmpty());
        int epoch = Math.min(
                band.map(b -> b.low().size()).orElse(0),
                group.runs().stream()
                        .mapToInt(run -> values(run, curve).size())
                        .min()
                        .orElse(0));
        if (epoch == 0) {
            return Optional.empty();
        }
        List<Double> ours = group.runs().stream()
                .map(run -> values(run, curve).get(epoch - 1))
                .toList();
        return band.map(b -> new Comparison(
                curve,
                epoch,
                Text.range(List.of(b.low().get(epoch - 1), b.high().get(epoch - 1))),
                Text.range(ours)));
    }

    private static List<Double> values(RunRecord run, String curve) {
        return run.training().curves().getOrDefault(curve, List.of());
    }

    /** A sentence for each model whose link prediction was cut: after which epoch, and what the reference had there. */
    public List<String> cuts(List<RunRecord> runs) {
        List<String> cuts = new ArrayList<>();
        String curve = TrainingRecord.curve(Measure.VALIDATION, Measure.AP);
        for (RunGroup group : RunGroup.of(runs)) {
            if (group.runs().stream()
                    .anyMatch(run ->
                            run.training().isShort() && !values(run, curve).isEmpty())) {
                cuts.add(cut(group, curve));
            }
        }
        return cuts;
    }

    private String cut(RunGroup group, String curve) {
        String what = group.model() + " on " + group.first().data().name() + ", "
                + Text.seeds(group.runs().stream().map(RunRecord::seed).toList()) + ": cut after "
                + Text.whole(group.runs().stream()
                        .map(run -> (long) run.training().stoppedEpoch())
                        .toList())
                + " of up to " + group.first().training().publishedEpochLimit() + " epochs. ";
        Optional<Comparison> found = group.incomparable().isPresent() ? Optional.empty() : of(group, curve);
        return what
                + found.map(c -> capital(c.curve) + " at epoch " + c.epoch + ": ours " + c.ours
                                + ", the reference code on the same data " + c.code + ".")
                        .orElse("No curve of the reference code is known for it.");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
