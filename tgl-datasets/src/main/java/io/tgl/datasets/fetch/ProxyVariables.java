package io.tgl.datasets.fetch;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name, the lower-case variable before the upper-case one.
 * NO_PROXY is a list of hosts, domains ({@code example.org} and {@code .example.org} hold for its subdomains too), either
 * with a port, or {@code *}. Where none of them is set, the JVM's own settings ({@code https.proxyHost}) hold.
 */
final class ProxyVariables extends ProxySelector {
    private static final int USUAL_PORT = 80;

    private final Map<String, String> environment;

    ProxyVariables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (isExcepted(uri)) {
            return List.of(Proxy.NO_PROXY);
        }
        Optional<URI> proxy = proxyOf(String.valueOf(uri.getScheme()));
        if (proxy.isPresent()) {
            return List.of(new Proxy(Proxy.Type.HTTP, address(proxy.get())));
        }
        ProxySelector ofJvm = ProxySelector.getDefault();
        return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // The request fails with a message of its own.
    }

    /** User and password, where a proxy's address carries them. */
    Optional<Authenticator> authenticator() {
        return List.of("https", "http").stream()
                .flatMap(scheme -> proxyOf(scheme).stream())
                .filter(proxy ->
                        proxy.getUserInfo() != null && proxy.getUserInfo().contains(":"))
                .findFirst()
                .map(ProxyVariables::authenticator);
    }

    private static Authenticator authenticator(URI proxy) {
        String[] parts = proxy.getUserInfo().split(":", 2);
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                boolean forProxy = getRequestorType() == RequestorType.PROXY;
                return new PasswordAuthentication(
                        forProxy ? parts[0] : "", forProxy ? parts[1].toCharArray() : new char[0]);
            }
        };
    }

    /** What goes through which proxy, for messages; without its password. */
    String described(URI uri) {
        return select(uri).getFirst().address() instanceof InetSocketAddress address
                ? ", through the proxy " + address.getHostString() + ":" + address.getPort()
                : "";
    }

    private Optional<URI> proxyOf(String scheme) {
        String name = scheme.toLowerCase(Locale.ROOT).equals("http") ? "http_proxy" : "https_proxy";
        return variable(name).or(() -> variable("all_proxy")).map(text -> parsed(name, text));
    }

    private static URI parsed(String name, String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(expected(name), e);
        }
        if (uri.getHost() == null || uri.getScheme().startsWith("socks")) {
            throw new InvalidInput(expected(name));
        }
        return uri;
    }

    /** The value is not repeated: it may hold a password. */
    private static String expected(String name) {
        return "environment variable " + name.toUpperCase(Locale.ROOT)
                + ": expected http://host:port, found something else";
    }

    private static InetSocketAddress address(URI proxy) {
        return InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort());
    }

    private boolean isExcepted(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? USUAL_PORT : 443;
        return Arrays.stream(variable("no_proxy").orElse("").split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> excepts(entry, host, port));
    }

    private static boolean excepts(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int colon = entry.indexOf(':') == entry.lastIndexOf(':') ? entry.indexOf(':') : -1;
        String name = colon < 0 ? entry : entry.substring(0, colon);
        String domain = name.startsWith(".") ? name.substring(1) : name.startsWith("*.") ? name.substring(2) : name;
        boolean samePort = colon < 0 || entry.substring(colon + 1).equals(Integer.toString(port));
        return samePort && (host.equals(domain) || host.endsWith("." + domain));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
