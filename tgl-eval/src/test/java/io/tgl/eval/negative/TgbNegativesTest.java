package io.tgl.eval.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark's generator, against the lists that its own code made of a small stream. */
@Tag("golden")
class TgbNegativesTest {
    private final Npz golden = Npz.read(GoldenFiles.find("graph/graph.npz"));
    private final EventStream stream = EventStream.of(
                    100,
                    golden.ints("src"),
                    golden.ints("dst"),
                    Arrays.stream(golden.doubles("time"))
                            .mapToLong(t -> (long) t)
                            .toArray())
            .build();

    private List<StoredNegatives> generate(String strategy, int perPositive) {
        int[] cut = golden.ints("tgb_negatives/split");
        return TgbNegatives.generate(
                new EventBatch(stream, 0, cut[0]),
                new EventBatch(stream, cut[0], cut[1]),
                new EventBatch(stream, cut[1], stream.size()),
                strategy,
                perPositive,
                TgbNegatives.PUBLISHED_SEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {TgbNegatives.RANDOM, TgbNegatives.HISTORICAL})
    void everyListIsTheBenchmarks(String strategy) {
        List<StoredNegatives> lists = generate(strategy, 12);
        for (int part = 0; part < 2; part++) {
            String at = "tgb_negatives/" + strategy + (part == 0 ? "/val/" : "/test/");
            int[] key = golden.ints(at + "key");
            int[] length = golden.ints(at + "length");
            int[] flat = golden.ints(at + "flat");
            StoredNegatives found = lists.get(part);
            assertThat(found.size()).isEqualTo(length.length);
            int from = 0;
            for (int i = 0; i < length.length; i++) {
                int row = found.find(key[3 * i], key[3 * i + 1], key[3 * i + 2]);
                assertThat(found.list(row)).as(at + i).isEqualTo(Arrays.copyOfRange(flat, from, from + length[i]));
                from += length[i];
            }
        }
    }

    @Test
    void whoAsksForMoreThanThereAreGetsAllThatDoNotConflict() {
        StoredNegatives test = generate(TgbNegatives.HISTORICAL, 12_000).getLast();
        for (int i = 0; i < test.size(); i++) {
            assertThat(Arrays.stream(test.list(i)).distinct().count()).isEqualTo(test.count(i));
            assertThat(test.count(i)).isBetween(25, 29);
            assertThat(test.list(i)).doesNotContain(test.destination(i));
        }
    }

    @Test
    void anUnknownStrategyIsRefused() {
        assertThatThrownBy(() -> generate("best", 3))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("hist_rnd or rnd")
                .hasMessageContaining("best");
    }
}
