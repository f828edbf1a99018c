package io.tgl.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in. */
class FlightAccessTest {
    private static final String TOKEN = "a-secret-of-the-test";

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAUTHENTICATED))
                .hasMessageContaining("Bearer")
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void withoutTheTokenNothingIsAnswered() {
        FlightSettings settings = FlightSettings.LOCAL.withToken(TOKEN);
        try (FlightService service = FlightService.start(World.live(false), settings)) {
            Access open = Access.of("127.0.0.1", service.port());
            for (Access access : new Access[] {open, open.withToken("another-secret-of-x")}) {
                try (RemotePredictor remote = RemotePredictor.of(access)) {
                    assertRefused(() -> remote.observe(World.batch(0, false)));
                    assertRefused(() -> remote.score(World.ids(0, false), World.times(0)));
                    assertRefused(remote::status);
                }
            }
            try (RawClient client = new RawClient(service.port())) {
                assertRefused(
                        () -> client.flight.listFlights(Criteria.ALL).iterator().hasNext());
                assertRefused(() -> client.flight.listActions().iterator().hasNext());
            }
            try (RemotePredictor remote = RemotePredictor.of(open.withToken(TOKEN))) {
                assertThat(remote.observe(World.batch(0, false)).position()).isEqualTo(20);
                assertThat(remote.score(World.ids(0, false), World.times(1)).position())
                        .isEqualTo(20);
                assertThat(remote.status()).containsEntry("position", "20");
            }
            assertThat(open.withToken(TOKEN).toString()).doesNotContain(TOKEN);
        }
    }

    @Test
    void otherMachinesNeedTokenAndTls() {
        FlightSettings local = FlightSettings.LOCAL;
        assertThatThrownBy(() -> with(local, "0.0.0.0", false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("host 0.0.0.0", "token and TLS", "neither");
        assertThatThrownBy(() -> with(local.withToken(TOKEN), "::", false)).hasMessageContaining("no TLS");
        assertThat(with(local, "0.0.0.0", true).unprotected()).isTrue();
        assertThat(with(local, "::1", false).host()).isEqualTo("::1");
        assertThatThrownBy(() -> local.withToken("short")).hasMessageContaining("at least 16");
    }

    private static FlightSettings with(FlightSettings s, String host, boolean unprotected) {
        return new FlightSettings(
                host,
                s.port(),
                s.tls(),
                s.token(),
                unprotected,
                s.maxStreams(),
                s.maxMemory(),
                s.patience(),
                s.batch());
    }

    @Test
    void tlsWithACertificateOfTheServicesOwn(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("service.pem");
        Path key = folder.resolve("service.key");
        selfSigned(folder, certificate, key);
        FlightSettings settings = FlightSettings.LOCAL.withTls(certificate, key).withToken(TOKEN);
        try (FlightService service = FlightService.start(World.live(false), settings)) {
            assertThat(service.location()).startsWith("grpc+tls://");
            Access plain = Access.of("127.0.0.1", service.port()).withToken(TOKEN);
            try (RemotePredictor remote = RemotePredictor.of(plain.withTls(certificate));
                    EventUpload upload = remote.upload(Columns.of(World.batch(0, false)))) {
                upload.send(World.batch(0, false));
                assertThat(upload.await().position()).isEqualTo(20);
                upload.finish();
            }
            Path other = folder.resolve("other.pem");
            selfSigned(folder, other, folder.resolve("other.key"));
            try (RemotePredictor stranger = RemotePredictor.of(plain.withTls(other))) {
                assertThatThrownBy(stranger::status).isInstanceOf(FlightRuntimeException.class);
            }
            try (RemotePredictor open = RemotePredictor.of(plain)) {
                assertThatThrownBy(open::status).isInstanceOf(FlightRuntimeException.class);
            }
        }
        FlightSettings swapped = FlightSettings.LOCAL.withTls(key, certificate);
        assertThatThrownBy(() -> FlightService.start(World.live(false), swapped))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("TLS", "service.pem", "PKCS#8");
        FlightSettings absent = FlightSettings.LOCAL.withTls(folder.resolve("none.pem"), key);
        assertThatThrownBy(() -> FlightService.start(World.live(false), absent))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("none.pem");
    }

    /** By the JDK's keytool: a certificate for this machine and its key. */
    private static void selfSigned(Path folder, Path certificate, Path key)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(certificate.getFileName() + ".p12");
        String password = "changeit";
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "it",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        write(certificate, "CERTIFICATE", keys.getCertificate("it").getEncoded());
        write(key, "PRIVATE KEY", keys.getKey("it", password.toCharArray()).getEncoded());
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void aPortInUseIsNamed() {
        try (FlightService service = FlightService.start(World.live(false), FlightSettings.LOCAL)) {
            FlightSettings same = FlightSettings.LOCAL.withPort(service.port());
            assertThatThrownBy(() -> FlightService.start(World.live(false), same))
                    .hasMessageContainingAll("cannot listen on 127.0.0.1", String.valueOf(service.port()));
        }
    }
}
