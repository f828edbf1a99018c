package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request for a file or for the rest of it. */
final class Transfer {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

    private final HttpClient client;
    private final FetchOptions options;
    private final Download download;
    private final PartFile part;
    private final FetchListener listener;

    Transfer(HttpClient client, FetchOptions options, Download download, PartFile part, FetchListener listener) {
        this.client = client;
        this.options = options;
        this.download = download;
        this.part = part;
        this.listener = listener;
    }

    /** A failure that may pass: the same request may work later. */
    static final class Passing extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Optional<Duration> asked;

        Passing(String reason, Optional<Duration> asked, Throwable cause) {
            super(reason, cause);
            this.asked = asked;
        }

        Passing(String reason, Optional<Duration> asked) {
            super(reason);
            this.asked = asked;
        }

        /** How long the server asks to wait. */
        Optional<Duration> asked() {
            return asked;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** Fetches what is missing. Afterwards the part is as long as the server says. */
    void run() throws Passing, IOException, InterruptedException {
        String url = download.url().toString();
        long from = part.size();
        Optional<String> validator = part.validator(url);
        HttpRequest.Builder request = HttpRequest.newBuilder(download.url())
                .timeout(options.silence())
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "tgl-java");
        if (validator.isPresent()) {
            request.header("Range", "bytes=" + from + "-").header("If-Range", validator.get());
        }
        HttpResponse<BodyPieces> response = client.send(request.build(), _ -> new BodyPieces());
        try (BodyPieces body = response.body()) {
            switch (response.statusCode()) {
                case OK -> whole(response, body);
                case PARTIAL -> rest(response, body, from);
                case RANGE_NOT_SATISFIABLE -> {
                    part.delete();
                    throw new Passing("a part that the server does not continue", Optional.of(Duration.ZERO));
                }
                default -> throw refused(response);
            }
        }
    }

    private void whole(HttpResponse<BodyPieces> response, BodyPieces body)
            throws Passing, IOException, InterruptedException {
        part.begin(download.url().toString(), validator(response));
        receive(body, 0, response.headers().firstValueAsLong("Content-Length"));
    }

    private void rest(HttpResponse<BodyPieces> response, BodyPieces body, long from)
            throws Passing, IOException, InterruptedException {
        Matcher range =
                RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            part.delete();
            throw new Passing("another part than was asked for", Optional.of(Duration.ZERO));
        }
        OptionalLong total =
                range.group(3).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(3)));
        receive(body, from, total);
    }

    private void receive(BodyPieces body, long from, OptionalLong total)
            throws Passing, IOException, InterruptedException {
        if (total.isPresent()) {
            checkSize(total.getAsLong());
            checkRoom(total.getAsLong() - from);
        }
        listener.started(download.url(), from, total);
        long size;
        try {
            size = part.append(body, options, listener);
        } catch (IOException e) {
            throw cut(part.size(), total, e);
        }
        if (total.isPresent() && size != total.getAsLong()) {
            throw cut(size, total, new IOException("connection closed"));
        }
        checkSize(size);
    }

    private static Passing cut(long size, OptionalLong total, IOException cause) {
        String of = total.isPresent() ? " of " + total.getAsLong() : "";
        return new Passing("cut off after " + size + of + " bytes (" + reason(cause) + ")", Optional.empty(), cause);
    }

    private void checkSize(long found) {
        download.bytes().ifPresent(expected -> {
            if (expected != found) {
                throw InvalidInput.at(download.url().toString(), expected + " bytes as the catalog says", found);
            }
        });
    }

    private void checkRoom(long needed) throws IOException {
        long room = Files.getFileStore(part.path().toAbsolutePath().getParent()).getUsableSpace();
        if (room < needed) {
            throw InvalidInput.at(
                    String.valueOf(part.path().toAbsolutePath().getParent()),
                    "room for " + needed + " bytes",
                    room + " bytes free");
        }
    }

    /** A strong ETag, else the time of last change; both say that the bytes are the same. */
    private static Optional<String> validator(HttpResponse<BodyPieces> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"));
    }

    private Passing refused(HttpResponse<BodyPieces> response) {
        int status = response.statusCode();
        String found = "HTTP status " + status;
        if (PASSING.contains(status)) {
            return new Passing(
                    found, response.headers().firstValue("Retry-After").flatMap(Transfer::wait));
        }
        String url = download.url().toString();
        throw switch (status) {
            case 301, 302, 303, 307, 308 ->
                InvalidInput.at(
                        url,
                        "the file or an encrypted way to it",
                        found + " to "
                                + response.headers().firstValue("Location").orElse("nowhere"));
            case 401, 403 -> InvalidInput.at(url, "a file that anybody may have", found + " (needs a login)");
            case 404, 410 -> InvalidInput.at(url, "the file", found + " (it is not there any more)");
            default -> InvalidInput.at(url, "the file", found);
        };
    }

    /** Retry-After: seconds, or the time from which on. */
    static Optional<Duration> wait(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))));
        } catch (NumberFormatException e) {
            return date(text.strip()).map(then -> {
                Duration until = Duration.between(Instant.now(), then);
                return until.isNegative() ? Duration.ZERO : until;
            });
        }
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String reason(Throwable e) {
        String text = e.getMessage();
        return text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
    }
}
