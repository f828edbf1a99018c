package io.tgl.eval.live;

import io.tgl.core.base.InvalidInput;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a stream comes from and where answers go, as people write it. */
public final class StreamPlaces {
    /** Standard input or output. */
    public static final String STANDARD = "-";

    private static final String CONNECT = "tcp://";
    private static final String LISTEN = "listen://";
    private static final int BUFFER = 1 << 16;
    private static final int WAITING = 16;

    private StreamPlaces() {}

    /** Whether it is a socket that waits for senders. */
    public static boolean listens(String place) {
        return place.startsWith(LISTEN);
    }

    /** Whether it is a socket of this process' own making. */
    public static boolean connects(String place) {
        return place.startsWith(CONNECT);
    }

    /** A socket that waits for senders; without a host, for those of this machine. */
    public static ServerSocket listen(String place) throws IOException {
        InetSocketAddress address = address(place, LISTEN);
        return new ServerSocket(address.getPort(), WAITING, address.getAddress());
    }

    /** A socket to a sender. */
    public static Socket connect(String place) throws IOException {
        InetSocketAddress address = address(place, CONNECT);
        return new Socket(address.getAddress(), address.getPort());
    }

    private static InetSocketAddress address(String place, String scheme) throws IOException {
        String rest = place.substring(scheme.length());
        try {
            URI uri = new URI(scheme + (rest.startsWith(":") ? "localhost" + rest : rest));
            if (uri.getHost() != null && uri.getPort() >= 0) {
                InetAddress host = uri.getHost().equals("localhost")
                        ? InetAddress.getLoopbackAddress()
                        : InetAddress.getByName(uri.getHost());
                return new InetSocketAddress(host, uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw new InvalidInput(place + ": expected " + scheme + "HOST:PORT, found " + e.getMessage(), e);
        }
        throw InvalidInput.at(place, scheme + "HOST:PORT", "no host or no port");
    }

    /** Standard input, a file or a named pipe. */
    public static InputStream input(String place) throws IOException {
        if (place.equals(STANDARD)) {
            return new FileInputStream(FileDescriptor.in);
        }
        Path file = Path.of(place);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw InvalidInput.at("--in " + place, "a file or pipe that can be read", "none");
        }
        return Files.newInputStream(file);
    }

    /** Standard output, a file or a named pipe. */
    public static OutputStream output(String place) throws IOException {
        return buffered(
                place.equals(STANDARD)
                        ? new FileOutputStream(FileDescriptor.out)
                        : Files.newOutputStream(Path.of(place)));
    }

    /** Arrow writes in small pieces; every batch is flushed. */
    public static OutputStream buffered(OutputStream out) {
        return new BufferedOutputStream(out, BUFFER);
    }
}
