package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LivePredictor.Foreseen;
import io.tgl.models.live.LiveStore;
import io.tgl.models.live.Ranking;
import io.tgl.models.live.Scores;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.flight.FlightRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back over loopback is what the predictor says. */
class FlightServiceTest {
    private static RemotePredictor client(FlightService service) {
        return RemotePredictor.of(Access.of("127.0.0.1", service.port()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ingestedAndScoredAsByThePredictorItself(boolean text) {
        LivePredictor live = World.live(text);
        LivePredictor reference = World.live(text);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            for (int b = 0; b < 5; b++) {
                ArrivingEvents events = World.batch(b, text);
                if (b % 2 == 0) {
                    Acknowledgement taken = remote.observe(events);
                    reference.observe(events);
                    assertThat(taken.position()).isEqualTo(20L * (b + 1));
                    assertThat(taken.events()).isEqualTo(World.BATCH);
                } else {
                    Foreseen expected = reference.foresee(events);
                    Scores found = remote.foresee(events);
                    assertThat(found.score()).containsExactly(expected.scores().score());
                    assertThat(found.position()).isEqualTo(expected.scores().position());
                }
                Scores expected = World.scores(reference, World.ids(b + 1, text), World.times(b + 1));
                Scores found = remote.score(World.ids(b + 1, text), World.times(b + 1));
                assertThat(found.score()).containsExactly(expected.score());
                assertThat(found.position()).isEqualTo(expected.position());
            }
            assertThat(remote.digest()).isEqualTo(reference.digest());
        }
    }

    @Test
    void topKIsThePredictors() {
        LivePredictor live = World.live(true);
        live.observe(World.batch(0, true));
        Ranking expected = live.topK(live.node("node 7"), 5, 500);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            RemotePredictor.Best best = remote.topK("node 7", 5, 500);
            assertThat(best.score()).containsExactly(expected.score());
            assertThat(best.position()).isEqualTo(20);
            assertThat(best.destination()).containsExactly(names(live, expected));
            assertThat(remote.embed("node 7", 500).values())
                    .containsExactly(live.embed(live.node("node 7"), 500).values());
        }
    }

    private static String[] names(LivePredictor live, Ranking ranking) {
        return Arrays.stream(ranking.node()).mapToObj(live::externalId).toArray(String[]::new);
    }

    @Test
    void givenCandidatesAreRankedAsByThePredictor() {
        LivePredictor live = World.live(false);
        live.observe(World.batch(0, false));
        live.observe(World.batch(1, false));
        long[] candidates = {3, 900, 5, 901, 7, 11, 3};
        int[] nodes = Arrays.stream(candidates).mapToInt(live::node).toArray();
        Ranking expected = live.rank(live.node(7), nodes, 500);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            RemotePredictor.Best best = remote.rank(7, candidates, 500);
            assertThat(best.score()).containsExactly(expected.score());
            assertThat(best.position()).isEqualTo(40);
            assertThat(best.destination()).containsExactlyInAnyOrder("3", "900", "5", "901", "7", "11", "3");
            for (int r = 0; r < best.score().length; r++) {
                assertThat(live.node(Long.parseLong(best.destination().get(r)))).isEqualTo(expected.node()[r]);
            }
            assertThat(best.destination().indexOf("900"))
                    .isLessThan(best.destination().indexOf("901"));
            assertThatThrownBy(() -> remote.rank("anna", new String[] {"otto"}, 500))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("rank, batch 0, row 0, column candidates", "numbers", "texts");
        }
    }

