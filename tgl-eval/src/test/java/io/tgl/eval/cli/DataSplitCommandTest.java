package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.io.Npz;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported parts and negatives of UCI: the published sizes, and what must hold between the arrays. */
class DataSplitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesPartsHeldOutNodesAndNegatives() {
        Path file = folder.resolve("uci_split.npz");
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Tgl.run(out, out, "data", "split", "--data", "uci", "--out", file.toString()))
                .isZero();
        Npz npz = Npz.read(file);
        assertThat(npz.longs("format_version")).containsExactly(1);
        long[] source = npz.longs("src");
        long[] destination = npz.longs("dst");
        assertThat(source).hasSize(59_835);
        assertThat(npz.doubles("time")[0]).isZero();
        Set<Long> heldOut = Arrays.stream(npz.longs("held_out")).boxed().collect(Collectors.toSet());
        assertThat(heldOut).hasSize(189);
        for (long row : npz.longs("train")) {
            assertThat(heldOut).doesNotContain(source[(int) row], destination[(int) row]);
        }
        assertThat(npz.longs("val").length + npz.longs("test").length).isBetween(17_900, 17_960);
        for (String part : new String[] {"val", "test", "new_node_val", "new_node_test"}) {
            int events = npz.longs(part).length;
            assertThat(npz.longs(part + "/src")).hasSize(events);
            assertThat(npz.longs(part + "/dst")).hasSize(events);
        }
        long[] test = npz.longs("test");
        for (String kind : new String[] {"historical", "inductive"}) {
            assertThat(npz.longs(kind + "_test/dst")).hasSize(test.length);
        }
        assertThat(Arrays.stream(npz.longs("new_node_test")).allMatch(row -> row >= test[0]))
                .isTrue();
        assertThat(test[test.length - 1]).isEqualTo(source.length - 1);
        assertThat(npz.longs("test/src")[5]).isEqualTo(source[(int) test[5]]);
    }
}
