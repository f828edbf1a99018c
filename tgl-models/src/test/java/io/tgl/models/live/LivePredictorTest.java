package io.tgl.models.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.parallel.Workers;
import io.tgl.models.live.LiveSettings.Late;
import io.tgl.models.live.LiveSettings.Learning;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.live.LiveSettings.WhenFull;
import io.tgl.models.model.Encoder;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.SmallWorld;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LivePredictorTest {
    private static final LiveSettings PLAIN = LiveSettings.USUAL.withHistory(new Ring(6, Forgotten.COUNT));
    private static final LiveWorld TGN = new LiveWorld("tgn");

    private static LivePredictor live(LiveSettings settings) {
        return TGN.fresh(settings);
    }

    private static ArrivingEvents events(long[] source, long[] destination, long... time) {
        return ArrivingEvents.of(new Numbers(source, destination), time);
    }

    private static ArrivingEvents event(long source, long destination, long time) {
        return events(new long[] {source}, new long[] {destination}, time);
    }

    private static LinkQueries query(int source, int destination, long time) {
        return LinkQueries.of(new int[] {source}, new int[] {destination}, new long[] {time});
    }

    private static float score(LivePredictor live, long source, long destination, long time) {
        return live.score(query(live.node(source), live.node(destination), time))
                .score()[0];
    }

    @Test
    void newNodesAreAdmittedUnderTheirExternalIds() {
        LivePredictor live = live(PLAIN);
        Observation first = live.observe(events(new long[] {70, -5}, new long[] {80, 70}, 1000, 1001));
        assertThat(first).isEqualTo(new Observation(0, 2, 3, 0, 0, Double.NaN));
        assertThat(live.node(70)).isZero();
        assertThat(live.node("-5")).isEqualTo(2);
        assertThat(live.node(99)).isEqualTo(-1);
        assertThat(live.externalId(1)).isEqualTo("80");
        assertThat(live.observe(event(80, 99, 1001)).newNodes()).isEqualTo(1);
        assertThat(live.status().nodes()).isEqualTo(4);
        assertThat(live.status().latestTime()).isEqualTo(1001);
    }

    @Test
    void textsAreIdsToo() {
        LivePredictor live = new LivePredictor(TGN.model(TGN.trained()), PLAIN, NodeIndex.ofTexts("anna"));
        live.observe(ArrivingEvents.of(new Texts(new String[] {"bob"}, new String[] {"anna"}), new long[] {5}));
        assertThat(live.node("bob")).isEqualTo(1);
        assertThat(live.hasTextIds()).isTrue();
        assertThatThrownBy(() -> live.observe(event(1, 2, 6))).hasMessageContainingAll("texts", "numbers");
    }

    /** Grown from no room at all, with any batches before: the same state. */
    @Test
    void roomForNodesShowsNowhere() {
        LivePredictor tight = live(LiveWorld.SETTINGS.withNodes(new NodeLimit(100, WhenFull.REFUSE, 0)));
        LivePredictor roomy = live(LiveWorld.SETTINGS.withNodes(new NodeLimit(100, WhenFull.REFUSE, 90)));
        for (int b = 0; b < LiveWorld.BATCHES; b++) {
            ArrivingEvents events = ArrivingEvents.of(TGN.batch(b), NodeIndex.identity(SmallWorld.NODES));
            tight.foresee(events);
            roomy.observe(events);
        }
        assertThat(tight.digest()).isEqualTo(roomy.digest());
    }

    @Test
    void unknownNodesAreNodesWithoutEvents() {
        LivePredictor live = live(PLAIN);
        live.observe(events(new long[] {1, 2}, new long[] {3, 4}, 10, 11));
        float unknown = live.score(query(-1, live.node(3), 20)).score()[0];
        assertThat(live.score(query(555, live.node(3), 20)).score()[0]).isEqualTo(unknown);
        live.observe(event(9, 1, 20));
        live.forget(live.node(9));
        assertThat(unknown).isNotEqualTo(score(live, 1, 3, 20));
    }

    @Test
    void aBadBatchLeavesNoTrace() {
        LivePredictor live = live(PLAIN.withNodes(new NodeLimit(5, WhenFull.REFUSE, 5)));
        live.observe(events(new long[] {1, 2}, new long[] {3, 4}, 10, 11));
        String digest = live.digest();
        assertRefused(live, events(new long[] {1, 8}, new long[] {7, 2}, 12, 13), "at most 5 nodes");
        assertRefused(live, events(new long[] {1, 7}, new long[] {2, 3}, 12, 9), "row 1, column time");
        assertRefused(live, events(new long[] {1}, new long[] {2}, Long.MIN_VALUE), "64-bit");
        assertRefused(
                live,
                new ArrivingEvents(
                        new Numbers(new long[] {1}, new long[] {2}),
                        new long[] {12},
                        new float[2],
                        2,
                        null,
                        null,
                        null),
                "width 0");
        assertThatThrownBy(() -> new ArrivingEvents(
                        new Numbers(new long[] {1}, new long[] {2}),
                        new long[] {12},
                        new float[] {Float.NaN},
                        1,
                        null,
                        null,
                        null))
                .hasMessageContaining("row 0, column features");
        assertThat(live.digest()).isEqualTo(digest);
        assertThat(live.observe(event(1, 7, 12)).position()).isEqualTo(3);
    }

    private static void assertRefused(LivePredictor live, ArrivingEvents events, String why) {
        assertThatThrownBy(() -> live.observe(events))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> live.foresee(events)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void lateEventsAreClampedWhereSaid() {
        LivePredictor clamping = live(PLAIN.withLate(Late.CLAMP));
        LivePredictor told = live(PLAIN);
        clamping.observe(events(new long[] {1, 2, 3}, new long[] {3, 4, 1}, 10, 7, 12));
        Observation second = clamping.observe(event(2, 1, 3));
        told.observe(events(new long[] {1, 2, 3}, new long[] {3, 4, 1}, 10, 10, 12));
        told.observe(event(2, 1, 12));
        assertThat(second.late()).isEqualTo(1);
        assertThat(clamping.status().lateEvents()).isEqualTo(2);
        assertThat(score(clamping, 1, 4, 20)).isEqualTo(score(told, 1, 4, 20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void admittedLateEventsStandWhereTheirTimeBelongs(boolean exact) {
        LiveSettings settings = (exact
                        ? LiveSettings.USUAL
                        : LiveSettings.USUAL.withHistory(new Ring(3, Forgotten.COUNT)))
                .withLate(Late.ADMIT);
        LivePredictor late = new LivePredictor(
                new LiveWorld("tgat").model(new LiveWorld("tgat").trained()), settings, NodeIndex.identity(8));
        LivePredictor ordered = new LivePredictor(
                new LiveWorld("tgat").model(new LiveWorld("tgat").trained()), settings, NodeIndex.identity(8));
        late.observe(events(new long[] {1, 1}, new long[] {2, 3}, 10, 30));
        assertThat(late.observe(event(1, 4, 20)).late()).isEqualTo(1);
        ordered.observe(events(new long[] {1, 1, 1}, new long[] {2, 4, 3}, 10, 20, 30));
        for (long time : new long[] {15, 25, 40}) {
            // TGAT has no state: all it knows is the order of neighbors.
            assertThat(score(late, 1, 5, time)).as("at " + time).isEqualTo(score(ordered, 1, 5, time));
        }
    }

    @Test
    void aModelOfOrderedStreamsRefusesToAdmitLateEvents() {
        assertThatThrownBy(() -> new LiveWorld("edgebank").fresh(LiveSettings.USUAL.withLate(Late.ADMIT)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("ADMIT");
    }

    @Test
    void theOldestNodesMakeRoom() {
        LivePredictor live = live(PLAIN.withNodes(new NodeLimit(4, WhenFull.FORGET_OLDEST, 0)));
        live.observe(events(new long[] {1, 3}, new long[] {2, 4}, 10, 11));
        live.observe(event(1, 3, 12));
        Observation full = live.observe(event(1, 5, 13));
        assertThat(full.forgottenNodes()).isEqualTo(1);
        assertThat(live.node(2)).isEqualTo(-1);
        assertThat(live.node(5)).isEqualTo(1);
        assertThat(live.status().nodes()).isEqualTo(4);
        assertThatThrownBy(() -> live.observe(events(new long[] {11, 12, 13}, new long[] {14, 15, 16}, 20, 20, 20)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a batch of at most 4 nodes");
        assertThat(live.observe(events(new long[] {11, 12}, new long[] {14, 15}, 20, 20))
                        .forgottenNodes())
                .isEqualTo(4);
    }

    @Test
    void aForgottenNodeIsGone() {
        LivePredictor live = live(PLAIN);
        live.observe(events(new long[] {1, 2, 1}, new long[] {2, 3, 3}, 10, 11, 12));
        live.forget(live.node(1));
        assertThat(live.node(1)).isEqualTo(-1);
        assertThat(live.status().forgottenNodes()).isEqualTo(1);
        assertThat(live.topK(live.node(2), 9, 20).node()).containsExactly(live.node(2), live.node(3));
        live.observe(event(7, 8, 20));
        assertThat(live.node(7)).isZero();
        assertThatThrownBy(() -> live.forget(5)).isInstanceOf(InvalidInput.class);
    }

    /** Nor does the node that gets its dense id take its place among the neighbors of others. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neighborsForgetANodeAltogether(boolean exact) {
        LiveSettings settings = exact ? LiveSettings.USUAL : PLAIN;
        LiveWorld tgat = new LiveWorld("tgat");
        LiveModel model = tgat.model(tgat.trained());
        LivePredictor with = new LivePredictor(model, settings, NodeIndex.identity(5));
        LivePredictor without = new LivePredictor(model, settings, NodeIndex.identity(5));
        with.observe(events(new long[] {1, 1, 4, 1}, new long[] {2, 3, 1, 2}, 10, 11, 12, 13));
        with.forget(3);
        with.observe(event(9, 0, 14));
        assertThat(with.node(9)).isEqualTo(3);
        without.observe(events(new long[] {1, 4, 1}, new long[] {2, 1, 2}, 10, 12, 13));
        assertThat(score(with, 1, 2, 20)).isEqualTo(score(without, 1, 2, 20));
    }

    @ParameterizedTest
    @EnumSource
    void weightsAreSwappedAtTheNamedEvent(When when) {
        Map<String, float[]> other = ((TrainableScorer) TGN.trained()).parameters();
        LivePredictor live = live(LiveWorld.SETTINGS);
        LivePredictor reference = live(LiveWorld.SETTINGS);
        live.swapWeights(other, when.event);
        for (int b = 0; b < 6; b++) {
            if (b == when.batch) {
                reference.swapWeights(other);
            }
            ArrivingEvents events = ArrivingEvents.of(TGN.batch(b), NodeIndex.identity(SmallWorld.NODES));
            live.observe(events);
            reference.observe(events);
        }
        assertThat(live.digest()).isEqualTo(reference.digest());
        other.remove(other.keySet().iterator().next());
        assertThatThrownBy(() -> live.swapWeights(other)).isInstanceOf(InvalidInput.class);
    }

    enum When {
        NOW(0, 0),
        AT_A_BATCH(24, 2),
        WITHIN_A_BATCH(25, 3);

        private final long event;
        private final int batch;

        When(long event, int batch) {
            this.event = event;
            this.batch = batch;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tgn", "jodie", "dyrep", "tgat", "graphmixer"})
    void learningHangsOnEventsAlone(String name) {
        LiveWorld world = new LiveWorld(name);
        LiveSettings settings = LiveWorld.SETTINGS.withLearning(new Learning(24, 9));
        LivePredictor asked = world.fresh(settings);
        LivePredictor left = world.fresh(settings);
        Map<String, float[]> before = asked.parameters();
        int steps = 0;
        for (int b = 0; b < 6; b++) {
            ArrivingEvents events = ArrivingEvents.of(world.batch(b), NodeIndex.identity(SmallWorld.NODES));
            asked.score(world.queries(b));
            asked.foresee(events);
            Observation observation = left.observe(events);
            assertThat(Double.isFinite(observation.loss())).isEqualTo(b % 2 == 1);
            steps += b % 2;
        }
        assertThat(asked.digest()).isEqualTo(left.digest());
        assertThat(asked.status().learningSteps()).isEqualTo(steps);
        String first = before.keySet().iterator().next();
        assertThat(asked.parameters()).containsKey(first);
        assertThat(before.entrySet().stream()
                        .allMatch(p ->
                                Arrays.equals(p.getValue(), asked.parameters().get(p.getKey()))))
                .isFalse();
    }

    @Test
    void rankingOrdersWhatScoresSay() {
        LiveWorld world = new LiveWorld("tgn");
        LivePredictor live = world.begun(world.trained(), LiveWorld.SETTINGS);
        int[] candidates =
                IntStream.range(0, 1000).map(i -> i % SmallWorld.NODES).toArray();
        Ranking ranking = live.rank(3, candidates, 5000);
        assertThat(ranking.node()).hasSize(1000);
        for (int r = 0; r < 1000; r += 97) {
            float alone = live.score(query(3, ranking.node()[r], 5000)).score()[0];
            assertThat(ranking.score()[r]).isEqualTo(alone);
            assertThat(r == 0 || ranking.score()[r] <= ranking.score()[r - 1]).isTrue();
        }
        Ranking top = live.topK(3, 4, 5000);
        assertThat(top.node()).hasSize(4).doesNotHaveDuplicates();
        assertThat(live.topK(3, 100, 5000).node().length).isEqualTo((int)
                IntStream.of(world.past().destinations()).distinct().count());
        assertThat(top.position()).isEqualTo(60);
        assertThatThrownBy(() -> live.topK(3, -1, 5000)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void embeddingsAndAffinities() {
        LiveWorld world = new LiveWorld("tgn");
        Scorer trained = world.trained();
        trained.attach(TemporalAdjacency.of(world.past(), Workers.single()));
        LivePredictor live = world.begun(trained, LiveWorld.SETTINGS);
        assertThat(live.embed(3, 5000).values())
                .containsExactly(((Encoder) trained).sourceEmbeddings(query(3, 3, 5000)));
        assertThatThrownBy(() -> live.affinity(3, 5000))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("affinity head", "TGN");
        assertThatThrownBy(() ->
                        new LiveWorld("edgebank").fresh(LiveSettings.USUAL).embed(3, 5000))
                .isInstanceOf(InvalidInput.class);
    }

    /** Where event numbers run out, they are given out anew, and no answer changes. */
    @Test
    void eventNumbersRunOutUnseen() {
        LiveModel model = TGN.model(TGN.trained());
        LiveSettings settings = LiveWorld.SETTINGS.withHistory(new Ring(4, Forgotten.COUNT));
        LivePredictor few =
                new LivePredictor(model, settings, LiveState.index(NodeIndex.identity(SmallWorld.NODES)), 120);
        LivePredictor many = new LivePredictor(model, settings, NodeIndex.identity(SmallWorld.NODES));
        long base = 0;
        for (int round = 0; round < 4; round++) {
            for (int b = 0; b < LiveWorld.BATCHES; b++) {
                ArrivingEvents events = ArrivingEvents.of(TGN.batch(b), NodeIndex.identity(SmallWorld.NODES));
                for (int i = 0; i < events.size(); i++) {
                    events.time()[i] += base;
                }
                LinkQueries queries = TGN.queries(b);
                for (int i = 0; i < queries.size(); i++) {
                    queries.time()[i] += base;
                }
                assertThat(few.score(queries, events).score())
                        .containsExactly(many.score(queries, events).score());
                few.observe(events);
                many.observe(events);
            }
            base += 100_000;
        }
        assertThat(few.position()).isEqualTo(4L * SmallWorld.EVENTS);
    }
}
