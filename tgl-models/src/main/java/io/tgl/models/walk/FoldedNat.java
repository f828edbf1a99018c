package io.tgl.models.walk;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import io.tgl.models.walk.NatReader.Read;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NAT with sum pooling where nothing is dropped. All before the head's ReLU is linear in the rows of the joint
 * neighborhood, so projection and first layer are one matrix C, and a pair's hidden row is a row of u, plus a row of v,
 * plus a correction for each neighbor that both have: the embedding of a joint code is not the sum of its halves'.
 *
 * <p>Letters: D width of the head, N node width, f cached width, P code width, F own width; S read nodes.
 */
final class FoldedNat {
    /** Codes of one end: sums of 2^hop. */
    private static final int CODES = 8;

    private static final int GRAIN = 32;

    private final NatConfig config;
    private final NatLayers layers;
    private final FeatureTable nodeFeatures;
    private final int width;

    FoldedNat(NatConfig config, NatLayers layers, FeatureTable nodeFeatures) {
        this.config = config;
        this.layers = layers;
        this.nodeFeatures = nodeFeatures;
        this.width = layers.first().weight().rows();
    }

    /** The weights of a call: C, [64, D] of the codes, corrections. */
    private record Weights(Tensor joint, float[] codes, float[] shared) {}

    /**
     * The rows of read nodes as sources and as destinations, and whom their entries are about.
     *
     * @param source [S, D], bias included
     * @param destination [S, D]
     * @param offset first key of each node
     * @param key by node ascending
     * @param code of each key at its end
     * @param shared [8 * 8, D] corrections by the codes of both ends
     */
    record Nodes(float[] source, float[] destination, int[] offset, int[] key, int[] code, float[] shared) {}

