package io.tgl.datasets.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.event.EventStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamSummaryTest {
    /** Counted by hand: 0-1 three times and back once, 2-2, 1-3; node 4 has no event. */
    @Test
    void ofAHandfulOfEvents() {
        EventStream events = EventStream.of(
                        5, new int[] {0, 0, 1, 2, 0, 1}, new int[] {1, 1, 0, 2, 1, 3}, new long[] {0, 5, 5, 6, 9, 20})
                .build();
        StreamSummary s = StreamSummary.of(events);
        assertThat(s.events()).isEqualTo(6);
        assertThat(s.nodes()).isEqualTo(4);
        assertThat(s.pairs()).isEqualTo(4);
        assertThat(s.density()).isEqualTo(4 / 12.0);
        assertThat(s.repeatRatio()).isEqualTo(2 / 6.0);
        assertThat(s.reciprocity()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(s.surprise()).isEqualTo(1);
        assertThat(s.selfLoops()).isEqualTo(1);
        assertThat(s.bipartite()).isFalse();
        assertThat(s.degree()).isEqualTo(new StreamSummary.Spread(1, 4, 3, 5));
        // Node 0: 5, 0, 4; node 1: 5, 0, 4, 11.
        assertThat(s.gap()).isEqualTo(new StreamSummary.Spread(0, 4, 29 / 7.0, 11));
    }

    @Test
    void ofNoEventsAndOfTwoParts() {
        StreamSummary none = StreamSummary.of(
                EventStream.of(3, new int[0], new int[0], new long[0]).build());
        assertThat(none.density() + none.surprise() + none.repeatRatio()).isZero();
        int[] user = IntStream.range(0, 40).map(i -> i % 4).toArray();
        int[] item = IntStream.range(0, 40).map(i -> 4 + i % 3).toArray();
        StreamSummary parts =
                StreamSummary.of(EventStream.of(7, user, item, new long[40]).build());
        assertThat(parts.bipartite()).isTrue();
        assertThat(parts.reciprocity()).isZero();
        assertThat(parts.surprise()).isZero();
    }
}
