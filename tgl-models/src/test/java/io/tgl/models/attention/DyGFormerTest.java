package io.tgl.models.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.attention.DyGFormerConfig.Padding;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the paddings of DyGFormer promise, and that sharing pads changes nothing but rounding. */
class DyGFormerTest {
    private static final int NODES = 19;
    private static final int EVENTS = 150;
    private static final int LENGTH = 9;

    private final EventStream stream = stream();

    private static EventStream stream() {
        NumpyRandomState random = new NumpyRandomState(11);
        long[] time = new long[EVENTS];
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + i % 4;
        }
        int[] source = random.integers(NODES - 1, EVENTS);
        return EventStream.of(NODES, source, random.integers(NODES - 1, EVENTS), time)
                .build();
    }

    private EncodedScorer model(Padding padding, int patch, float dropout, boolean merged, Compute compute) {
        DyGFormerConfig config =
                new DyGFormerConfig(8, 5, 6, 4, 2, 2, LENGTH, patch, padding, dropout, 1e-2, merged);
        FeatureTable none = FeatureTable.absent(NODES);
        EncodedScorer model = DyGFormer.scorer(config, none, stream.features(), 1.0, 5, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    private EncodedScorer model(Padding padding, int patch, boolean merged) {
        return model(padding, patch, 0f, merged, new Compute(KernelProvider.kernels(), Workers.ofThreads(2)));
    }

    private LinkQueries queries(int from, int to) {
        return LinkQueries.of(
                Arrays.copyOfRange(stream.sources(), from, to),
                Arrays.copyOfRange(stream.destinations(), from, to),
                Arrays.copyOfRange(stream.times(), from, to));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    @ParameterizedTest
    @CsvSource({"FIXED, 1", "NONE, 1", "FIXED, 4", "NONE, 4"})
    void anAnswerDoesNotDependOnTheCall(Padding padding, int patch) {
        EncodedScorer model = model(padding, patch, true);
        int[] together = bits(model.logits(queries(10, 60)));
        for (int i = 10; i < 60; i += 9) {
            assertThat(bits(model.logits(queries(i, i + 1)))[0]).isEqualTo(together[i - 10]);
        }
    }

    @Test
    void underReferencePaddingItDoes() {
        EncodedScorer model = model(Padding.BATCH, 1, true);
        float together = model.logits(queries(10, 60))[0];
        assertThat(model.logits(queries(10, 11))[0]).isNotEqualTo(together);
    }

    /** The last events of the stream have full sequences, so the longest of the call is the full length. */
    @Test
    void fixedPaddingIsTheReferencesWhereACallHasFullSequences() {
        EncodedScorer batch = model(Padding.BATCH, 1, true);
        EncodedScorer fixed = model(Padding.FIXED, 1, true);
        assertThat(bits(batch.logits(queries(10, EVENTS)))).isEqualTo(bits(fixed.logits(queries(10, EVENTS))));
    }

    /** A node without a past is one token and its pads; so is a link of two such nodes. */
    @ParameterizedTest
    @EnumSource(Padding.class)
    void nodesWithoutPastAreScored(Padding padding) {
        int alone = NODES - 1;
        LinkQueries query =
                LinkQueries.of(new int[] {alone, 0}, new int[] {alone, alone}, new long[] {100, 200});
        assertThat(model(padding, 1, true).logits(query)).allSatisfy(v -> assertThat(v).isFinite());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void sharedPadsAreSeparatePadsWithoutDropout(int patch) {
        EncodedScorer shared = model(Padding.FIXED, patch, true);
        EncodedScorer separate = model(Padding.FIXED, patch, false);
        LinkQueries p = queries(10, 60);
        LinkQueries q = LinkQueries.of(p.source(), queries(60, 110).destination(), p.time());
        assertThat(shared.gradients(p, q, 1, 0)).isCloseTo(separate.gradients(p, q, 1, 0), within(1e-6));
        shared.tensors().asMap().forEach((name, tensor) -> {
            float[] other = separate.tensors().get(name).gradient();
            for (int i = 0; i < other.length; i++) {
                assertThat(tensor.gradient()[i]).as(name).isCloseTo(other[i], within(1e-5f));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 1", "true, 4"})
    void trainingGivesTheSameBitsOnAnyThreadsAndKernels(boolean merged, int patch) {
        int[] reference = trained(KernelProvider.scalar(), 1, merged, patch);
        for (int threads = 1; threads <= 3; threads++) {
            assertThat(trained(KernelProvider.kernels(), threads, merged, patch)).isEqualTo(reference);
        }
    }

    private int[] trained(Kernels kernels, int threads, boolean merged, int patch) {
        EncodedScorer model =
                model(Padding.BATCH, patch, 0.2f, merged, new Compute(kernels, Workers.ofThreads(threads)));
        for (int b = 0; b < 4; b++) {
            LinkQueries p = queries(b * 20, (b + 1) * 20);
            LinkQueries q = LinkQueries.of(p.source(), queries(b * 20 + 40, b * 20 + 60).destination(), p.time());
            model.trainBatch(p, q, new EventBatch(stream, b * 20, (b + 1) * 20), 1, b);
        }
        return bits(model.logits(queries(80, EVENTS)));
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> new DyGFormerConfig(8, 5, 6, 4, 2, 3, 9, 1, Padding.FIXED, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heads");
        assertThatThrownBy(() -> new DyGFormerConfig(8, 5, 6, 4, 2, 2, 1, 1, Padding.FIXED, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("length");
    }
}