    @Test
    void aBadBatchIsRefusedWholeAndThoseBeforeItStay() {
        LivePredictor live = World.live(false);
        LivePredictor reference = World.live(false);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            remote.observe(World.batch(0, false));
            reference.observe(World.batch(0, false));
            ArrivingEvents late = World.batch(1, false);
            late.time()[7] = 3;
            assertThatThrownBy(() -> remote.observe(late))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("events, batch 1, row 7, column time", "at least 106", "found 3");
            assertThat(live.digest()).isEqualTo(reference.digest());
            assertThat(remote.observe(World.batch(1, false)).position()).isEqualTo(40);
            assertThatThrownBy(() -> remote.score(World.ids(1, true), World.times(1)))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("score, batch 0", "numbers", "texts");
            assertThatThrownBy(() -> remote.observe(
                            ArrivingEvents.of(new Numbers(new long[] {1}, new long[] {2}), new long[] {900})))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("features", "width 3", "found 0");
        }
    }

    @Test
    void sentAheadOfTheAcknowledgements() {
        LivePredictor live = World.live(false);
        LivePredictor reference = World.live(false);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service);
                EventUpload upload = remote.upload(Columns.of(World.batch(0, false)))) {
            for (int b = 0; b < 30; b++) {
                upload.send(World.batch(b, false));
                reference.observe(World.batch(b, false));
            }
            assertThat(upload.await()).isEqualTo(new Acknowledgement(29, World.BATCH, 600));
            upload.finish();
            assertThat(live.digest()).isEqualTo(reference.digest());
        }
    }

    @Test
    void aBatchSentAgainIsNotTakenInTwice() {
        LivePredictor live = World.live(false);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            Columns columns = Columns.of(World.batch(0, false));
            try (EventUpload upload = remote.upload(columns)) {
                upload.send(World.batch(0, false), 0);
                upload.finish();
            }
            try (EventUpload again = remote.upload(columns)) {
                again.send(World.batch(0, false), 0);
                assertThatThrownBy(again::await)
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContainingAll("batch 0, position", "stands at 0", "found 20");
            }
            assertThat(live.position()).isEqualTo(20);
        }
    }

    @Test
    void twoClientsAtOnce() throws Exception {
        LivePredictor live = World.live(false);
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Long>>> writers = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                writers.add(threads.submit(() -> {
                    List<Long> positions = new ArrayList<>();
                    try (RemotePredictor remote = client(service)) {
                        for (int b = 0; b < 40; b++) {
                            // One time for all: neither comes too late for the other.
                            ArrivingEvents events = World.batch(b, false);
                            Arrays.fill(events.time(), 5);
                            positions.add(remote.observe(events).position());
                        }
                    }
                    return positions;
                }));
            }
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                readers.add(threads.submit(() -> {
                    try (RemotePredictor remote = client(service)) {
                        boolean whole = true;
                        for (int i = 0; i < 40; i++) {
                            whole &= remote.score(World.ids(i, false), World.times(i))
                                                    .position()
                                            % World.BATCH
                                    == 0;
                        }
                        return whole;
                    }
                }));
            }
            List<Long> all = new ArrayList<>(writers.get(0).get());
            all.addAll(writers.get(1).get());
            assertThat(all).doesNotHaveDuplicates().hasSize(80).contains(1600L);
            assertThat(writers.get(0).get()).isSorted();
            assertThat(readers.get(0).get()).isTrue();
            assertThat(readers.get(1).get()).isTrue();
        }
    }

    @Test
    void actionsAnswerAndSayWhatIsWrong(@TempDir Path folder) {
        String digest;
        LiveStore store = World.store(folder);
        try (FlightService service = FlightService.start(store, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            remote.observe(World.batch(0, false));
            assertThat(remote.snapshot()).isEqualTo(20);
            assertThat(remote.status())
                    .containsEntry("model", "TGN")
                    .containsEntry("position", "20")
                    .containsEntry("open_streams", "1")
                    .containsEntry("text_ids", "false");
            long known = ((Numbers) World.ids(0, false)).source()[0];
            remote.forget(known);
            assertThat(store.predictor().node(known)).isNegative();
            assertThatThrownBy(() -> remote.forget(known))
                    .isInstanceOf(FlightRuntimeException.class)
                    .hasMessageContainingAll("forget, node", "known", String.valueOf(known));
            assertThatThrownBy(() -> remote.topK("anna", 3, 500))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("topk, source", "number", "anna");
            assertThatThrownBy(() -> remote.affinity(3L, 500))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("affinity");
            digest = store.predictor().digest();
        } finally {
            store.closeWithoutSnapshot();
        }
        try (LiveStore again = World.store(folder)) {
            assertThat(again.predictor().digest()).isEqualTo(digest);
        }
    }

    @Test
    void aPredictorWithoutAStoreHasNoSnapshots() {
        try (FlightService service = FlightService.start(World.live(false), FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            assertThatThrownBy(remote::snapshot).hasMessageContaining("memory only");
        }
    }

    @Test
    void unknownNodesHaveNoEvents() {
        LivePredictor live = World.live(true);
        live.observe(World.batch(0, true));
        Texts nobody = new Texts(new String[] {"nobody"}, new String[] {"node 7"});
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL);
                RemotePredictor remote = client(service)) {
            assertThat(remote.score(nobody, new long[] {500}).score())
                    .containsExactly(
                            World.scores(live, nobody, new long[] {500}).score());
        }
    }
}
