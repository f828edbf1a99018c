package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.testing.ArrowClient;
import io.tgl.eval.testing.ArrowClient.Scores;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: pipes, sockets, signals, crashes, full disks. */
@Timeout(120)
class StreamCommandTest {
    private static final int EVENTS = 600;
    private static final int TEST_START = 510;

    @TempDir
    static Path runs = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static Dataset data = Datasets.load("uci").first(EVENTS);

    @BeforeAll
    static void train() {
        Shell run = Shell.tgl(
                "run",
                "--data",
                "uci",
                "--first",
                EVENTS,
                "--model",
                "edgebank,jodie",
                "--epochs",
                1,
                "--out",
                runs,
                "--batch-size",
                30,
                "--threads",
                1,
                "--set",
                "jodie.node-width=8",
                "--set",
                "jodie.edge-width=4",
                "--set",
                "jodie.time-width=4");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static Path model(String name) {
        return runs.resolve(name + "-seed0.json");
    }

    /** Events {@code from} to {@code to - 1} of the data. */
    private static void send(ArrowClient client, int from, int to) throws IOException {
        long[][] rows = rows(from, to);
        client.send(rows[0], rows[1], rows[2]);
    }

    private static long[][] rows(int from, int to) {
        long[][] rows = new long[3][to - from];
        for (int i = from; i < to; i++) {
            rows[0][i - from] = data.nodes().number(data.events().source(i));
            rows[1][i - from] = data.nodes().number(data.events().destination(i));
            rows[2][i - from] = data.events().time(i);
        }
        return rows;
    }

    private static byte[] testPart() throws IOException {
        return ArrowClient.stream(client -> {
            for (int from = TEST_START; from < EVENTS; from += 30) {
                send(client, from, Math.min(EVENTS, from + 30));
            }
        });
    }

    private static float[] all(byte[] answers) throws IOException {
        List<Scores> batches = ArrowClient.answers(answers);
        float[] scores =
                new float[batches.stream().mapToInt(b -> b.score().length).sum()];
        int at = 0;
        for (Scores batch : batches) {
            System.arraycopy(batch.score(), 0, scores, at, batch.score().length);
            at += batch.score().length;
        }
        return scores;
    }

    private static List<String> java(Object... options) {
        String classPath = System.getProperty(
                "surefire.test.class.path", Objects.requireNonNull(System.getProperty("java.class.path")));
        Stream<String> jvm = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:-UsePerfData",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Tgl.class.getName(),
                "stream",
                "--threads",
                "1");
        return Stream.concat(jvm, Arrays.stream(options).map(String::valueOf)).toList();
    }

    private Path errors() {
        return folder.resolve("err.txt");
    }

    private Process start(Object... options) throws IOException {
        return new ProcessBuilder(java(options))
                .redirectError(errors().toFile())
                .start();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "this system has no /bin/kill");
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private JsonNode summary() throws IOException {
        String text = Files.readString(errors())
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList()
                .getLast();
        return new ObjectMapper().readTree(text);
    }

    @Test
    void fileInFileOutIsTheEvaluation() throws IOException {
        Path in = Files.write(folder.resolve("in.arrows"), testPart());
        for (String name : List.of("edgebank", "jodie")) {
            Path out = folder.resolve(name + ".arrows");
            Path json = folder.resolve(name + ".json");
            Shell done = Shell.tgl(
                    "stream",
                    "--model",
                    model(name),
                    "--from",
                    "test",
                    "--in",
                    in,
                    "--out",
                    out,
                    "--json",
                    json,
                    "--threads",
                    1);
            assertThat(done.code()).as(done.err()).isZero();
            JsonNode summary = new ObjectMapper().readTree(json.toFile());
            assertThat(summary.get("end").asText()).isEqualTo("complete");
            assertThat(summary.get("position").asLong()).isEqualTo(EVENTS);
            assertThat(summary.get("events").asLong()).isEqualTo(EVENTS - TEST_START);
            assertThat(summary.get("batchLatencyMillis").get("p99").asDouble()).isPositive();
            assertThat(all(Files.readAllBytes(out))).hasSize(EVENTS - TEST_START);
        }
    }

    @Test
    void aPipeIsAnsweredBatchByBatchAndSigtermIsAProperEnd() throws IOException, InterruptedException {
        Path out = folder.resolve("whole.arrows");
        Path in = Files.write(folder.resolve("in.arrows"), testPart());
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--from", "test", "--in", in, "--out", out)
                        .code())
                .isZero();
        float[] expected = all(Files.readAllBytes(out));

        Path store = folder.resolve("store");
        Process process = start("--model", model("jodie"), "--from", "test", "--store", store);
        try (ArrowClient client = new ArrowClient(process.getOutputStream());
                ArrowClient.Answers answers = new ArrowClient.Answers(process.getInputStream())) {
            assertThat(answers.position()).isEqualTo(TEST_START);
            for (int b = 0; b < 2; b++) {
                send(client, TEST_START + 30 * b, TEST_START + 30 * b + 30);
                assertThat(answers.next().score()).isEqualTo(Arrays.copyOfRange(expected, 30 * b, 30 * b + 30));
            }
            signal(process, "TERM");
            assertThat(answers.next()).isNull();
            assertThat(process.waitFor()).as(Files.readString(errors())).isZero();
        }
        assertThat(summary().get("end").asText()).isEqualTo("stopped");
        assertThat(summary().get("snapshotPosition").asLong()).isEqualTo(TEST_START + 60);
        assertThat(store.resolve("model.safetensors")).exists();

