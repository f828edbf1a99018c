package io.tgl.eval.live;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What an operator looks at, on the loopback interface: {@code GET /health} (200, or 503 with the reason) and {@code GET
 * /metrics} (text in Prometheus' format).
 */
public final class HealthServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("tgl-health").factory());

    /**
     * Starts to answer.
     *
     * @param port 0 for any that is free
     * @param trouble why the stream cannot go on, if so
     * @param metrics the text of the metrics
     */
    public HealthServer(int port, Supplier<Optional<String>> trouble, Supplier<String> metrics) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(thread);
        server.createContext("/health", exchange -> {
            Optional<String> found = trouble.get();
            answer(exchange, "/health", found.isEmpty() ? 200 : 503, found.orElse("ok") + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, metrics.get()));
        server.start();
    }

    private static void answer(HttpExchange exchange, String path, int code, String text) throws IOException {
        try (exchange) {
            boolean mine = exchange.getRequestURI().getPath().equals(path);
            boolean read = exchange.getRequestMethod().equals("GET");
            int status = mine ? read ? code : 405 : 404;
            byte[] body = (status == code ? text : "GET /health or GET /metrics\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The port. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }
}
