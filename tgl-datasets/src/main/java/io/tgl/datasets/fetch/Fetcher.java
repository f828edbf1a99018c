package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Fetches files over HTTPS. A download goes on where an earlier one stopped, also in another process, as long as the
 * server still has the same file; what it leaves is the whole file, checked, or a hidden part to go on with, never half a
 * file under its name. Several processes may fetch the same file: one does, the others wait and find it. The checksum is
 * the pinned one, or it is recorded at the first use of the file and checked from then on.
 */
public final class Fetcher implements AutoCloseable {
    private static final int LOOK = 64;
    private static final int LONGEST_BACK_OFF = 5;

    private final FetchOptions options;
    private final ProxyVariables proxies;
    private final HttpClient client;

    /** Begins with these options. */
    public Fetcher(FetchOptions options) {
        this.options = options;
        this.proxies = new ProxyVariables(options.environment());
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(options.connecting())
                .proxy(proxies);
        proxies.authenticator().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /**
     * A file that is there.
     *
     * @param file the file
     * @param sha256 its checksum, 64 hexadecimal digits
     * @param fetched whether it was fetched now; otherwise it was there
     */
    public record Fetched(Path file, String sha256, boolean fetched) {}

    /**
     * Fetches a file to {@code target} unless it is there, and checks it either way.
     *
     * @throws InvalidInput naming the address and where a file that was downloaded by hand goes
     * @throws CancellationException if the thread is interrupted; a later call goes on from there
     */
    public Fetched fetch(Download download, Path target, FetchListener listener) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new InvalidInput(target + ": expected a folder that can be made for it, found " + e, e);
        }
        Runnable waiting = () -> listener.note("another process is at " + target.getFileName() + ": waiting for it");
        try (PathLock _ = PathLock.hold(target, waiting)) {
            if (Files.isRegularFile(target)) {
                return new Fetched(
                        target, Origin.checked(target, download.sha256(), true).sha256(), false);
            }
            if (options.offline()) {
                throw new InvalidInput(download.url() + ": expected leave to use the net, found that --offline is set"
                        + byHand(target));
            }
            return new Fetched(target, download(download, target, listener), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + Transfer.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted; the same command goes on with " + download.url());
        }
    }

    /**
     * Checks a file that was fetched earlier, or put there by hand, against the pinned checksum or that of its first use.
     *
     * @param again whether its bytes are read even if size and time of change are as remembered
     * @return its checksum
     */
    public static String checked(Path file, Download download, boolean again) {
        return Origin.checked(file, download.sha256(), again).sha256();
    }

    /** Remembers the checksum of a file that was made from a fetched one. */
    public static void remember(Path file, String origin) {
        Origin.record(file, origin, Checksums.sha256(file));
    }

    private String download(Download download, Path target, FetchListener listener)
            throws IOException, InterruptedException {
        PartFile part = new PartFile(target);
        boolean resumed = part.validator(download.url().toString()).isPresent();
        try {
            transfer(download, part, listener);
            Optional<InvalidInput> fault = fault(download, part);
            if (fault.isPresent()) {
                part.delete();
                if (!resumed) {
                    throw fault.get();
                }
                // The part may have been of another version after all.
                listener.note("the parts do not fit together: once more from the beginning");
                return download(download, target, listener);
            }
        } catch (InvalidInput e) {
            throw new InvalidInput(e.getMessage() + byHand(target), e);
        }
        String sha256 = part.sha256();
        part.finish();
        Origin.record(target, download.url().toString(), sha256);
        return sha256;
    }

    /** Tries until the file is whole or nothing new comes. */
    private void transfer(Download download, PartFile part, FetchListener listener)
            throws IOException, InterruptedException {
        Transfer transfer = new Transfer(client, options, download, part, listener);
        long before = part.size();
        for (int failures = 1; ; failures++) {
            Transfer.Passing failure;
            try {
                transfer.run();
                return;
            } catch (Transfer.Passing e) {
                failure = e;
            } catch (SSLException e) {
                throw new InvalidInput(
                        download.url() + ": expected a trusted encrypted connection, found " + Transfer.reason(e), e);
            } catch (IOException e) {
                failure = new Transfer.Passing(connection(download.url(), e), Optional.empty(), e);
            }
            failures = part.size() > before ? 1 : failures;
            before = part.size();
            if (failures >= options.attempts()) {
                throw new InvalidInput(
                        download.url() + ": expected the file, found " + failure.getMessage() + ", "
                                + options.attempts() + " times in a row",
                        failure);
            }
            pause(download.url(), failure, failures, listener);
        }
    }

    private void pause(URI url, Transfer.Passing failure, int failures, FetchListener listener)
            throws InterruptedException {
        Duration backOff = options.firstWait().multipliedBy(1L << Math.min(LONGEST_BACK_OFF, failures - 1));
        Duration wait = failure.asked().orElse(backOff);
        if (wait.compareTo(options.longestWait()) > 0) {
            throw new InvalidInput(
                    url + ": expected the file, found " + failure.getMessage() + " and that the server asks to wait "
                            + wait.toSeconds() + " s; try later",
                    failure);
        }
        listener.note(failure.getMessage() + ": again in " + seconds(wait));
        new CountDownLatch(1).await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String seconds(Duration wait) {
        return String.format(Locale.ROOT, "%.1f s", wait.toMillis() / 1000.0);
    }

    private String connection(URI url, IOException e) {
        String how = proxies.described(url);
        return switch (e) {
            case HttpConnectTimeoutException _ ->
                "no connection within " + options.connecting().toSeconds() + " s" + how;
            case HttpTimeoutException _ ->
                "no answer within " + options.silence().toSeconds() + " s" + how;
            case ConnectException _ -> "no connection to " + url.getHost() + how;
            default -> "a failed connection (" + Transfer.reason(e) + ")" + how;
        };
    }

    /** What is wrong with a whole download. */
    private static Optional<InvalidInput> fault(Download download, PartFile part) throws IOException {
        String url = download.url().toString();
        if (download.sha256().isPresent()) {
            String found = part.sha256();
            return download.sha256()
                    .filter(expected -> !expected.equals(found))
                    .map(expected -> InvalidInput.at(url, "SHA-256 " + expected + " as the catalog says", found));
        }
        if (part.size() == 0) {
            return Optional.of(InvalidInput.at(url, "the file", "no bytes"));
        }
        return isWebPage(part.path())
                ? Optional.of(InvalidInput.at(url, "the file", "a web page (the server may want a login or consent)"))
                : Optional.empty();
    }

    private static boolean isWebPage(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(LOOK), StandardCharsets.ISO_8859_1)
                    .strip()
                    .toLowerCase(Locale.ROOT);
            return start.startsWith("<!doctype html") || start.startsWith("<html");
        }
    }

    private static String byHand(Path target) {
        return "; a copy that you download yourself goes to " + target;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
