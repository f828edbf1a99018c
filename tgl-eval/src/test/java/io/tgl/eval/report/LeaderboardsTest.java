package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.eval.record.Measure;
import org.junit.jupiter.api.Test;

/** Published leaderboards as data. */
class LeaderboardsTest {
    @Test
    void everyRowIsWhole() {
        assertThat(Leaderboards.load()).hasSizeGreaterThan(40).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.test())).isBetween(0.0, 1.0);
            assertThat(row.source()).isNotEmpty();
            assertThat(row.visibility())
                    .isIn("not stated", "state per batch, neighbors per batch", "state per batch, neighbors per event");
        });
    }

    @Test
    void edgeBanksRowsAreFoundByItsModes() {
        PublishedResults published = PublishedResults.load();
        FigureKey key = new FigureKey(
                "EdgeBank unlimited", "wikipedia", "TGB link ranking", "hist_rnd, 12000", Measure.TEST, Measure.MRR);
        assertThat(published.find(key).orElseThrow().mean()).isEqualTo(0.495);
        assertThat(published.find(key).orElseThrow().standardDeviation()).isEmpty();
    }
}
