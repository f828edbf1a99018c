package io.tgl.datasets.catalog;

import io.tgl.datasets.format.LabeledGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a static graph: a name for it that depends neither on the file's format nor on its compression. Digested are
 * the text {@code tgl-graph-1} and a zero byte, then, each as its length and its elements, little-endian int32 or float32:
 * offsets, columns and values of the features, labels, nodes of training, validation and test, first and second ends.
 */
final class GraphDigest {
    private final MessageDigest digest;

    private GraphDigest() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The checksum, 64 hexadecimal digits. */
    static String sha256(LabeledGraph graph) {
        GraphDigest all = new GraphDigest();
        all.digest.update("tgl-graph-1\0".getBytes(StandardCharsets.UTF_8));
        all.add(graph.features().offset());
        all.add(graph.features().column());
        float[] value = graph.features().value();
        int[] bits = new int[value.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(value[i]);
        }
        all.add(bits);
        all.add(graph.labels());
        all.add(graph.training());
        all.add(graph.validation());
        all.add(graph.test());
        all.add(graph.first());
        all.add(graph.second());
        return HexFormat.of().formatHex(all.digest.digest());
    }

    private void add(int[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES * (values.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(values.length);
        for (int v : values) {
            bytes.putInt(v);
        }
        digest.update(bytes.flip());
    }
}
