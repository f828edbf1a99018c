package io.tgl.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a server or a connection can fail, on loopback. */
class FetcherTest {
    private static final byte[] CONTENT = "1 2 100\n2 3 200\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
    private static final int HALF = CONTENT.length / 2;
    private static final FetchOptions QUICK = FetchOptions.USUAL
            .withEnvironment(Map.of("NO_PROXY", "*"))
            .withPatience(3, Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofMillis(5));

    @TempDir
    Path folder;

    private Path target = Path.of("");
    private final Notes notes = new Notes();

    /** Keeps what a person would see. */
    private static final class Notes implements FetchListener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void started(URI url, long from, OptionalLong total) {
            lines.add("from " + from + " of " + total.orElse(-1));
        }

        @Override
        public void note(String text) {
            lines.add(text);
        }
    }

    @BeforeEach
    void choosePlace() {
        target = folder.resolve("sub/edges.txt");
    }

    private Fetcher.Fetched fetch(Download download) {
        try (Fetcher fetcher = new Fetcher(QUICK)) {
            return fetcher.fetch(download, target, notes);
        }
    }

    private Fetcher.Fetched fetch(ScriptedServer server) {
        return fetch(Download.of(server.url("/edges.txt")));
    }

    /** Files that a person sees in the folder. */
    private List<String> visible() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("sub"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void fetchesOnceAndChecksAfterwards() throws IOException {
        try (ScriptedServer server = ScriptedServer.of(CONTENT)) {
            Fetcher.Fetched first = fetch(server);
            assertThat(first.fetched()).isTrue();
            assertThat(first.sha256()).isEqualTo(Checksums.sha256(target));
            assertThat(fetch(server).fetched()).isFalse();
            assertThat(server.requests()).hasSize(1);
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(visible()).containsExactly("edges.txt");
            Files.writeString(target, "1 2 100\n");
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(target.toString(), "as at its first use", first.sha256());
        }
    }

    @Test
    void goesOnAfterACutConnection() throws IOException {
        try (ScriptedServer server = new ScriptedServer((number, request, out) ->
                ScriptedServer.file(request, CONTENT, number == 1 ? HALF : CONTENT.length, out))) {
            fetch(server);
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1).headers()).containsEntry("if-range", "\"one\"");
            int from = server.requests().get(1).from();
            assertThat(from).isBetween(1, HALF);
            assertThat(notes.lines)
                    .contains("from " + from + " of " + CONTENT.length)
                    .anyMatch(line -> line.startsWith("cut off after " + from + " of " + CONTENT.length + " bytes"));
        }
    }

    /** The process ends in mid-download (here: its listener throws); another one goes on. */
    @Test
    void goesOnAfterAnInterruptedDownload() throws IOException {
        try (ScriptedServer server = ScriptedServer.of(CONTENT)) {
            FetchListener stops = new FetchListener() {
                @Override
                public void received(long bytes) {
                    throw new CancellationException("stopped");
                }
            };
            try (Fetcher fetcher = new Fetcher(QUICK)) {
                assertThatThrownBy(() -> fetcher.fetch(Download.of(server.url("/edges.txt")), target, stops))
                        .isInstanceOf(CancellationException.class);
            }
            assertThat(visible()).isEmpty();
            fetch(server);
            assertThat(server.requests().get(1).from()).isPositive();
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void beginsAnewWhereTheFileChangedMeanwhile() throws IOException {
        byte[] other = "9 9 9\n".repeat(4_000).getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = new ScriptedServer((number, request, out) -> {
            if (number == 1) {
                ScriptedServer.file(request, CONTENT, HALF, out);
            } else {
                ScriptedServer.head(out, "200 OK", "ETag: \"two\"", "Content-Length: " + other.length);
                out.write(other);
            }
        })) {
            fetch(server);
            assertThat(target).hasBinaryContent(other);
        }
    }

    @Test
    void withoutAMarkOfItsVersionAPartIsNotContinued() throws IOException {
        try (ScriptedServer server = new ScriptedServer((number, _, out) -> {
            ScriptedServer.head(out, "200 OK", "Content-Length: " + CONTENT.length);
            out.write(CONTENT, 0, number == 1 ? HALF : CONTENT.length);
        })) {
            fetch(server);
            assertThat(server.requests().get(1).headers()).doesNotContainKey("range");
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void aLengthThatNeverComesIsRefused() throws IOException {
        try (ScriptedServer server = new ScriptedServer((_, _, out) -> {
            ScriptedServer.head(out, "200 OK", "Content-Length: " + (CONTENT.length + 7));
            out.write(CONTENT);
        })) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(
                            "/edges.txt: expected the file, found cut off after",
                            "of " + (CONTENT.length + 7) + " bytes",
                            "3 times in a row",
                            "a copy that you download yourself goes to " + target);
            assertThat(visible()).isEmpty();
        }
    }

    @Test
    void anotherSizeOrChecksumThanPinnedIsRefused() throws IOException {
        try (ScriptedServer server = ScriptedServer.of(CONTENT)) {
            URI url = server.url("/edges.txt");
            assertThatThrownBy(() -> fetch(new Download(url, Optional.empty(), OptionalLong.of(5))))
                    .hasMessageContainingAll("expected 5 bytes as the catalog says, found " + CONTENT.length);
            String sum = "0".repeat(64);
            assertThatThrownBy(() -> fetch(new Download(url, Optional.of(sum), OptionalLong.empty())))
                    .hasMessageContainingAll("expected SHA-256 " + sum + " as the catalog says", target.toString());
            assertThat(visible()).isEmpty();
            try (Stream<Path> files = Files.list(folder.resolve("sub"))) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".part"));
            }
        }
    }

    @Test
    void followsRedirects() throws IOException {
        try (ScriptedServer server = new ScriptedServer((number, request, out) -> {
            if (number == 1) {
                ScriptedServer.head(out, "302 Found", "Location: /elsewhere", "Content-Length: 0");
            } else {
                ScriptedServer.file(request, CONTENT, out);
            }
        })) {
            fetch(server);
            assertThat(server.requests().get(1).line()).startsWith("GET /elsewhere");
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void whatIsNotThereIsSaidAtOnce() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer((_, _, out) -> ScriptedServer.head(out, "404 Not Found", "Content-Length: 0"))) {
            assertThatThrownBy(() -> fetch(server))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(server.url("/edges.txt").toString(), "404", target.toString());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aBusyServerIsAskedAgainWhenItSays() throws IOException {
        try (ScriptedServer server = new ScriptedServer((number, request, out) -> {
            if (number < 3) {
                String status = number == 1 ? "503 Service Unavailable" : "429 Too Many Requests";
                ScriptedServer.head(out, status, "Retry-After: " + (number == 1 ? 0 : 1), "Content-Length: 0");
            } else {
                ScriptedServer.file(request, CONTENT, out);
            }
        })) {
            long start = System.nanoTime();
            fetch(server);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            assertThat(notes.lines).contains("HTTP status 503: again in 0.0 s", "HTTP status 429: again in 1.0 s");
        }
    }

    @Test
    void aServerThatAsksForTooMuchPatienceIsGivenUp() throws IOException {
        try (ScriptedServer server = new ScriptedServer((_, _, out) ->
                ScriptedServer.head(out, "503 Service Unavailable", "Retry-After: 3600", "Content-Length: 0"))) {
            assertThatThrownBy(() -> fetch(server)).hasMessageContainingAll("503", "wait 3600 s", "try later");
        }
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
        assertThat(Transfer.wait(soon))
                .hasValueSatisfying(wait -> assertThat(wait.toSeconds()).isBetween(80L, 90L));
    }

    @Test
    void aSilentServerIsLeftAndTheRestFetched() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((number, request, out) -> {
            ScriptedServer.file(request, CONTENT, number == 1 ? HALF : CONTENT.length, out);
            if (number == 1) {
                never.await(20, TimeUnit.SECONDS);
            }
        })) {
            fetch(server);
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(server.requests().get(1).from()).isPositive();
            assertThat(notes.lines).anyMatch(line -> line.contains("the server has sent nothing for"));
        } finally {
            never.countDown();
        }
    }

    @Test
    void aSlowServerIsWaitedFor() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((_, _, out) -> {
            ScriptedServer.head(out, "200 OK", "Content-Length: 10");
            for (int i = 0; i < 10; i++) {
                out.write('0' + i);
                out.flush();
                never.await(60, TimeUnit.MILLISECONDS);
            }
        })) {
            fetch(server);
            assertThat(target).hasContent("0123456789");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aWebPageInsteadOfAFileIsRefused() throws IOException {
        byte[] page = "\n<!DOCTYPE html><html>Please log in</html>".getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = ScriptedServer.of(page)) {
            assertThatThrownBy(() -> fetch(server)).hasMessageContaining("a web page");
            assertThat(visible()).isEmpty();
        }
    }

    @Test
    void offlineNothingIsAskedFor() throws IOException {
        try (ScriptedServer server = ScriptedServer.of(CONTENT);
                Fetcher fetcher = new Fetcher(QUICK.withOffline(true))) {
            Download download = Download.of(server.url("/edges.txt"));
            assertThatThrownBy(() -> fetcher.fetch(download, target, notes))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(download.url().toString(), "--offline", target.toString());
            assertThat(server.requests()).isEmpty();
            // A copy that was put there by hand is taken, and remembered.
            Files.write(target, CONTENT);
            assertThat(fetcher.fetch(download, target, notes).fetched()).isFalse();
            assertThat(Origin.read(target))
                    .hasValueSatisfying(origin -> assertThat(origin.url()).isEqualTo("by hand"));
        }
    }

    @Test
    void nobodyListening() {
        Download download = Download.of(URI.create("http://localhost:1/edges.txt"));
        assertThatThrownBy(() -> fetch(download))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("http://localhost:1/edges.txt", "no connection to localhost");
    }

    @Test
    void goesThroughTheProxyThatTheEnvironmentNames() throws IOException {
        try (ScriptedServer proxy = ScriptedServer.of(CONTENT);
                Fetcher fetcher =
                        new Fetcher(QUICK.withEnvironment(Map.of("HTTP_PROXY", "http://localhost:" + proxy.port())))) {
            fetcher.fetch(Download.of(URI.create("http://data.example/edges.txt")), target, notes);
            assertThat(proxy.requests().getFirst().line()).startsWith("GET http://data.example/edges.txt");
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void asksTheProxyForATunnelToAnEncryptedServer() throws IOException {
        try (ScriptedServer proxy = new ScriptedServer(
                        (_, _, out) -> ScriptedServer.head(out, "502 Bad Gateway", "Content-Length: 0"));
                Fetcher fetcher =
                        new Fetcher(QUICK.withEnvironment(Map.of("https_proxy", "http://localhost:" + proxy.port())))) {
            Download download = Download.of(URI.create("https://data.example/edges.txt"));
            assertThatThrownBy(() -> fetcher.fetch(download, target, notes))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(download.url().toString(), target.toString());
            assertThat(proxy.requests().getFirst().line()).startsWith("CONNECT data.example:443");
        }
    }

    @Test
    void threadsThatWantTheSameFileFetchItOnce() throws IOException, InterruptedException {
        try (ScriptedServer server = new ScriptedServer((_, request, out) -> {
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            ScriptedServer.file(request, CONTENT, out);
        })) {
            List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> fetch(server)))
                    .limit(4)
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(server.requests()).hasSize(1);
            assertThat(target).hasBinaryContent(CONTENT);
        }
    }
}
