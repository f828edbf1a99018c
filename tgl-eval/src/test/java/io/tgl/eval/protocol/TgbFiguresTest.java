package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.eval.metric.RankingMetrics;
import io.tgl.eval.task.LinkRanking;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import io.tgl.eval.testing.PublicData;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.heuristic.EdgeBankMemory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** EdgeBank's published figures on tgbl-wiki, whose events are those of wikipedia. */
class TgbFiguresTest {
    private static final double THREE_DIGITS = 0.0005;

    @Test
    void edgeBankOnWikipedia() {
        RankingTask task = TgbProtocol.task(PublicData.wikipedia(), TgbProtocol.BATCH_SIZE, 12_000);
        assertThat(task.splitSizes().values()).containsExactly(110_232, 23_621, 23_621);
        check(task, new EdgeBankMemory.Unlimited(), 0.527, 0.495);
        check(task, new EdgeBankMemory.SlidingWindow(TgbProtocol.edgeBankWindow(task)), 0.600, 0.571);
    }

    private static void check(RankingTask task, EdgeBankMemory memory, double validation, double test) {
        EdgeBank bank = new EdgeBank(memory);
        bank.observe(task.training());
        assertThat(mrr(bank, task.validation()))
                .as(memory.mode() + " validation")
                .isCloseTo(validation, Offset.offset(THREE_DIGITS));
        assertThat(mrr(bank, task.test())).as(memory.mode() + " test").isCloseTo(test, Offset.offset(THREE_DIGITS));
    }

    private static double mrr(EdgeBank bank, RankingTable table) {
        return RankingMetrics.meanReciprocalRank(
                LinkRanking.ranks(bank, table, "test", (_, _, _) -> {}, new PhaseTimes(), (_, _) -> {}));
    }
}
