package io.tgl.datasets.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryLookupTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 10, 20})
    void everyTestGraphHasAPairThatIsNewToIt(int k) {
        DictionaryLookup task = DictionaryLookup.of(k, 5);
        boolean[] seen = new boolean[k * k];
        for (int[] graph : task.training()) {
            assertPermutation(graph, k);
            for (int key = 0; key < k; key++) {
                seen[key * k + graph[key]] = true;
            }
        }
        for (int[] graph : task.test()) {
            assertPermutation(graph, k);
            boolean known = true;
            for (int key = 0; key < k; key++) {
                known &= seen[key * k + graph[key]];
            }
            assertThat(known).isFalse();
        }
        double share = (double) task.training().length / (task.training().length + task.test().length);
        assertThat(share).isBetween(0.45, 0.9);
    }

    private static void assertPermutation(int[] graph, int k) {
        int[] sorted = graph.clone();
        Arrays.sort(sorted);
        for (int value = 0; value < k; value++) {
            assertThat(sorted[value]).isEqualTo(value);
        }
    }
}