    /** Projects what was read of nodes. */
    Nodes nodes(Tape tape, Read read) {
        Weights weights = weights(tape);
        int s = read.caches().nodes().size();
        int[] offset = new int[s + 1];
        int[] key = new int[read.caches().size()];
        int[] code = new int[key.length];
        for (int i = 0; i < s; i++) {
            offset[i + 1] = keys(read.caches(), i, offset[i], key, code);
        }
        Tensor joint = LinearOp.apply(tape, s, weights.joint, null, Activation.NONE, sums(tape, read));
        float[] bias = pooledBias(tape).data();
        int self = config.nodeWidth();
        float[] source = own(tape, read.self(), self, joint);
        float[] destination = own(tape, read.self(), self + config.selfWidth(), joint);
        tape.forRows(s, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int j = 0; j < width; j++) {
                    source[i * width + j] += bias[j];
                }
                for (int e = offset[i]; e < offset[i + 1]; e++) {
                    tape.kernels().axpy(1f, weights.codes, code[e] * width, source, i * width, width);
                    tape.kernels().axpy(1f, weights.codes, CODES * code[e] * width, destination, i * width, width);
                }
            }
        });
        return new Nodes(source, destination, offset, key, code, weights.shared);
    }

    /** The keys of a node's entries ascending, each with the sum of its hops' codes; where they end. */
    private static int keys(CacheReads caches, int number, int begin, int[] key, int[] code) {
        int end = begin;
        for (int e = caches.begin(number); e < caches.begin(number + 1); e++) {
            int about = caches.key(e);
            int at = end;
            while (at > begin && key[at - 1] > about) {
                at--;
            }
            if (at > begin && key[at - 1] == about) {
                code[at - 1] += 1 << caches.hop(e);
                continue;
            }
            System.arraycopy(key, at, key, at + 1, end - at);
            System.arraycopy(code, at, code, at + 1, end - at);
            key[at] = about;
            code[at] = 1 << caches.hop(e);
            end++;
        }
        return end;
    }

    /** joint + W_1[column ..] Z', [S, D]. */
    private float[] own(Tape tape, Tensor self, int column, Tensor joint) {
        Tensor rows = LinearOp.apply(
                tape, self.rows(), layers.first().weight(), null, Activation.NONE, Part.of(self, column));
        tape.forRows(self.rows(), GRAIN, (from, to) -> {
            for (int j = from * width; j < to * width; j++) {
                rows.data()[j] += joint.data()[j];
            }
        });
        return rows.data();
    }

    /** Logits of the pairs (source[i], destination[i]), numbers of nodes; a reused source is that of several candidates. */
    void logits(Tape tape, Nodes nodes, int[] source, int[] destination, float[] logits) {
        float[] last = layers.second().weight().data();
        float bias = layers.second().bias().data()[0];
        tape.forRows(logits.length, GRAIN, (from, to) -> {
            float[] hidden = new float[width];
            for (int i = from; i < to; i++) {
                int u = source[i] * width;
                int v = destination[i] * width;
                for (int j = 0; j < width; j++) {
                    hidden[j] = nodes.source[u + j] + nodes.destination[v + j];
                }
                addShared(tape, nodes, source[i], destination[i], hidden);
                for (int j = 0; j < width; j++) {
                    hidden[j] = Math.max(hidden[j], 0f);
                }
                logits[i] = tape.kernels().dot(hidden, 0, last, 0, width) + bias;
            }
        });
    }

    private void addShared(Tape tape, Nodes nodes, int source, int destination, float[] hidden) {
        int u = nodes.offset[source];
        int v = nodes.offset[destination];
        while (u < nodes.offset[source + 1] && v < nodes.offset[destination + 1]) {
            int order = Integer.compare(nodes.key[u], nodes.key[v]);
            if (order == 0) {
                int at = (nodes.code[u] * CODES + nodes.code[v]) * width;
                tape.kernels().axpy(1f, nodes.shared, at, hidden, 0, width);
            }
            u += order <= 0 ? 1 : 0;
            v += order >= 0 ? 1 : 0;
        }
    }

    /** C = W_1 (mean over heads of W) [D, N + f + P], its codes' columns applied to the embedding, and the corrections. */
    private Weights weights(Tape tape) {
        int n = config.nodeWidth();
        int in = layers.projection().columns();
        float[] mean = tape.scratch(n * in);
        Arrays.fill(mean, 0, n * in, 0f);
        for (int h = 0; h < config.heads(); h++) {
            tape.kernels().axpy(1f / config.heads(), layers.projection().data(), h * n * in, mean, 0, n * in);
        }
        Tensor first = layers.first().weight();
        float[] c = tape.scratch(width * in);
        tape.kernels()
                .matmul(
                        false,
                        false,
                        width,
                        in,
                        n,
                        first.data(),
                        0,
                        first.columns(),
                        mean,
                        0,
                        in,
                        c,
                        0,
                        in,
                        false,
                        tape.workers());
        Tensor joint = Tensor.constant(c, width, in);
        float[] codes = LinearOp.apply(
                        tape,
                        JointNeighborhoods.CODES,
                        joint,
                        null,
                        Activation.NONE,
                        Part.of(layers.position(), n + config.neighborWidth()))
                .data();
        float[] shared = new float[CODES * CODES * width];
        for (int u = 1; u < CODES; u++) {
            for (int v = 1; v < CODES; v++) {
                int at = (u * CODES + v) * width;
                for (int j = 0; j < width; j++) {
                    float both = codes[(u + CODES * v) * width + j];
                    shared[at + j] = both - codes[u * width + j] - codes[CODES * v * width + j];
                }
            }
        }
        return new Weights(joint, codes, shared);
    }

    /** W_1 times the pooling's bias, plus the head's own: [1, D]. */
    private Tensor pooledBias(Tape tape) {
        return LinearOp.apply(
                tape,
                1,
                layers.first().weight(),
                layers.first().bias(),
                Activation.NONE,
                Part.of(layers.poolBias(), 0));
    }

    /** Sums of a node's entries: features by key, representations. */
    private Part[] sums(Tape tape, Read read) {
        CacheReads caches = read.caches();
        int s = caches.nodes().size();
        List<Part> parts = new ArrayList<>();
        if (!nodeFeatures.isAbsent()) {
            int w = nodeFeatures.width();
            float[] x = tape.scratch(s * w);
            tape.forRows(s, GRAIN, (from, to) -> {
                float[] row = new float[w];
                Arrays.fill(x, from * w, to * w, 0f);
                for (int i = from; i < to; i++) {
                    for (int e = caches.begin(i); e < caches.begin(i + 1); e++) {
                        nodeFeatures.copyRow(caches.key(e), row, 0);
                        tape.kernels().axpy(1f, row, 0, x, i * w, w);
                    }
                }
            });
            parts.add(Part.of(Tensor.constant(x, s, w), 0));
        }
        int[] offset = new int[s + 1];
        int[] row = new int[caches.live()];
        float[] ones = new float[row.length];
        Arrays.fill(ones, 1f);
        for (int i = 0; i < s; i++) {
            int at = offset[i];
            for (int e = caches.begin(i); e < caches.begin(i + 1); e++) {
                if (caches.rowOf(e) >= 0) {
                    row[at++] = caches.rowOf(e);
                }
            }
            offset[i + 1] = at;
        }
        Tensor z = WeightedSumOp.apply(tape, read.z(), new Entries(offset, row, ones));
        parts.add(Part.of(z, config.nodeWidth()));
        return parts.toArray(Part[]::new);
    }
}
