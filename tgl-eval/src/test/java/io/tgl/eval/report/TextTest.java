package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void percentagesHaveTwoDecimals() {
        assertThat(Text.percent(0.7620146011827352)).isEqualTo("76.20");
        assertThat(Text.percent(0.9234, OptionalDouble.of(0.0104))).isEqualTo("92.34 ± 1.04");
    }

    @Test
    void differencesHaveASignUnlessTheyRoundToZero() {
        assertThat(Text.signed(0.42)).isEqualTo("+0.42");
        assertThat(Text.signed(-2.5)).isEqualTo("−2.50");
        assertThat(Text.signed(0.001)).isEqualTo("0.00");
        assertThat(Text.signed(-0.001)).isEqualTo("0.00");
    }

    @Test
    void timesAreReadable() {
        assertThat(Text.seconds(0.42)).isEqualTo("0.420 s");
        assertThat(Text.seconds(9.5)).isEqualTo("9.50 s");
        assertThat(Text.seconds(59.94)).isEqualTo("59.9 s");
        assertThat(Text.seconds(59.97)).isEqualTo("1 min 00 s");
        assertThat(Text.seconds(125)).isEqualTo("2 min 05 s");
        assertThat(Text.seconds(3599.7)).isEqualTo("1 h 00 min");
        assertThat(Text.seconds(3725)).isEqualTo("1 h 02 min");
        assertThat(Text.instant("2026-03-01T10:00:05.123Z")).isEqualTo("2026-03-01 10:00 UTC");
        assertThat(Text.instant("yesterday")).isEqualTo("yesterday");
    }

    @Test
    void countsAndSeeds() {
        assertThat(Text.count(59_835)).isEqualTo("59,835");
        assertThat(Text.mebibytes(812L << 20)).isEqualTo("812 MiB");
        assertThat(Text.seeds(List.of(0L))).isEqualTo("seed 0");
        assertThat(Text.seeds(List.of(0L, 2L))).isEqualTo("seeds 0, 2");
        assertThat(Text.seeds(List.of(3L, 4L, 5L, 6L, 7L, 8L))).isEqualTo("seeds 3 to 8");
        assertThat(Text.seeds(List.of(0L, 1L, 2L, 3L, 4L, 6L))).isEqualTo("seeds 0, 1, 2, 3, 4, 6");
        assertThat(Text.range(List.of(0.9065, 0.9011))).isEqualTo("90.11 to 90.65");
        assertThat(Text.whole(List.of(9L, 7L))).isEqualTo("7 to 9");
    }
}
