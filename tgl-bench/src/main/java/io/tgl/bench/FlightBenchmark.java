package io.tgl.bench;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.flight.Access;
import io.tgl.flight.EventUpload;
import io.tgl.flight.FlightService;
import io.tgl.flight.FlightSettings;
import io.tgl.flight.RemotePredictor;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stream benchmark's predictor behind a Flight service on loopback, client and service in one process: what the wire
 * costs beside {@link StreamBenchmark}. No log.
 */
final class FlightBenchmark {
    private static final int BATCHES = 500;
    private static final int ROUNDS = 5;
    private static final int CALLERS = 8;
    private static final int CALLS = 2_000;
    private static final double SECOND = 1e9;

    private FlightBenchmark() {}

    static List<Figure> run() {
        StreamBenchmark stream = new StreamBenchmark();
        try (FlightService service = FlightService.start(stream.live, FlightSettings.LOCAL);
                RemotePredictor remote = RemotePredictor.of(Access.of("127.0.0.1", service.port()))) {
            double events = ingesting(stream, remote);
            double links = scoring(stream.next(), remote);
            double[] single = single(stream.next(), remote);
            return List.of(
                    new Figure("flight: events put, batches of 200", events, "events/s", Double.NaN, true),
                    new Figure("flight: links scored, batches of 200, one caller", links, "scores/s", Double.NaN, true),
                    new Figure("flight: single link scores, 8 callers", single[0], "scores/s", Double.NaN, true),
                    new Figure("flight: single link score, 8 callers, median", single[1], "ms", Double.NaN, false),
                    new Figure("flight: single link score, 8 callers, p99", single[2], "ms", Double.NaN, false));
        }
    }

    private static double ingesting(StreamBenchmark stream, RemotePredictor remote) {
        double[] rates = new double[ROUNDS];
        try (EventUpload upload = remote.upload(Columns.plain(false, 0))) {
            for (int round = 0; round < ROUNDS; round++) {
                List<ArrivingEvents> batches = new ArrayList<>();
                for (int i = 0; i < BATCHES; i++) {
                    batches.add(stream.next());
                }
                long start = System.nanoTime();
                batches.forEach(upload::send);
                upload.await();
                rates[round] = (double) BATCHES * StreamBenchmark.BATCH * SECOND / (System.nanoTime() - start);
            }
            upload.finish();
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }

    private static double scoring(ArrivingEvents links, RemotePredictor remote) {
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < BATCHES; i++) {
                remote.score(links.ids(), links.time());
            }
            rates[round] = (double) BATCHES * StreamBenchmark.BATCH * SECOND / (System.nanoTime() - start);
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }

    /** Scores a second, median and p99 in ms, of the last round. */
    private static double[] single(ArrivingEvents links, RemotePredictor remote) {
        Numbers ids = (Numbers) links.ids();
        double[] result = new double[3];
        for (int round = 0; round < ROUNDS; round++) {
            long[][] latencies = new long[CALLERS][CALLS];
            long start = System.nanoTime();
            StreamBenchmark.together(CALLERS, caller -> {
                for (int i = 0; i < CALLS; i++) {
                    int row = (i + caller) % StreamBenchmark.BATCH;
                    long asked = System.nanoTime();
                    remote.score(
                            new Numbers(new long[] {ids.source()[row]}, new long[] {ids.destination()[row]}),
                            new long[] {links.time()[row]});
                    latencies[caller][i] = System.nanoTime() - asked;
                }
            });
            result[0] = CALLERS * CALLS * SECOND / (System.nanoTime() - start);
            long[] all = Arrays.stream(latencies)
                    .flatMapToLong(Arrays::stream)
                    .sorted()
                    .toArray();
            result[1] = StreamBenchmark.share(all, 0.5);
            result[2] = StreamBenchmark.share(all, 0.99);
        }
        return result;
    }
}
