package io.tgl.flight;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client reaches a service.
 *
 * @param token what the service expects
 * @param trusted certificates (PEM) of which the service must have one, for TLS
 * @param serverName name in the service's certificate, if it is not the host
 */
public record Access(
        String host, int port, Optional<String> token, Optional<Path> trusted, Optional<String> serverName) {
    /** Plain text, no token. */
    public static Access of(String host, int port) {
        return new Access(host, port, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with a token. */
    public Access withToken(String secret) {
        return new Access(host, port, Optional.of(secret), trusted, serverName);
    }

    /** The same over TLS. */
    public Access withTls(Path certificates) {
        return new Access(host, port, token, Optional.of(certificates), serverName);
    }

    /** The token does not get into a log. */
    @Override
    public String toString() {
        return (trusted.isPresent() ? "grpc+tls://" : "grpc+tcp://") + host + ":" + port;
    }
}
