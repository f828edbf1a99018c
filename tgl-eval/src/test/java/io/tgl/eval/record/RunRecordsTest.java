package io.tgl.eval.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
    private static final RunRecord RUN = SampleRuns.tgn(1, 3, StopReason.EPOCH_LIMIT);

    @TempDir
    Path folder;

    @Test
    void aRecordReadsBackEqualToTheLastBit() {
        Path file = folder.resolve("run.json");
        RunRecords.write(file, RUN);
        assertThat(RunRecords.read(file)).isEqualTo(RUN);
        RunRecord edgeBank = SampleRuns.edgeBank("unlimited");
        assertThat(RunRecords.fromJson(RunRecords.toJson(edgeBank), "x")).isEqualTo(edgeBank);
    }

    @Test
    void theOrderOfMapsIsKept() {
        RunRecord again = RunRecords.fromJson(RunRecords.toJson(RUN), "x");
        assertThat(again.cost().phaseSeconds().keySet())
                .containsExactlyElementsOf(RUN.cost().phaseSeconds().keySet());
        assertThat(again.training().curves().keySet())
                .containsExactlyElementsOf(RUN.training().curves().keySet());
    }

    @Test
    void anotherMajorVersionIsRefusedNamingBoth() {
        String other = json().replace("\"formatVersion\" : \"1.2\"", "\"formatVersion\" : \"2.0\"");
        assertThatThrownBy(() -> RunRecords.fromJson(other, "run.json"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("run.json")
                .hasMessageContaining("formatVersion")
                .hasMessageContaining("1.2")
                .hasMessageContaining("2.0");
    }

    @Test
    void aLaterMinorVersionWithUnknownFieldsIsRead() {
        String later = json().replace(
                        "\"formatVersion\" : \"1.2\"", "\"formatVersion\" : \"1.9\", \"inventedLater\" : [1, 2]");
        assertThat(RunRecords.fromJson(later, "run.json").model()).isEqualTo(RUN.model());
    }

    @Test
    void anEarlierMinorVersionWithoutSeriesIsRead() {
        String earlier = json().replace("\"formatVersion\" : \"1.2\"", "\"formatVersion\" : \"1.1\"")
                .replaceFirst(",\\s*\"series\" : \\[[^\\]]*\\]", "");
        assertThat(earlier).doesNotContain("series");
        assertThat(RunRecords.fromJson(earlier, "run.json").series()).isEmpty();
    }

    @Test
    void seriesComeBackAsTheyWere() {
        RunRecord with = RUN.withSeries(List.of(new FigureSeries(
                "test",
                "NDCG@10",
                "days since the first event",
                List.of(1.0, 2.5),
                List.of(0.25, 1 / 3.0),
                List.of(3, 4))));
        assertThat(RunRecords.fromJson(RunRecords.toJson(with), "x")).isEqualTo(with);
    }

    @Test
    void errorsNameFileAndField() {
        refused(json().replace("\"seed\" : 1", "\"seed\" : \"one\""), "run.json", "seed", "one");
        refused(json().replaceFirst("\"sha256\" : \"[^\"]*\",", ""), "run.json", "data", "sha256");
        refused(json().replace("\"batchSize\" : 200", "\"batchSize\" : null"), "run.json", "protocol.batchSize");
        refused(json().replace(RUN.scoreDigest(), "abc"), "run.json", "scoreDigest", "64 hexadecimal digits");
        refused(json().replace("\"stoppedEpoch\" : 3", "\"stoppedEpoch\" : 4"), "run.json", "training", "expected 4");
        refused("{}", "run.json", "formatVersion");
        refused("[]", "run.json", "formatVersion");
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() {
        String whole = json();
        refused(whole.substring(0, whole.length() / 2), "run.json", "line", "column");
        refused("", "run.json");
    }

    private static void refused(String json, String... parts) {
        assertThatThrownBy(() -> RunRecords.fromJson(json, "run.json"))
                .isInstanceOf(InvalidInput.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    @Test
    void missingFileFolderAndHugeFileAreRefused() {
        assertThatThrownBy(() -> RunRecords.read(folder.resolve("none.json")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("none.json");
        assertThatThrownBy(() -> RunRecords.read(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("directory");
    }

    @Test
    void afterAFailedWriteTheOldFileStandsAndNothingElse() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Path file = locked.resolve("run.json");
        RunRecords.write(file, RUN);
        String before = Files.readString(file);
        assumeTrue(locked.toFile().setWritable(false), "this system has no read-only folders");
        try {
            assumeTrue(!Files.isWritable(locked), "a superuser may write anywhere");
            assertThatThrownBy(() -> RunRecords.write(file, SampleRuns.edgeBank("unlimited")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("run.json");
            assertThat(Files.readString(file)).isEqualTo(before);
            try (Stream<Path> files = Files.list(locked)) {
                assertThat(files).containsExactly(file);
            }
        } finally {
            assertThat(locked.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aFullDiskIsOneClearMessage() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> RunRecords.write(full, RUN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/dev/full")
                .hasMessageContaining("No space left");
    }

    @Test
    void anUndefinedFigureIsNoMeasure() {
        assertThatThrownBy(() -> Measure.of(Measure.TEST, Measure.AP, Double.NaN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test");
    }

    @Test
    void onlyRunsCutShortCarryACaveat() {
        assertThat(RUN.training().caveat()).contains("3 of up to 100 epochs: not comparable");
        assertThat(SampleRuns.tgn(0, 45, StopReason.EARLY_STOPPING).training().caveat())
                .isEmpty();
        assertThat(SampleRuns.tgn(0, 100, StopReason.EPOCH_LIMIT).training().caveat())
                .isEmpty();
        assertThat(SampleRuns.tgn(0, 50, StopReason.INTERRUPTED).training().caveat())
                .contains("50 of up to 100 epochs: not comparable");
        assertThat(TrainingRecord.none().caveat()).isEmpty();
    }

    @Test
    void histogramsCountEveryScoreOnce() {
        ScoreHistogram counted =
                ScoreHistogram.of("test", new float[] {0, 0.49f, 0.5f, 1}, new float[] {0.99f, 0.2f}, 2);
        assertThat(counted).isEqualTo(new ScoreHistogram("test", 0, 1, List.of(2, 2), List.of(1, 1)));
        ScoreHistogram logits = ScoreHistogram.of("test", new float[] {-3, 5}, new float[] {1}, 4);
        assertThat(logits.low()).isEqualTo(-3);
        assertThat(logits.high()).isEqualTo(5);
        assertThat(logits.positives()).containsExactly(1, 0, 0, 1);
    }

    @Test
    void recordsDoNotShareTheirMapsWithTheCaller() {
        Map<String, String> mine = new java.util.LinkedHashMap<>(Map.of("layers", "1"));
        ModelRecord model = new ModelRecord("TGN", 1, mine);
        mine.put("layers", "2");
        assertThat(model.configuration()).containsEntry("layers", "1");
    }

    private static String json() {
        return RunRecords.toJson(RUN);
    }
}
