package io.tgl.models.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.attention.DyGFormerConfig.Padding;
import io.tgl.models.model.EncodedGolden;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.EncodedScorerContract;
import io.tgl.models.model.Sampling;
import io.tgl.models.query.LinkQueries;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** DyGFormer: parity with the reference, what its paddings promise, and what must hold of every encoder. */
class DyGFormerTest extends EncodedScorerContract {
    private static final int LENGTH = 9;

    private static EncodedScorer create(
            FeatureTable nodes,
            FeatureTable edges,
            Padding padding,
            int patch,
            float dropout,
            boolean merged,
            Compute compute) {
        DyGFormerConfig config = new DyGFormerConfig(
                NODE_WIDTH, EDGE_WIDTH, TIME_WIDTH, 4, 2, 2, LENGTH, patch, padding, dropout, 1e-2, merged);
        return DyGFormer.scorer(config, nodes, edges, 1.0, 3, compute);
    }

    @Override
    protected EncodedScorer create(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Sampling sampling, Compute compute) {
        return create(nodes, edges, Padding.FIXED, 2, dropout, merged, compute);
    }

    private static EncodedGolden golden(String group, boolean merged) throws IOException {
        boolean patches = group.equals("DyGFormerPatch");
        return new EncodedGolden(
                group,
                (sizes, nodes, edges, compute) -> DyGFormer.scorer(
                        new DyGFormerConfig(
                                sizes.get("node_dim").asInt(),
                                sizes.get("edge_dim").asInt(),
                                sizes.get("time_dim").asInt(),
                                6,
                                2,
                                2,
                                patches ? 32 : 16,
                                patches ? 4 : 1,
                                Padding.BATCH,
                                0f,
                                sizes.get("lr").asDouble(),
                                merged),
                        nodes,
                        edges,
                        1.0,
                        0,
                        compute));
    }

    @ParameterizedTest
    @CsvSource({"DyGFormer, true", "DyGFormer, false", "DyGFormerPatch, true", "DyGFormerPatch, false"})
    @Tag("golden")
    void embeddingsLogitsLossAndGradientsMatchTheReference(String group, boolean merged) throws IOException {
        golden(group, merged).embeddingsLogitsLossAndGradientsMatch();
    }

    @ParameterizedTest
    @CsvSource({"DyGFormer", "DyGFormerPatch"})
    @Tag("golden")
    void fiveAdamStepsMatchTheReference(String group) throws IOException {
        golden(group, true).fiveAdamStepsMatch(2e-3, 1e-2);
    }

    private EncodedScorer padded(Padding padding, int patch) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        EncodedScorer model = create(noNodes, FeatureTable.absent(stream.size()), padding, patch, 0f, true, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    private LinkQueries queries(int from, int to) {
        return LinkQueries.of(
                Arrays.copyOfRange(stream.sources(), from, to),
                Arrays.copyOfRange(stream.destinations(), from, to),
                Arrays.copyOfRange(stream.times(), from, to));
    }

    @ParameterizedTest
    @CsvSource({"FIXED, 1", "NONE, 1", "FIXED, 4", "NONE, 4"})
    void anAnswerDoesNotDependOnTheCall(Padding padding, int patch) {
        EncodedScorer model = padded(padding, patch);
        int[] together = bits(model.logits(queries(10, 90)));
        for (int i = 10; i < 90; i += 9) {
            assertThat(bits(model.logits(queries(i, i + 1)))[0]).isEqualTo(together[i - 10]);
        }
    }

    @Test
    void underTheReferencesPaddingItDoes() {
        EncodedScorer model = padded(Padding.BATCH, 1);
        float together = model.logits(queries(10, 90))[0];
        assertThat(model.logits(queries(10, 11))[0]).isNotEqualTo(together);
    }

    @Test
    void fixedPaddingIsTheReferencesWhereACallHasFullSequences() {
        int[] batch = bits(padded(Padding.BATCH, 1).logits(queries(10, stream.size())));
        assertThat(bits(padded(Padding.FIXED, 1).logits(queries(10, stream.size()))))
                .isEqualTo(batch);
    }

    /** A node without a past is one token and its pads. */
    @ParameterizedTest
    @EnumSource(Padding.class)
    void nodesWithoutPastAreScored(Padding padding) {
        LinkQueries query = LinkQueries.of(new int[] {1, 2}, new int[] {3, 2}, new long[] {0, 0});
        for (float logit : padded(padding, 1).logits(query)) {
            assertThat(logit).isFinite();
        }
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
