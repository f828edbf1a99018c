package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.parallel.Workers;
import io.tgl.models.heuristic.EdgeBank;
import io.tgl.models.query.LinkQueries;
import org.junit.jupiter.api.Test;

class LinkPredictorTest {
    private static final EventStream LOG = EventStream.of(
                    5, new int[] {0, 1, 0, 2}, new int[] {3, 4, 4, 3}, new long[] {100, 110, 120, 130})
            .build();

    private static LinkPredictor predictor(int batchSize) {
        return new LinkPredictor(EdgeBank.unlimited(), LOG, batchSize, Workers.single());
    }

    private static LinkQueries queries(int destination, long... times) {
        int[] sources = new int[times.length];
        int[] destinations = new int[times.length];
        java.util.Arrays.fill(destinations, destination);
        return LinkQueries.of(sources, destinations, times);
    }

    @Test
    void anAnswerSeesWhatLiesBeforeItsTimeAndNothingElse() {
        assertThat(predictor(1).score(queries(4, 120, 121, 200))).containsExactly(0f, 1f, 1f);
    }

    @Test
    void aBatchIsObservedWhenItIsOver() {
        assertThat(predictor(4).score(queries(3, 130, 131))).containsExactly(0f, 1f);
    }

    @Test
    void theLikeliestComeFirstAndEqualOnesInOrderOfNode() {
        LinkPredictor.Top top = predictor(1).top(2, 1000, 5);
        assertThat(top.node()).containsExactly(3, 4);
        assertThat(top.score()).containsExactly(1f, 0f);
        assertThat(predictor(1).top(0, 1000, 1).node()).containsExactly(3);
    }

    @Test
    void timeDoesNotRunBackwards() {
        LinkPredictor predictor = predictor(1);
        predictor.score(queries(3, 120));
        assertThatThrownBy(() -> predictor.score(queries(3, 119)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("at least 120", "119");
    }
}