        Path rest = Files.write(
                folder.resolve("rest.arrows"),
                ArrowClient.stream(client -> send(client, TEST_START + 60, TEST_START + 90)));
        Path last = folder.resolve("last.arrows");
        Shell again = Shell.tgl(
                "stream", "--model", model("jodie"), "--from", "test", "--store", store, "--in", rest, "--out", last);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(all(Files.readAllBytes(last))).isEqualTo(Arrays.copyOfRange(expected, 60, 90));
    }

    @Test
    void afterKillNineNothingAcknowledgedIsMissingAndTheScoresGoOn() throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        Path in = Files.write(folder.resolve("in.arrows"), testPart());
        Path out = folder.resolve("whole.arrows");
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--from", "test", "--in", in, "--out", out)
                        .code())
                .isZero();
        float[] expected = all(Files.readAllBytes(out));
        int done = 0;
        for (int kill = 0; kill < 2; kill++) {
            Process process = start("--model", model("jodie"), "--from", "test", "--store", store);
            try (ArrowClient client = new ArrowClient(process.getOutputStream());
                    ArrowClient.Answers answers = new ArrowClient.Answers(process.getInputStream())) {
                assertThat(answers.position()).isEqualTo(TEST_START + 30L * done);
                send(client, TEST_START + 30 * done, TEST_START + 30 * done + 30);
                assertThat(answers.next().score()).isEqualTo(Arrays.copyOfRange(expected, 30 * done, 30 * done + 30));
                done++;
                process.destroyForcibly().waitFor();
            }
        }
        assertThat(done).isEqualTo(2);
    }

    /** The line that says where it waits. */
    private int port(Process process) throws IOException, InterruptedException {
        String marker = "waits for senders at ";
        while (process.isAlive()) {
            String text = Files.readString(errors());
            int at = text.indexOf(marker);
            int end = at < 0 ? -1 : text.indexOf(System.lineSeparator(), at);
            if (end >= 0) {
                String place = text.substring(at + marker.length(), end);
                return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError(Files.readString(errors()));
    }

    @Test
    void aClientThatHangsUpInMidBatchIsDroppedAndTheNextOneServed() throws IOException, InterruptedException {
        Process process = start("--model", model("edgebank"), "--from", "test", "--in", "listen://:0", "--metrics", 0);
        int port = port(process);
        byte[] whole = testPart();
        try (Socket rude = new Socket("127.0.0.1", port);
                ArrowClient.Answers answers = new ArrowClient.Answers(rude.getInputStream())) {
            rude.getOutputStream().write(whole, 0, whole.length - 100);
            assertThat(answers.next().score()).hasSize(30);
            assertThat(answers.next().score()).hasSize(30);
        }
        try (Socket absent = new Socket("127.0.0.1", port)) {
            absent.setSoLinger(true, 0);
        }
        try (Socket socket = new Socket("127.0.0.1", port);
                ArrowClient client = new ArrowClient(socket.getOutputStream());
                ArrowClient.Answers answers = new ArrowClient.Answers(socket.getInputStream())) {
            assertThat(answers.position()).isEqualTo(EVENTS - 30);
            send(client, EVENTS - 30, EVENTS);
            assertThat(answers.next().score()).hasSize(30);
            client.end();
            assertThat(answers.next()).isNull();
        }
        signal(process, "INT");
        assertThat(process.waitFor()).as(Files.readString(errors())).isZero();
        assertThat(summary().get("brokenConnections").asInt()).isEqualTo(2);
        assertThat(summary().get("position").asInt()).isEqualTo(EVENTS);
    }

    @Test
    void aReaderOfAnswersThatGoesAwayIsNamedWithThePosition() throws IOException, InterruptedException {
        Process process = start("--model", model("edgebank"), "--from", "test");
        try (ArrowClient client = new ArrowClient(process.getOutputStream())) {
            process.getInputStream().read();
            process.getInputStream().close();
            for (int from = TEST_START; from < EVENTS && process.isAlive(); from += 30) {
                try {
                    send(client, from, from + 30);
                } catch (IOException e) {
                    break;
                }
            }
            assertThat(process.waitFor()).isEqualTo(ExitCode.FAILED);
        }
        assertThat(summary().get("end").asText()).isEqualTo("reader_gone");
        assertThat(Files.readString(errors())).contains("were taken in without their answers arriving");
    }

    @Test
    void aFullDiskRefusesTheBatchWholeAndTheNextStartGoesOn() throws IOException, InterruptedException {
        Path store = folder.resolve("store");
        Path none = Files.write(folder.resolve("none.arrows"), ArrowClient.stream(client -> {}));
        Object[] options = {"--model", model("edgebank"), "--from", "test", "--store", store};
        List<Object> first = new ArrayList<>(List.of("stream", "--in", none, "--out", folder.resolve("no.arrows")));
        first.addAll(Arrays.asList(options));
        Shell begun = Shell.tgl(first.toArray());
        assertThat(begun.code()).as(begun.err()).isZero();

        Process process = start(options);
        int acknowledged = 0;
        try (ArrowClient client = new ArrowClient(process.getOutputStream());
                ArrowClient.Answers answers = new ArrowClient.Answers(process.getInputStream())) {
            assertThat(answers.position()).isEqualTo(TEST_START);
            limitFiles(process);
            for (int batch = 0; batch < 9; batch++) {
                long[] time = new long[300];
                Arrays.fill(time, data.events().time(EVENTS - 1) + batch);
                client.send(new long[300], new long[300], time);
                if (answers.next() == null) {
                    break;
                }
                acknowledged += 300;
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
        assertThat(process.waitFor()).as(Files.readString(errors())).isEqualTo(ExitCode.FAILED);
        assertThat(Files.readString(errors())).contains("cannot append to the log");
        assertThat(acknowledged).isEqualTo(600);
        Shell again = Shell.tgl(first.toArray());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("position " + (TEST_START + acknowledged));
    }

    /** No file may grow beyond 16 KiB from now on: what a full disk does to the log. A batch takes 7. */
    private static void limitFiles(Process process) throws InterruptedException {
        boolean limited;
        try {
            limited = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=16384:16384")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            limited = false;
        }
        if (!limited) {
            process.destroyForcibly();
        }
        assumeTrue(limited, "this system has no prlimit");
    }

    @Test
    void badOptionsAreNamed() throws IOException {
        assertThat(Shell.tgl("stream").code()).isEqualTo(ExitCode.USAGE);
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--in", folder.resolve("none"))
                        .err())
                .contains("a file or pipe that can be read");
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--in", "listen://nowhere")
                        .err())
                .contains("listen://HOST:PORT");
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--history", "ring:x")
                        .err())
                .contains("error: --history");
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--on-refusal", "perhaps")
                        .err())
                .contains("stop or skip");
        assertThat(Shell.tgl("stream", "--help").out()).contains("Examples:", "--from", "listen://");
    }

    /** The first Python with pyarrow: of TGL_PYTHON, or the usual name. */
    private static String python() {
        for (String name : List.of(Objects.requireNonNullElse(System.getenv("TGL_PYTHON"), "python3"), "python3")) {
            try {
                Process process = new ProcessBuilder(name, "-c", "import pyarrow")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return name;
                }
            } catch (IOException e) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return "";
    }

    @Test
    void theFiveLinesOfPythonInTheDocumentationWork() throws IOException, InterruptedException {
        String python = python();
        if (python.isEmpty()) {
            System.err.println(
                    "skipped: no Python with pyarrow (pip install pyarrow; TGL_PYTHON names another python)");
        }
        assumeTrue(!python.isEmpty(), "no Python with pyarrow");
        Process process = start("--model", model("jodie"), "--from", "test", "--in", "listen://:0");
        int port = port(process);
        String guide = Files.readString(guide());
        int code = guide.indexOf("```python") + "```python\n".length();
        String client = guide.substring(code, guide.indexOf("```", code)).replace("9000", Integer.toString(port));
        StringBuilder script = new StringBuilder("sources, destinations, times = ");
        long[][] rows = rows(TEST_START, TEST_START + 30);
        script.append(Arrays.deepToString(rows)).append('\n').append(client);
        script.append("assert scores.num_rows == 30 and scores.column('position')[0].as_py() == ")
                .append(TEST_START)
                .append("\nprint(*[s.hex() for s in scores.column('score').to_pylist()], sep='\\n')\n");
        Path file = Files.writeString(folder.resolve("client.py"), script);
        Process asked = new ProcessBuilder(python, file.toString())
                .redirectErrorStream(true)
                .start();
        List<String> printed;
        try (BufferedReader lines = asked.inputReader(StandardCharsets.UTF_8)) {
            printed = lines.lines().toList();
        }
        assertThat(asked.waitFor()).as(printed.toString()).isZero();
        signal(process, "TERM");
        assertThat(process.waitFor()).isZero();
        Path in =
                Files.write(folder.resolve("in.arrows"), ArrowClient.stream(c -> send(c, TEST_START, TEST_START + 30)));
        Path out = folder.resolve("out.arrows");
        assertThat(Shell.tgl("stream", "--model", model("jodie"), "--from", "test", "--in", in, "--out", out)
                        .code())
                .isZero();
        float[] expected = all(Files.readAllBytes(out));
        for (int i = 0; i < expected.length; i++) {
            assertThat((float)
                            Double.parseDouble(printed.get(i) + (printed.get(i).contains("p") ? "" : "p0")))
                    .isEqualTo(expected[i]);
        }
    }

    private static Path guide() {
        File here = new File("").getAbsoluteFile();
        Path beside = here.toPath().resolve("docs").resolve("live.md");
        return Files.exists(beside)
                ? beside
                : here.toPath().resolveSibling("docs").resolve("live.md");
    }
}
