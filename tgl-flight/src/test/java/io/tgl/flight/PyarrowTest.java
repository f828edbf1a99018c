package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.Ranking;
import io.tgl.models.live.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of another make. Runs where TGL_PYTHON (or else python3) has pyarrow with Flight. */
class PyarrowTest {
    private static final String TOKEN = "a-secret-of-the-test";

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> lines = new ArrayList<>(text.lines().toList());
        lines.add("exit " + process.exitValue());
        return lines;
    }

    private static String python() throws InterruptedException {
        String python = Objects.requireNonNullElse(System.getenv("TGL_PYTHON"), "python3");
        String found;
        try {
            found = run(python, "-c", "import pyarrow.flight; print('pyarrow')").getFirst();
        } catch (IOException e) {
            found = e.getMessage();
        }
        String reason = "expected " + python + " with pyarrow.flight (TGL_PYTHON names another), found: " + found;
        if (!found.equals("pyarrow")) {
            System.out.println("PyarrowTest skipped: " + reason);
        }
        assumeTrue(found.equals("pyarrow"), reason);
        return python;
    }

    private static ArrivingEvents events(int from) {
        long[] source = {1, 2, 3, 1};
        long[] destination = {2, 3, 1, 3};
        long[] time = {10, 20, 30, 40};
        return new ArrivingEvents(
                new Numbers(
                        Arrays.copyOfRange(source, from, from + 2), Arrays.copyOfRange(destination, from, from + 2)),
                Arrays.copyOfRange(time, from, from + 2),
                new float[] {0.5f, 0.25f, 1, 0.5f, 0.25f, 1},
                3,
                null,
                null,
                null);
    }

    @Test
    void getsTheSameBits(@TempDir Path folder) throws IOException, InterruptedException {
        String python = python();
        Path script = folder.resolve("client.py");
        try (InputStream in = Objects.requireNonNull(PyarrowTest.class.getResourceAsStream("client.py"))) {
            Files.copy(in, script);
        }
        LivePredictor reference = World.live(false);
        reference.observe(events(0));
        reference.observe(events(2));
        Scores scores = World.scores(
                reference, new Numbers(new long[] {1, 2, 3, 1}, new long[] {2, 3, 1, 3}), new long[] {10, 20, 30, 40});
        Ranking best = reference.topK(reference.node(1), 2, 50);
        LivePredictor live = World.live(false);
        List<String> said;
        try (FlightService service = FlightService.start(live, FlightSettings.LOCAL.withToken(TOKEN))) {
            said = run(python, script.toString(), String.valueOf(service.port()), TOKEN);
        }
        List<String> expected = new ArrayList<>(List.of("ack 2", "ack 4"));
        for (float score : scores.score()) {
            expected.add("score " + hex(score));
        }
        expected.add("position 4");
        for (int r = 0; r < 2; r++) {
            expected.add("rank " + (r + 1) + " " + reference.externalId(best.node()[r]) + " " + hex(best.score()[r]));
        }
        expected.add("status 3");
        expected.add("flights ['events', 'foresee', 'rank', 'score']");
        expected.add("schema ['src', 'dst', 'time', 'features']");
        assertThat(said).startsWith(expected.toArray(String[]::new)).endsWith("unauthenticated", "exit 0");
        assertThat(said.get(said.size() - 3))
                .contains("refused", "events, batch 0, row 2, column time", "at least 60", "found 1");
        assertThat(live.digest()).isEqualTo(reference.digest());
    }

    /** As Python writes it. */
    private static String hex(float value) {
        String java = Double.toHexString(value);
        int point = java.indexOf('.');
        int p = java.indexOf('p');
        String digits = java.substring(point + 1, p);
        String exponent = java.substring(p + 1);
        return java.substring(0, point + 1)
                + (digits + "0".repeat(13)).substring(0, 13)
                + "p"
                + (exponent.startsWith("-") ? exponent : "+" + exponent);
    }
}
