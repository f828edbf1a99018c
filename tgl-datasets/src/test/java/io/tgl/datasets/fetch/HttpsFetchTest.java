package io.tgl.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS on loopback, with a certificate of the test's own: taken where it is trusted, refused where it is not. */
class HttpsFetchTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    /** A self-signed certificate for localhost. */
    private SSLContext context() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @Test
    void takesATrustedCertificateAndRefusesAnother()
            throws IOException, InterruptedException, GeneralSecurityException {
        SSLContext context = context();
        byte[] content = "1 2 3\n".getBytes(StandardCharsets.US_ASCII);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        SSLContext usual = SSLContext.getDefault();
        FetchOptions options = FetchOptions.USUAL
                .withEnvironment(Map.of("NO_PROXY", "*"))
                .withPatience(1, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(5));
        Download download = Download.of(
                URI.create("https://localhost:" + server.getAddress().getPort() + "/edges.txt"));
        Path target = folder.resolve("edges.txt");
        try (Fetcher strict = new Fetcher(options)) {
            assertThatThrownBy(() -> strict.fetch(download, target, FetchListener.NONE))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll(download.url().toString(), "a trusted encrypted connection", "certificat");
            assertThat(target).doesNotExist();
            SSLContext.setDefault(context);
            try (Fetcher trusting = new Fetcher(options)) {
                assertThat(trusting.fetch(download, target, FetchListener.NONE).fetched())
                        .isTrue();
            }
            assertThat(target).hasBinaryContent(content);
        } finally {
            SSLContext.setDefault(usual);
            server.stop(0);
        }
    }
}
