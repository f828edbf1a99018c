package io.tgl.flight;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.wire.WireLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a service listens, whom it lets in and how much it takes.
 *
 * @param host name or address to listen on
 * @param port 0 for any that is free
 * @param tls certificate and key, or plain text
 * @param token what each call must carry as {@code authorization: Bearer TOKEN}
 * @param unprotected whether a host that other machines reach may go without token or TLS
 * @param maxStreams puts and exchanges open at once
 * @param maxMemory bytes of Arrow memory for all of them together
 * @param patience how long a client may leave answers unread, and how long closing waits for batches in hand
 * @param batch rows of a record batch, bytes of a message, and how times are read
 */
public record FlightSettings(
        String host,
        int port,
        Optional<Tls> tls,
        Optional<String> token,
        boolean unprotected,
        int maxStreams,
        long maxMemory,
        Duration patience,
        WireLimits batch) {
    private static final int MIN_TOKEN = 16;
    private static final int MAX_PORT = 65_535;

    /**
     * Loopback, any free port, no token, 64 streams, 65,536 rows and 16 MiB a message, 1 GiB altogether, 30 seconds.
     */
    public static final FlightSettings LOCAL = new FlightSettings(
            "127.0.0.1",
            0,
            Optional.empty(),
            Optional.empty(),
            false,
            64,
            1L << 30,
            Duration.ofSeconds(30),
            new WireLimits(1 << 16, 1 << 24, WireLimits.USUAL.tick()));

    /**
     * Who the service is.
     *
     * @param certificate its chain of certificates, PEM
     * @param key its private key, PKCS#8 in PEM, without a password
     */
    public record Tls(Path certificate, Path key) {}

    /** Checks ranges and that a host which other machines reach is protected. */
    public FlightSettings {
        if (port < 0 || port > MAX_PORT) {
            throw InvalidInput.at("port", "0 to " + MAX_PORT, port);
        }
        if (maxStreams < 1 || maxMemory < 1 || patience.isNegative() || patience.isZero()) {
            throw InvalidInput.at(
                    "limits of the service",
                    "at least 1 stream, 1 byte and some patience",
                    maxStreams + ", " + maxMemory + ", " + patience);
        }
        if (batch.maxBytes() > Integer.MAX_VALUE) {
            throw InvalidInput.at("bytes of a message", "at most " + Integer.MAX_VALUE, batch.maxBytes());
        }
        token.ifPresent(FlightSettings::checkToken);
        if (!unprotected && (token.isEmpty() || tls.isEmpty()) && !isLoopback(host)) {
            throw InvalidInput.at(
                    "host " + host,
                    "a token and TLS where other machines can connect (or the setting that allows to go without)",
                    token.isEmpty() ? tls.isEmpty() ? "neither" : "no token" : "no TLS");
        }
    }

    private static void checkToken(String token) {
        if (token.length() < MIN_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            // The token itself must not get into a log.
            throw InvalidInput.at(
                    "token",
                    "at least " + MIN_TOKEN + " printable ASCII characters without blanks",
                    token.length() < MIN_TOKEN ? token.length() + " characters" : "others");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidInput("host: expected a name or an address that is known here, found " + host, e);
        }
    }

    /** The same on another port. */
    public FlightSettings withPort(int other) {
        return new FlightSettings(host, other, tls, token, unprotected, maxStreams, maxMemory, patience, batch);
    }

    /** The same with a token. */
    public FlightSettings withToken(String other) {
        return new FlightSettings(
                host, port, tls, Optional.of(other), unprotected, maxStreams, maxMemory, patience, batch);
    }

    /** The same with TLS. */
    public FlightSettings withTls(Path certificate, Path key) {
        return new FlightSettings(
                host,
                port,
                Optional.of(new Tls(certificate, key)),
                token,
                unprotected,
                maxStreams,
                maxMemory,
                patience,
                batch);
    }

    /** The same with so many streams open at once. */
    public FlightSettings withStreams(int most) {
        return new FlightSettings(host, port, tls, token, unprotected, most, maxMemory, patience, batch);
    }

    /** The same with this patience. */
    public FlightSettings withPatience(Duration other) {
        return new FlightSettings(host, port, tls, token, unprotected, maxStreams, maxMemory, other, batch);
    }

    /** The same with these limits of a batch. */
    public FlightSettings withBatch(WireLimits limits) {
        return new FlightSettings(host, port, tls, token, unprotected, maxStreams, maxMemory, patience, limits);
    }
}
