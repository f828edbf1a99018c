package io.tgl.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.io.Npz;
import io.tgl.core.testing.GoldenFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The replays give NumPy's and CPython's own numbers, in the order in which the golden files drew them. */
@Tag("golden")
class GoldenRandomTest {
    @Test
    void numpyStreamsMatch() {
        Npz golden = Npz.read(GoldenFiles.find("primitives/numpy_random.npz"));
        String[] seeds = golden.names().stream()
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct()
                .toArray(String[]::new);
        assertThat(seeds).isNotEmpty();
        for (String seed : seeds) {
            NumpyRandomState random = new NumpyRandomState(Long.parseLong(seed.substring("seed".length())));
            assertThat(random.integers(1000, 50)).as(seed).isEqualTo(golden.ints(seed + "/randint_0_1000"));
            assertThat(random.integers(7, 50)).as(seed).isEqualTo(golden.ints(seed + "/randint_0_7"));
            assertThat(plus(5, random.integers(99_995, 20)))
                    .as(seed)
                    .isEqualTo(golden.ints(seed + "/randint_5_100000"));
            assertThat(random.doubles(20)).as(seed).isEqualTo(golden.doubles(seed + "/random_sample"));
            assertThat(random.normals(20))
                    .as(seed)
                    .containsExactly(golden.doubles(seed + "/standard_normal"), within(1e-15));
            assertThat(random.permutation(30)).as(seed).isEqualTo(golden.ints(seed + "/permutation_30"));
            assertThat(random.choiceWithoutReplacement(500, 20))
                    .as(seed)
                    .isEqualTo(golden.ints(seed + "/choice_500_of_20_no_replace"));
            assertThat(random.choiceWithoutReplacement(60, 25))
                    .as(seed)
                    .isEqualTo(plus(-100, golden.ints(seed + "/choice_array_100_160_take_25")));
            assertThat(random.choice(new double[] {0.1, 0.2, 0.3, 0.15, 0.25}, 30))
                    .as(seed)
                    .isEqualTo(golden.ints(seed + "/choice_p"));
            assertThat(random.integers(1000, 10)).as(seed).isEqualTo(golden.ints(seed + "/randint_0_1000_again"));
        }
    }

    @Test
    void pythonStreamsMatch() throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(GoldenFiles.find("primitives/python_random.json").toFile());
        for (Map.Entry<String, JsonNode> entry : golden.properties()) {
            PythonRandom random = new PythonRandom(Long.parseLong(entry.getKey().substring("seed".length())));
            JsonNode streams = entry.getValue();
            assertThat(random.sample(IntStream.range(0, 1000).toArray(), 20))
                    .isEqualTo(ints(streams.get("sample_1000_take_20")));
            assertThat(random.sample(IntStream.range(0, 30).toArray(), 25))
                    .isEqualTo(ints(streams.get("sample_30_take_25")));
            for (JsonNode expected : streams.get("random")) {
                assertThat(random.random()).isEqualTo(expected.asDouble());
            }
            for (JsonNode expected : streams.get("randrange_100")) {
                assertThat(random.below(100)).isEqualTo(expected.asInt());
            }
            int[] shuffled = IntStream.range(0, 15).toArray();
            random.shuffle(shuffled);
            assertThat(shuffled).isEqualTo(ints(streams.get("shuffle_15")));
        }
    }

    private static int[] plus(int shift, int[] values) {
        return Arrays.stream(values).map(i -> i + shift).toArray();
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** As CPython prints list({5, 1000, 3, 77, 8, 64}) and list(set(range(0, 2000, 7)).union(set(range(0, 9000, 31))))[:12]. */
    @Test
    void aSetIteratesByItsTable() {
        assertThat(PythonIntSet.of(new int[] {5, 1000, 3, 77, 8, 64}).iterationOrder())
                .containsExactly(64, 3, 5, 1000, 8, 77);
        PythonIntSet union = every(7, 2000).union(every(31, 9000));
        assertThat(Arrays.copyOf(union.iterationOrder(), 12))
                .containsExactly(0, 1029, 7, 1036, 14, 1043, 21, 8215, 7192, 6169, 1050, 5146);
    }

    private static PythonIntSet every(int step, int end) {
        return PythonIntSet.of(
                IntStream.range(0, end).filter(i -> i % step == 0).toArray());
    }
}
