package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.eval.record.SampleRuns;
import io.tgl.eval.record.StopReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceCurvesTest {
    private static final ReferenceCurves.Curves TGN = ReferenceCurves.load()
            .find(SampleRuns.tgn(0, 3, StopReason.EPOCH_LIMIT))
            .orElseThrow();

    @Test
    void theBandLiesBetweenTheSeeds() {
        ReferenceCurves.Band band = TGN.band("validation AP");
        assertThat(band.low()).hasSize(44);
        assertThat(band.high().getFirst()).isGreaterThanOrEqualTo(0.8614);
        assertThat(band.low().getFirst()).isLessThanOrEqualTo(0.8614);
        assertThat(TGN.band("no such curve").low()).isEmpty();
    }

    @Test
    void distanceCountsFromAnEpochOnAndIsZeroInside() {
        ReferenceCurves.Band band = new ReferenceCurves.Band(List.of(0.5, 0.6, 0.7), List.of(0.6, 0.7, 0.8));
        assertThat(band.distance(List.of(0.1, 0.65, 0.75), 2)).hasValue(0);
        assertThat(band.distance(List.of(0.1, 0.65, 0.85, 0.1), 2).orElseThrow())
                .isCloseTo(0.05, within(1e-12));
        assertThat(band.distance(List.of(0.1, 0.65, 0.75), 1).orElseThrow()).isCloseTo(0.4, within(1e-12));
        assertThat(band.distance(List.of(0.1), 3)).isEmpty();
    }

    @Test
    void lastTestsOfBothSeeds() {
        assertThat(TGN.lastTests("test", "AP"))
                .containsExactly(
                        new ReferenceCurves.LastTest(0, 40, 0.9011), new ReferenceCurves.LastTest(1, 44, 0.9065));
        assertThat(TGN.lastTests("new-node test", "AP"))
                .extracting(ReferenceCurves.LastTest::value)
                .containsExactly(0.8582, 0.8632);
    }

    @Test
    void heuristicsHaveNoReferenceCurve() {
        assertThat(ReferenceCurves.load().find(SampleRuns.edgeBank("unlimited")))
                .isEmpty();
    }
}
