package io.tgl.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.io.AtomicFile;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes figure records of runs and writes them as JSON ({@code docs/figures-schema.json}). */
public final class FigureRecords {
    /** Format version of the JSON file; same rule as for {@link RunRecord#FORMAT}. */
    public static final String FORMAT = "1.0";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private FigureRecords() {}

    /** The content of the file. */
    private record Content(String formatVersion, List<FigureRecord> figures) {}

    /** A record for each figure over a whole split, models in order of appearance. */
    public static List<FigureRecord> of(List<RunRecord> runs, PublishedResults published, ReferenceCurves reference) {
        List<FigureRecord> figures = new ArrayList<>();
        for (RunGroup group : RunGroup.of(runs)) {
            for (Measure measure : group.wholeSplitFigures()) {
                figures.add(figure(group, measure.split(), measure.metric(), published, reference));
            }
        }
        return figures;
    }

    private static FigureRecord figure(
            RunGroup group, String split, String metric, PublishedResults published, ReferenceCurves reference) {
        RunRecord first = group.first();
        List<Double> values = group.values(split, Measure.ALL, metric);
        double mean = Statistics.mean(values);
        FigureKey key = FigureKey.of(first, split, metric);
        Optional<PublishedResult> known =
                published.find(key).filter(_ -> group.incomparable().isEmpty());
        return new FigureRecord(
                group.model(),
                first.data().name(),
                first.protocol().name(),
                key.negatives(),
                key.split(),
                metric,
                mean,
                orNull(Statistics.standardDeviation(values)),
                group.runs().stream()
                        .filter(run -> run.metric(split, metric).isPresent())
                        .map(RunRecord::seed)
                        .toList(),
                first.protocol().visibility(),
                group.caveat().orElse(null),
                known.map(FigureRecords::published).orElse(null),
                orNull(known.map(p -> p.z(mean, values.size())).orElse(OptionalDouble.empty())),
                reference
                        .find(first)
                        .filter(_ -> group.incomparable().isEmpty())
                        .flatMap(c -> reference(c, split, metric))
                        .orElse(null));
    }

    private static FigureRecord.Published published(PublishedResult known) {
        return new FigureRecord.Published(
                known.mean(), orNull(known.standardDeviation()), known.seeds(), known.source());
    }

    private static Optional<FigureRecord.Reference> reference(
            ReferenceCurves.Curves curves, String split, String metric) {
        List<ReferenceCurves.LastTest> tests = curves.complete() ? curves.lastTests(split, metric) : List.of();
        return tests.isEmpty()
                ? Optional.empty()
                : Optional.of(new FigureRecord.Reference(
                        tests.stream().map(ReferenceCurves.LastTest::value).toList(),
                        tests.stream().map(ReferenceCurves.LastTest::seed).toList(),
                        curves.source()));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** The records as JSON text. */
    public static String toJson(List<FigureRecord> figures) {
        try {
            return JSON.writeValueAsString(new Content(FORMAT, figures)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figure records that cannot be written", e);
        }
    }

    /** Writes the records, whole or not at all. */
    public static void write(Path file, List<FigureRecord> figures) {
        AtomicFile.writeText(file, toJson(figures));
    }
}
