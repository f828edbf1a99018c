package io.tgl.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.Npz;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.nn.TransformerEncoder.Norm;
import io.tgl.core.parallel.Workers;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.AttentionPairs;
import io.tgl.core.tensor.op.Dropout;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.SumOp.Term;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import io.tgl.core.testing.GoldenFiles;
import io.tgl.core.testing.GradientCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention against the reference framework's numbers; the whole block's gradients and bits. */
class TransformerEncoderTest {
    private static final Sequences SEQUENCES = Sequences.ofLengths(new int[] {3, 1, 2}, 3);

    private final Parameters parameters = new Parameters();

    private TransformerEncoder block(int width, Norm norm) {
        Initializers init = new Initializers(4, KernelProvider.kernels());
        return new TransformerEncoder(parameters, init, "block", width, 2, norm);
    }

    private Tensor[] variables(Tensor... more) {
        List<Tensor> all = new ArrayList<>(parameters.tensors());
        all.addAll(Arrays.asList(more));
        return all.toArray(Tensor[]::new);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void blocksHaveTheRightGradients(Norm norm) {
        TransformerEncoder block = block(4, norm);
        Tensor x = GradientCheck.variable(1, 6, 4);
        float[] multiplicity = {1, 1, 4, 1, 1, 2};
        GradientCheck.of(tape -> block.encode(tape, x, SEQUENCES, multiplicity, Dropouts.NONE, "here"), variables(x))
                .tolerance(5e-3)
                .verify();
    }

    /** Means taken before the last map are the means of the block's tokens. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void meansHaveTheRightValuesAndGradients(Norm norm) {
        TransformerEncoder block = block(4, norm);
        Tensor x = GradientCheck.variable(1, 6, 4);
        float[] multiplicity = {1, 1, 4, 1, 1, 2};
        Entries means = Entries.means(SEQUENCES);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), true);
        Tensor tokens = block.encode(tape, x, SEQUENCES, multiplicity, Dropouts.NONE, "here");
        float[] expected = WeightedSumOp.apply(tape, tokens, means).data();
        Tensor found = block.encodeMeans(tape, x, SEQUENCES, multiplicity, means, Dropouts.NONE, true, "here");
        near(found.data(), Arrays.copyOf(expected, found.size()), 1e-6);
        tape.reset();
        GradientCheck.of(
                        on -> block.encodeMeans(on, x, SEQUENCES, multiplicity, means, Dropouts.NONE, true, "here"),
                        variables(x))
                .tolerance(5e-3)
                .verify();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void crossAttentionHasTheRightGradients(boolean oneQuery) {
        TransformerEncoder block = block(4, Norm.POST);
        Tensor x = GradientCheck.variable(1, 3, 4);
        Tensor memory = GradientCheck.variable(2, 6, 4);
        AttentionPairs pairs = new AttentionPairs(
                Sequences.uniform(3, 1), new int[] {2, 0, 1, 0}, SEQUENCES, new int[] {1, 0, 0, 2}, null);
        GradientCheck.of(
                        tape -> block.cross(tape, x, memory, pairs, oneQuery, Dropouts.NONE, "here"),
                        variables(x, memory))
                .tolerance(5e-3)
                .verify();
    }

    /** Tokens [6, 4] = one row for all + a table of three rows + a narrower table of two. */
    private Term[] channels() {
        return new Term[] {
            Term.everywhere(GradientCheck.variable(4, 1, 4), 0, 6),
            new Term(GradientCheck.variable(5, 3, 4), 0, new int[] {2, 0, 1, 1, 0, 2}),
            new Term(GradientCheck.variable(6, 2, 2), 2, new int[] {1, 1, 0, 1, 0, 0})
        };
    }

    @Test
    void tokensThatAreSumsHaveTheRightGradients() {
        TransformerEncoder block = block(4, Norm.PRE);
        Term[] channels = channels();
        Tensor[] tables = Arrays.stream(channels).map(Term::input).toArray(Tensor[]::new);
        GradientCheck.of(
                        tape -> block.encodeSums(
                                tape,
                                SumOp.apply(tape, 6, 4, channels),
                                channels,
                                SEQUENCES,
                                null,
                                Dropouts.NONE,
                                "here"),
                        variables(tables))
                .tolerance(5e-3)
                .verify();
    }

    @Test
    void tokensThatAreSumsGiveWhatTheirSumsGive() {
        TransformerEncoder block = block(4, Norm.PRE);
        Term[] channels = channels();
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        Tensor x = SumOp.apply(tape, 6, 4, channels);
        float[] expected =
                block.encode(tape, x, SEQUENCES, null, Dropouts.NONE, "here").data();
        float[] found = block.encodeSums(tape, x, channels, SEQUENCES, null, Dropouts.NONE, "here")
                .data();
        for (int i = 0; i < 6 * 4; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void oneQueryReassociatedGivesWhatProjectedTokensGive() {
        TransformerEncoder block = block(22, Norm.POST);
        Tensor x = GradientCheck.variable(1, 3, 22);
        Tensor memory = GradientCheck.variable(2, 6, 22);
        AttentionPairs pairs = new AttentionPairs(
                Sequences.uniform(3, 1), new int[] {2, 0, 1, 0}, SEQUENCES, new int[] {1, 0, 0, 2}, null);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.single()), false);
        float[] projected = block.cross(tape, x, memory, pairs, false, Dropouts.NONE, "here")
                .data();
        float[] found =
                block.cross(tape, x, memory, pairs, true, Dropouts.NONE, "here").data();
        for (int i = 0; i < 4 * 22; i++) {
            assertThat(found[i]).isCloseTo(projected[i], within(1e-5f));
        }
    }

    @Test
    void theMeanOfTokensMayShareWhatIsDroppedAfterTheLastMap() {
        TransformerEncoder block = block(4, Norm.PRE);
        Tensor x = GradientCheck.variable(1, SEQUENCES.rows(), 4);
        Dropouts dropouts = new Dropouts(0.3f, 3, 1, 5);
        GradientCheck.of(
                        tape -> block.encodeMeans(
                                tape, x, SEQUENCES, null, Entries.means(SEQUENCES), dropouts, true, "here"),
                        variables(x))
                .tolerance(5e-3)
                .verify();
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void blocksHaveTheSameBitsEverywhereAlsoWithDropout(Norm norm) {
        TransformerEncoder block = block(22, norm);
        int[] lengths = {21, 1, 13, 5, 19, 2};
        Sequences sequences = Sequences.ofLengths(lengths, lengths.length);
        Tensor x = GradientCheck.variable(1, sequences.rows(), 22);
        Dropouts dropouts = new Dropouts(0.2f, 3, 1, 5);
        GradientCheck.of(tape -> block.encode(tape, x, sequences, null, dropouts, "here"), variables(x))
                .sameBits();
    }

    @Test
    void refusesHeadsThatDoNotDivideTheWidth() {
        assertThatThrownBy(() -> block(5, Norm.PRE))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heads");
    }

    /** The stored layout is [length, batch, width], ours sequence by sequence; masked keys are left out. */
    @ParameterizedTest
    @ValueSource(strings = {"mha", "mha_masked"})
    @Tag("golden")
    void attentionMatchesTheReference(String name) {
        Npz golden = Npz.read(GoldenFiles.find("primitives/operations.npz"));
        int width = golden.shape(name + "/in/query")[2];
        int batch = golden.shape(name + "/in/query")[1];
        MultiHeadAttention attention =
                MultiHeadAttention.create(parameters, new Initializers(0, KernelProvider.kernels()), "a", width, 3);
        parameters.asMap().forEach((key, tensor) -> {
            float[] values = golden.floats(name + "/param/" + key.substring(2));
            System.arraycopy(values, 0, tensor.data(), 0, values.length);
        });
        Rows queries = Rows.all(golden.shape(name + "/in/query")[0], batch);
        Rows keys = Rows.all(golden.shape(name + "/in/key")[0], batch);
        if (name.equals("mha_masked")) {
            keys = keys.without(golden.longs(name + "/in/key_padding_mask"));
        }
        Tensor q = queries.read(golden.floats(name + "/in/query"), width);
        Tensor k = keys.read(golden.floats(name + "/in/key"), width);
        int[] all = {0, 1, 2, 3};
        AttentionPairs pairs = new AttentionPairs(queries.sequences, all, keys.sequences, all, null);
        Tape tape = new Tape(new Compute(KernelProvider.kernels(), Workers.ofThreads(2)), true);
        Tensor out = attention.apply(tape, q, k, pairs, Dropout.NONE);
        near(out.data(), queries.read(golden.floats(name + "/out/0"), width).data(), 1e-5);
        float[] outgrad =
                queries.read(golden.floats(name + "/outgrad/0"), width).data();
        Tensor loss = tape.result(1, 1, true);
        tape.record(() -> System.arraycopy(outgrad, 0, out.gradient(), 0, outgrad.length));
        tape.backward(loss);
        near(
                q.gradient(),
                queries.read(golden.floats(name + "/grad/query"), width).data(),
                1e-4);
        near(k.gradient(), keys.read(golden.floats(name + "/grad/key"), width).data(), 1e-4);
        parameters
                .asMap()
                .forEach((key, tensor) ->
                        near(tensor.gradient(), golden.floats(name + "/grad/" + key.substring(2)), 1e-4));
    }

    /** Rows of a stored [length, batch] array, sequence by sequence. */
    private record Rows(int[] stored, Sequences sequences) {
        static Rows all(int length, int batch) {
            int[] stored = new int[length * batch];
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < length; i++) {
                    stored[b * length + i] = i * batch + b;
                }
            }
            return new Rows(stored, Sequences.uniform(batch, length));
        }

        Rows without(long[] masked) {
            int[] lengths = new int[sequences.count()];
            int[] left = new int[stored.length];
            int count = 0;
            for (int r = 0; r < stored.length; r++) {
                if (masked[r] == 0) {
                    left[count++] = stored[r];
                    lengths[r / sequences.length(0)]++;
                }
            }
            return new Rows(Arrays.copyOf(left, count), Sequences.ofLengths(lengths, lengths.length));
        }

        Tensor read(float[] values, int width) {
            float[] rows = new float[stored.length * width];
            for (int r = 0; r < stored.length; r++) {
                System.arraycopy(values, stored[r] * width, rows, r * width, width);
            }
            return Tensor.variable(rows, stored.length, width);
        }
    }

    private static void near(float[] found, float[] expected, double relative) {
        float largest = 1e-2f;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as("[" + i + "]").isCloseTo(expected[i], within(relative * largest));
        }
    }
}
