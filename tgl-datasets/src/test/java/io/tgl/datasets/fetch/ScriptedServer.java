package io.tgl.datasets.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers as a test says, byte by byte if need be; one request a connection. */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Answer answer;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What a client asked for; header names in lower case. */
    public record Request(String line, Map<String, String> headers) {
        /** First byte asked for, 0 without a range. */
        public int from() {
            return Integer.parseInt(headers.getOrDefault("range", "bytes=0-").replaceAll("bytes=(\\d+)-", "$1"));
        }
    }

    /** Answers the {@code number}-th request, from 1. */
    @FunctionalInterface
    public interface Answer {
        void to(int number, Request request, OutputStream out) throws IOException, InterruptedException;
    }

    public ScriptedServer(Answer answer) {
        this.answer = answer;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** A server of one file that continues it where asked to. */
    public static ScriptedServer of(byte[] content) {
        return new ScriptedServer((_, request, out) -> file(request, content, out));
    }

    static void file(Request request, byte[] content, OutputStream out) throws IOException {
        file(request, content, content.length, out);
    }

    /** The file or its rest, cut off before byte {@code until}. */
    static void file(Request request, byte[] content, int until, OutputStream out) throws IOException {
        int from = request.from();
        head(
                out,
                from == 0 ? "200 OK" : "206 Partial Content",
                "ETag: \"one\"",
                "Content-Length: " + (content.length - from),
                "Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        out.write(Arrays.copyOfRange(content, from, Math.max(from, until)));
        out.flush();
    }

    static void head(OutputStream out, String status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public URI url(String path) {
        return URI.create("http://localhost:" + socket.getLocalPort() + path);
    }

    int port() {
        return socket.getLocalPort();
    }

    public List<Request> requests() {
        return requests;
    }

    private void serve() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> answer(client));
            }
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            Map<String, String> headers = new TreeMap<>();
            for (String next = in.readLine(); next != null && !next.isEmpty(); next = in.readLine()) {
                String[] parts = next.split(": ?", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
            Request request = new Request(String.valueOf(line), headers);
            requests.add(request);
            answer.to(requests.size(), request, client.getOutputStream());
        } catch (IOException e) {
            return; // the client went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
