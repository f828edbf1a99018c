package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tgl.datasets.catalog.Datasets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around data, with a catalog of the test's own whose files a server on loopback has. */
class DataCommandsTest {
    private static final String EVENTS = "1 2 100\n2 3 200\n3 3 300\n2 3 250\n2 3 250\n";

    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/small.txt", exchange -> {
            requests.incrementAndGet();
            byte[] content = EVENTS.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, content.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content, 0, 8);
                out.flush();
                new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                out.write(content, 8, content.length - 8);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        catalog(5, 3);
        System.setProperty("tgl.catalog", folder.resolve("catalog.json").toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty("tgl.catalog");
    }

    /** A catalog whose one data set is stated to have so many events and nodes. */
    private void catalog(int events, int nodes) throws IOException {
        String url = "http://localhost:" + server.getAddress().getPort() + "/";
        Files.writeString(folder.resolve("catalog.json"), """
                {"datasets": [
                {"name": "small-net", "aliases": ["tiny"], "collection": "Tests", "task": "none", "timeUnit": "seconds",
                 "split": "by time", "citation": "Nobody 2024", "home": "https://example.org", "source": "made up",
                 "license": "free", "verified": "as published", "published": {"events": %d, "nodes": %d},
                 "forms": [{"format": "snap", "files": ["small/small.txt"],
                  "sources": [{"url": "%ssmall.txt", "file": "small/small.txt"}]}]},
                {"name": "gone", "collection": "Tests", "task": "none", "timeUnit": "seconds",
                 "split": "by time", "citation": "Nobody 2024", "home": "https://example.org", "source": "made up",
                 "license": "free", "verified": "unverified", "published": {}, "forms": [{"format": "snap",
                  "files": ["g.txt"], "sources": [{"url": "%sgone.txt", "file": "g.txt"}]}]}]}
                """.formatted(events, nodes, url, url));
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private Shell tgl(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--cache", cache()));
        return Shell.tgl(all.toArray());
    }

    @Test
    void listAndInfoSayHowSureTheCountsAreAndWhereTheFilesAre() {
        Shell list = tgl("data", "list");
        assertThat(list.code()).isZero();
        assertThat(list.out().lines().filter(line -> line.startsWith("small-net ")))
                .singleElement()
                .asString()
                .contains("as published", "net", "Tests");
        assertThat(list.out().lines()).hasSizeGreaterThan(120).allMatch(line -> line.length() < 170);
        assertThat(list.out()).contains("VERIFIED", "unverified", "shipped");
        assertThat(Shell.tgl("data", "info", "tiny", "--card").out())
                .contains("small-net", "as published", "events 5, nodes 3", "small.txt", "Nobody 2024", "free")
                .contains("tgl data fetch");
        assertThat(Datasets.names()).contains("small-net");
    }

    @Test
    void fetchChecksConvertsAndIsRepeatable() throws IOException {
        Shell first = tgl("data", "fetch", "small-net");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("sorted stably", "5 events, 3 nodes, as stated", "licence: free");
        assertThat(cache().resolve("arrow/small-net.arrow")).exists();
        Shell again = tgl("data", "fetch", "small-net", "--offline");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("(was there)");
        assertThat(requests).hasValue(1);
        Shell verified = tgl("data", "verify", "small-net");
        assertThat(verified.code()).isZero();
        assertThat(verified.out()).contains("as stated", "2 of 2", "1 self-loops", "1 duplicates", "rows moved");
        Path file = cache().resolve("files/small/small.txt");
        Files.writeString(file, EVENTS.replace('1', '2'));
        assertThat(tgl("data", "verify", "small-net").out()).contains("UNREADABLE", "as at its first use");
    }

    @Test
    void otherCountsThanPublishedAreAnErrorUnlessForced() throws IOException {
        catalog(6, 3);
        Shell refused = tgl("data", "fetch", "small-net");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("events: expected 6 as published, found 5", "--force");
        assertThat(cache().resolve("arrow/small-net.arrow")).doesNotExist();
        assertThat(tgl("data", "verify", "small-net").code()).isEqualTo(ExitCode.FAILED);
        assertThat(tgl("data", "verify", "small-net", "--force").code()).isZero();
        Shell forced = tgl("data", "fetch", "small-net", "--force");
        assertThat(forced.code()).isZero();
        assertThat(forced.out()).contains("NOT as stated");
    }

    @Test
    void whatCannotBeFetchedNamesAddressAndPlace() {
        Shell gone = tgl("data", "fetch", "gone");
        assertThat(gone.code()).isEqualTo(ExitCode.FAILED);
        assertThat(gone.err().lines())
                .singleElement()
                .asString()
                .contains("/gone.txt", "404", cache() + "/files/g.txt");
        Shell offline = tgl("data", "fetch", "small-net", "--offline");
        assertThat(offline.err()).contains("--offline", cache() + "/files/small/small.txt");
        assertThat(tgl("data", "verify", "small-net").err()).contains("tgl data fetch small-net");
        assertThat(tgl("data", "fetch", "smal-net").err()).contains("similar: small-net");
        assertThat(tgl("data", "verify").err()).contains("--all");
    }

    @Test
    void twoProcessesFetchTheSameOnce() throws IOException, InterruptedException {
        Process[] both = {process("a"), process("b")};
        for (Process process : both) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        String said = Files.readString(folder.resolve("a.txt")) + Files.readString(folder.resolve("b.txt"));
        assertThat(both[0].exitValue() + both[1].exitValue()).as(said).isZero();
        assertThat(requests).as(said).hasValue(1);
        assertThat(cache().resolve("files/small/small.txt")).hasContent(EVENTS);
        assertThat(tgl("data", "verify", "small-net").code()).isZero();
    }

    private Process process(String name) throws IOException {
        String classPath = System.getProperty(
                "surefire.test.class.path", Objects.requireNonNull(System.getProperty("java.class.path")));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dtgl.catalog=" + folder.resolve("catalog.json"),
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        Tgl.class.getName(),
                        "data",
                        "fetch",
                        "small-net",
                        "--cache",
                        cache().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".txt").toFile())
                .start();
    }

    /** A user's own file: text ids, ISO times, two features; imported with one command, trained on with a second. */
    @Test
    void aFileOfOnesOwnIsImportedAndTrainedOn() throws IOException {
        StringBuilder text = new StringBuilder("customer,product,when,price,count\n");
        for (int i = 0; i < 400; i++) {
            text.append("customer ").append(i * 7 % 11).append(",p-00").append(i * 5 % 9);
            text.append(",2024-01-")
                    .append(String.valueOf(101 + i / 24).substring(1))
                    .append('T');
            text.append(String.valueOf(100 + i % 24).substring(1))
                    .append(":30:00Z,")
                    .append(i % 17 / 4.0);
            text.append(',').append(1 + i % 3).append('\n');
        }
        Path file = Files.writeString(folder.resolve("mine.csv"), text);
        Path arrow = folder.resolve("mine.arrow");
        Shell imported =
                Shell.tgl("data", "import", file, "--columns", "customer,product,when,price,count", "--out", arrow);
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.out())
                .contains("read as csv", "400 events, 20 nodes, 400 distinct times in", "2 edge features")
                .contains("tgl run --data " + arrow);
        assertThat(Shell.tgl("data", "import", file, "--out", arrow).err()).contains("--overwrite");
        Shell run = Shell.tgl(
                "run",
                "--data",
                arrow,
                "--model",
                "tgn",
                "--epochs",
                1,
                "--batch-size",
                50,
                "--set",
                "node-width=8",
                "--set",
                "edge-width=4",
                "--set",
                "time-width=8",
                "--set",
                "neighbors=4",
                "--out",
                folder.resolve("r"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("TGN", "test");
        assertThat(Shell.tgl("data", "stats", arrow).out()).contains("400", "repeat ratio", "bipartite");
    }
}
