package io.tgl.datasets.fetch;

import java.time.Duration;
import java.util.Map;

/**
 * How files are fetched.
 *
 * @param offline whether the net must not be used at all
 * @param attempts failures in a row, without a new byte between them, after which a download is given up
 * @param connecting how long connecting may take
 * @param silence how long the server may send nothing
 * @param longestWait how long a server may ask to wait (Retry-After) before it is given up
 * @param firstWait wait before the second attempt where the server says nothing; doubled from attempt to attempt
 * @param environment the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY are taken from here
 */
public record FetchOptions(
        boolean offline,
        int attempts,
        Duration connecting,
        Duration silence,
        Duration longestWait,
        Duration firstWait,
        Map<String, String> environment) {
    /** Five attempts, 20 s to connect, 60 s of silence, two minutes of waiting, the process's own environment. */
    public static final FetchOptions USUAL = new FetchOptions(
            false,
            5,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            System.getenv());

    /** Copies the map. */
    public FetchOptions {
        environment = Map.copyOf(environment);
    }

    /** The same, on the net or off it. */
    public FetchOptions withOffline(boolean off) {
        return new FetchOptions(off, attempts, connecting, silence, longestWait, firstWait, environment);
    }

    /** The same with other patience. */
    public FetchOptions withPatience(int tries, Duration quiet, Duration longest, Duration first) {
        return new FetchOptions(offline, tries, connecting, quiet, longest, first, environment);
    }

    /** The same with other variables. */
    public FetchOptions withEnvironment(Map<String, String> variables) {
        return new FetchOptions(offline, attempts, connecting, silence, longestWait, firstWait, variables);
    }
}
