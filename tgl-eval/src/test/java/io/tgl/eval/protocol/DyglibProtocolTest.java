package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.record.Measure;
import io.tgl.eval.record.StopReason;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.testing.PublicData;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.RunResult;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.heuristic.EdgeBank;
import org.junit.jupiter.api.Test;

/** Figures of the published code, to the last digit: they prove split, held-out nodes, negatives, metrics and averaging. */
class DyglibProtocolTest {
    @Test
    void edgeBankOnCollegeMsg() {
        RunResult result = edgeBank(DyglibProtocol.task(Datasets.load("uci").events(), Workers.single()));
        assertThat(result.metric(Measure.TEST, Measure.AP)).isEqualTo(0.7620146011827352);
        assertThat(result.metric(Measure.TEST, Measure.AUC)).isEqualTo(0.7730101010101013);
        assertThat(result.stop()).isEqualTo(StopReason.NO_TRAINING);
        assertThat(result.scoreDigest()).hasSize(64);
    }

    @Test
    void wikipediaSplitAndEdgeBank() {
        EventStream events = PublicData.wikipedia();
        LinkTask task = DyglibProtocol.task(events, Workers.single());
        assertThat(task.splitSizes())
                .containsEntry("train", 81_029)
                .containsEntry(Measure.NEW_NODE_VALIDATION, 12_016)
                .containsEntry(Measure.NEW_NODE_TEST, 11_715);
        RunResult result = edgeBank(task);
        assertThat(result.metric(Measure.TEST, Measure.AP)).isCloseTo(0.9037100207, within(5e-11));
    }

    private static RunResult edgeBank(LinkTask task) {
        return new Trainer(task, TrainingOptions.published(0), RunControl.none()).run(EdgeBank.unlimited());
    }
}
