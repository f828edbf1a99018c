package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.SampleRuns;
import io.tgl.eval.record.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureRecordsTest {
    private static final List<RunRecord> RUNS = List.of(
            SampleRuns.tgn(1, 45, StopReason.EARLY_STOPPING),
            SampleRuns.edgeBank("unlimited"),
            SampleRuns.tgn(0, 44, StopReason.EARLY_STOPPING));

    @TempDir
    Path folder;

    private static List<FigureRecord> figures(List<RunRecord> runs) {
        return FigureRecords.of(runs, PublishedResults.load(), ReferenceCurves.load());
    }

    @Test
    void seedsAreAveragedPerModel() {
        FigureRecord ap = figures(RUNS).getFirst();
        assertThat(ap.model()).isEqualTo("TGN");
        assertThat(ap.seeds()).containsExactly(0L, 1L);
        assertThat(ap.mean()).isCloseTo(0.9042, within(1e-12));
        assertThat(ap.standardDeviation()).isCloseTo(0.006 / Math.sqrt(2), within(1e-12));
        assertThat(ap.published())
                .isNotNull()
                .satisfies(p -> assertThat(p.value()).isEqualTo(0.9234));
        assertThat(ap.z()).isCloseTo((0.9042 - 0.9234) / (0.0104 * Math.sqrt(0.5 + 0.2)), within(1e-9));
        assertThat(ap.caveat()).isNull();
        assertThat(ap.reference())
                .isNotNull()
                .satisfies(r -> assertThat(r.values()).containsExactly(0.9011, 0.9065));
    }

    @Test
    void aSingleSeedHasNoDeviation() {
        FigureRecord edgeBank = figures(RUNS).stream()
                .filter(f -> f.model().startsWith("EdgeBank"))
                .findFirst()
                .orElseThrow();
        assertThat(edgeBank.mean()).isEqualTo(0.7620146011827352);
        assertThat(edgeBank.standardDeviation()).isNull();
        assertThat(edgeBank.z()).isNotNull();
    }

    @Test
    void shortAndFullRunsAreNotMixed() {
        List<FigureRecord> figures = figures(List.of(
                SampleRuns.tgn(0, 45, StopReason.EARLY_STOPPING), SampleRuns.tgn(1, 3, StopReason.EPOCH_LIMIT)));
        assertThat(figures).hasSize(8).allSatisfy(f -> assertThat(f.seeds()).hasSize(1));
        assertThat(figures.subList(4, 8))
                .allSatisfy(f -> assertThat(f.caveat()).isEqualTo("3 of up to 100 epochs: not comparable"));
    }

    @Test
    void aRunWithoutTestFiguresIsLeftOutOfTheMean() {
        RunRecord cut = withoutFigures(SampleRuns.tgn(0, 45, StopReason.EARLY_STOPPING));
        List<FigureRecord> figures = figures(List.of(cut, SampleRuns.tgn(1, 45, StopReason.EARLY_STOPPING)));
        assertThat(figures).hasSize(4).allSatisfy(f -> assertThat(f.seeds()).containsExactly(1L));
    }

    private static RunRecord withoutFigures(RunRecord run) {
        return new RunRecord(
                run.formatVersion(),
                run.provenance(),
                run.data(),
                run.protocol(),
                run.model(),
                run.seed(),
                run.training(),
                List.of(),
                run.scoreDigest(),
                List.of(),
                run.cost(),
                run.command(),
                run.deviations());
    }

    @Test
    void theFileHasTheFieldsOfTheSchema() throws IOException {
        Path file = folder.resolve("figures.json");
        FigureRecords.write(file, figures(RUNS));
        ObjectMapper json = new ObjectMapper();
        JsonNode written = json.readTree(Files.readString(file));
        JsonNode schema = json.readTree(Files.readString(schemaFile()));
        assertThat(written.get("formatVersion").textValue())
                .matches(schema.at("/properties/formatVersion/pattern").textValue());
        List<String> required = json.convertValue(
                schema.at("/$defs/figure/required"),
                json.getTypeFactory().constructCollectionType(List.class, String.class));
        assertThat(written.get("figures"))
                .hasSize(8)
                .allSatisfy(
                        figure -> assertThat(figure.fieldNames()).toIterable().containsExactlyElementsOf(required));
        assertThat(schema.at("/$defs/figure/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(required);
        assertThat(written.at("/figures/0/published").fieldNames())
                .toIterable()
                .containsExactly("value", "standardDeviation", "n", "source");
    }

    private static Path schemaFile() {
        Path here = Path.of("docs/figures-schema.json");
        return Files.exists(here) ? here : Path.of("../docs/figures-schema.json");
    }
}
