package io.tgl.eval.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.io.Npz;
import io.tgl.core.io.StoredArray;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles and archives of negatives: what they say, and that nothing else gets in. */
class NegativesImportTest {
    private static final NodeIndex NODES = NodeIndex.ofNumbers(0, 1, 2, 9, 8, 7, 6, 5);

    @TempDir
    private Path folder;

    private static Path resource(String name) {
        URL url = NegativesImportTest.class.getResource("/negatives/" + name);
        assertThat(url).as(name).isNotNull();
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tgb_protocol2.pkl",
                "tgb_protocol3.pkl",
                "tgb_protocol4.pkl",
                "tgb_protocol5.pkl",
                "tgb_numpy1.pkl"
            })
    void everyProtocolSaysTheSame(String name) {
        check(NegativesImport.pickle(resource(name), "test", NODES));
    }

    /** External 5, 6, 7, 8, 9 are the nodes 7, 6, 5, 4, 3 here. */
    private static void check(StoredNegatives lists) {
        assertThat(lists.size()).isEqualTo(4);
        assertThat(lists.list(lists.find(0, 7, 100))).containsExactly(6, 5, 4);
        assertThat(lists.list(lists.find(0, 6, 100))).containsExactly(5);
        assertThat(lists.list(lists.find(1, 7, 130))).isEmpty();
        assertThat(lists.list(lists.find(2, 3, 140))).containsExactly(7, 6, 5, 4);
        assertThat(lists.find(0, 7, 101)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "command, posix.system",
        "function, builtins.print",
        "ordered_dict, collections.OrderedDict",
        "object_array, |O8",
        "set, a set",
        "own_positive, another node than the positive's destination",
        "unknown_node, 400",
        "fraction, a whole number",
        "short_key, '(source, destination, time)'",
        "no_dictionary, a dictionary of negatives",
        "text_values, an array of destinations"
    })
    void whatIsNotNegativesIsRefusedByNameAndPlace(String name, String message) {
        assertThatThrownBy(() -> NegativesImport.pickle(resource("bad_" + name + ".pkl"), "test", NODES))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("bad_" + name + ".pkl")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tgb_protocol2.pkl", "tgb_protocol4.pkl", "tgb_protocol5.pkl", "bad_command.pkl"})
    void noCutAndNoChangedByteGivesMoreThanARefusal(String name) throws IOException {
        byte[] whole = Files.readAllBytes(resource(name));
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 1_000; round++) {
            byte[] damaged = whole.clone();
            int size = round < whole.length ? round : whole.length;
            for (int changes = round < whole.length ? 0 : 1 + random.nextInt(3); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Path file = folder.resolve("damaged.pkl");
            Files.write(file, size == whole.length ? damaged : Arrays.copyOf(whole, size));
            try {
                StoredNegatives lists = NegativesImport.pickle(file, "test", NODES);
                assertThat(round).as("a cut file was accepted").isGreaterThanOrEqualTo(whole.length);
                assertThat(lists.size()).isLessThanOrEqualTo(4);
            } catch (InvalidInput e) {
                assertThat(e).hasMessageContaining("damaged.pkl");
            }
        }
    }

    @Test
    void anArchiveComesBackAsItWas() {
        StoredNegatives lists = NegativesImport.pickle(resource("tgb_protocol4.pkl"), "test", NODES);
        Path file = folder.resolve("negatives.npz");
        NegativesImport.write(file, List.of(lists), NODES);
        assertThat(Npz.read(file).longs("test/dst")).containsExactly(5, 6, 5, 9);
        List<StoredNegatives> again = NegativesImport.archive(file, NODES);
        assertThat(again).hasSize(1);
        check(again.getFirst());
    }

    @ParameterizedTest
    @CsvSource({"-1, 2, length", "1, 1, as its lengths say", "2, 9, length", "1, 2, src"})
    void anArchiveWhoseLengthsDoNotFitIsRefused(long first, long second, String message) {
        long source = message.equals("src") ? 77 : 0;
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        arrays.put("test/src", StoredArray.of(new long[] {source, 1}, 2));
        arrays.put("test/dst", StoredArray.of(new long[] {5, 5}, 2));
        arrays.put("test/time", StoredArray.of(new long[] {3, 4}, 2));
        arrays.put("test/length", StoredArray.of(new long[] {first, second}, 2));
        arrays.put("test/negatives", StoredArray.of(new long[] {6, 7, 8}, 3));
        Path file = folder.resolve("bad.npz");
        Npz.write(file, arrays);
        assertThatThrownBy(() -> NegativesImport.archive(file, NODES))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("bad.npz")
                .hasMessageContaining(message);
    }
}
