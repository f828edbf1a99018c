package io.tgl.models.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.models.audit.LeakageAudit;
import io.tgl.models.model.InputChannel;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every registered model, whatever it computes; a model falls under it by being registered. */
class EveryModelTest {
    private static final int TRAINED = 4;
    private static final int BATCHES = SmallWorld.EVENTS / SmallWorld.BATCH;

    private final SmallWorld world = SmallWorld.usual();
    private final LinkQueries questions = world.questions();

    static List<String> models() {
        return ModelRegistry.names();
    }

    @ParameterizedTest
    @MethodSource("models")
    void noScoreDependsOnTheFuture(String name) {
        Scorer trained = trained(name);
        LeakageAudit audit = new LeakageAudit(world.events(), SmallWorld.BATCH, features -> {
            Scorer model = world.create(name, SmallWorld.usualCompute(), features);
            copyParameters(trained, model);
            return model;
        });
        LeakageAudit.Result result = audit.run(2, 3);
        assertThat(result.leaks()).as(result.first()).isZero();
        assertThat(result.passed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theSameBitsOnAnyThreadsAndKernels(String name) {
        int[] reference = trainedOn(name, new Compute(KernelProvider.scalar(), Workers.single()));
        for (int threads = 1; threads <= 3; threads++) {
            Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(threads));
            assertThat(trainedOn(name, compute)).as(threads + " threads").isEqualTo(reference);
        }
    }

    private int[] trainedOn(String name, Compute compute) {
        Scorer model = world.create(name, compute);
        world.train(model, 0, TRAINED);
        world.observe(model, TRAINED, BATCHES);
        return SmallWorld.bits(model, questions);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aScoreDoesNotDependOnTheRestOfTheCall(String name) {
        Scorer model = trained(name);
        int[] together = SmallWorld.bits(model, questions);
        int n = questions.size();
        int[] backwards = SmallWorld.bits(model, rows(n, i -> n - 1 - i));
        for (int i = 0; i < n; i++) {
            int row = i;
            assertThat(SmallWorld.bits(model, rows(1, _ -> row))[0])
                    .as("query " + i)
                    .isEqualTo(together[i])
                    .isEqualTo(backwards[n - 1 - i]);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void rankingGivesTheBitsOfScoring(String name) {
        Scorer model = trained(name);
        assertSameRanking(
                model, new int[][] {{3}, {}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {22, 5, 5, 1}, {2, 19}});
        assertSameRanking(model, new int[][] {{3}, {17}, {0}, {22}, {19}});
    }

    private void assertSameRanking(Scorer model, int[][] candidates) {
        RankingQueries queries = new RankingQueries(
                Arrays.copyOf(questions.source(), candidates.length),
                Arrays.copyOf(questions.time(), candidates.length),
                candidates);
        float[][] scores = new float[candidates.length][];
        Arrays.setAll(scores, i -> new float[candidates[i].length]);
        model.rank(queries, scores);
        for (int i = 0; i < candidates.length; i++) {
            float[] expected = new float[candidates[i].length];
            model.score(queries.pairs(i), expected);
            for (int c = 0; c < expected.length; c++) {
                assertThat(Float.floatToRawIntBits(scores[i][c])).isEqualTo(Float.floatToRawIntBits(expected[c]));
            }
        }
    }

    private LinkQueries rows(int size, IntUnaryOperator row) {
        int[] source = new int[size];
        int[] destination = new int[size];
        long[] time = new long[size];
        for (int i = 0; i < size; i++) {
            source[i] = questions.source()[row.applyAsInt(i)];
            destination[i] = questions.destination()[row.applyAsInt(i)];
            time[i] = questions.time()[row.applyAsInt(i)];
        }
        return LinkQueries.of(source, destination, time);
    }

    @ParameterizedTest
    @MethodSource("models")
    void trainingGoesOnFromWhatWasSavedInMidStream(String name) {
        Scorer whole = world.create(name, SmallWorld.usualCompute());
        world.train(whole, 0, 3);
        ModelState saved = whole.state();
        Scorer second = world.create(name, SmallWorld.usualCompute());
        copyParameters(whole, second);
        if (whole instanceof TrainableScorer from && second instanceof TrainableScorer to) {
            to.loadOptimizerState(from.optimizerState());
        }
        world.train(whole, 3, 6);
        second.restore(saved);
        world.train(second, 3, 6);
        assertThat(SmallWorld.bits(second, questions)).isEqualTo(SmallWorld.bits(whole, questions));
    }

    /** Classes of events are learnt like that: some of a batch are yes, some no, some often. */
    @ParameterizedTest
    @MethodSource("models")
    void learnsFromAnyNumberOfNegatives(String name) {
        if (world.create(name, SmallWorld.usualCompute()) instanceof TrainableScorer learner) {
            LinkQueries none = LinkQueries.of(new int[0], new int[0], new long[0]);
            world.train(learner, 0, 2);
            float[] before = new float[questions.size()];
            learner.score(questions, before);
            for (int b = 2; b < BATCHES; b++) {
                assertThat(learner.trainBatch(world.positives(b), questions, world.batch(b), 1, b))
                        .isPositive()
                        .isFinite();
            }
            float[] after = new float[questions.size()];
            learner.score(questions, after);
            assertThat(mean(after)).isLessThan(mean(before));
            assertThat(learner.trainBatch(world.positives(0), none, world.batch(BATCHES - 1), 2, 0))
                    .isFinite();
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @ParameterizedTest
    @MethodSource("models")
    void theStateCanBeTakenBack(String name) {
        Scorer model = trained(name);
        ModelState saved = model.state();
        world.observe(model, TRAINED, BATCHES);
        int[] first = SmallWorld.bits(model, questions);
        assertSameState(model, model.state());
        model.restore(saved);
        assertSameState(model, saved);
        world.observe(model, TRAINED, BATCHES);
        assertThat(SmallWorld.bits(model, questions)).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoringLeavesTheStateAlone(String name) {
        Scorer model = trained(name);
        ModelState before = model.state();
        int[] first = SmallWorld.bits(model, questions);
        assertSameState(model, before);
        assertThat(SmallWorld.bits(model, questions)).isEqualTo(first);
    }

    private static void assertSameState(Scorer model, ModelState expected) {
        Map<String, Object> found = model.state().arrays();
        assertThat(found.keySet()).containsExactlyElementsOf(expected.arrays().keySet());
        expected.arrays()
                .forEach((array, values) -> assertThat(
                                Arrays.deepEquals(new Object[] {found.get(array)}, new Object[] {values}))
                        .as(array)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresHangOnExactlyTheDeclaredInputs(String name) {
        Scorer trained = trained(name);
        for (InputChannel channel : InputChannel.values()) {
            boolean changes = !Arrays.equals(observed(name, trained, changed(channel)), observed(name, trained, world));
            assertThat(changes)
                    .as(channel + " changes a score, declared: " + trained.inputs())
                    .isEqualTo(trained.inputs().contains(channel));
        }
    }

    private SmallWorld changed(InputChannel channel) {
        return switch (channel) {
            case EDGE_FEATURE -> world.withOtherEdgeFeatures();
            case NODE_FEATURE -> world.withOtherNodeFeatures();
            case TIME -> world.withOtherTimes();
            case NEIGHBOR -> world.withOtherNeighbors();
        };
    }

    /** The same parameters and the same questions after the events of another world. */
    private int[] observed(String name, Scorer trained, SmallWorld other) {
        Scorer model = other.create(name, SmallWorld.usualCompute());
        copyParameters(trained, model);
        other.observe(model, 0, BATCHES);
        return SmallWorld.bits(model, questions);
    }

    private Scorer trained(String name) {
        Scorer model = world.create(name, SmallWorld.usualCompute());
        world.train(model, 0, TRAINED);
        return model;
    }

    private static void copyParameters(Scorer from, Scorer to) {
        if (from instanceof TrainableScorer source && to instanceof TrainableScorer target) {
            target.loadParameters(source.parameters());
        }
    }
}
