package io.tgl.flight;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/** A network between a client and a service that can hold back what the service says: a client that does not read. */
final class OneWay implements AutoCloseable {
    private final ServerSocket entrance;
    private final int exit;
    private final Semaphore answers = new Semaphore(1);

    OneWay(int port) throws IOException {
        exit = port;
        entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::connect);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void hold() {
        answers.acquireUninterruptibly();
    }

    void letGo() {
        answers.release();
    }

    private void connect() {
        try (Socket client = entrance.accept();
                Socket service = new Socket(InetAddress.getLoopbackAddress(), exit)) {
            Thread back = Thread.ofPlatform().daemon().start(() -> copy(service, client, answers));
            copy(client, service, new Semaphore(1));
            back.join();
        } catch (IOException | InterruptedException e) {
            // The test is over.
        }
    }

    private static void copy(Socket from, Socket to, Semaphore door) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[1 << 14];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                door.acquireUninterruptibly();
                door.release();
                out.write(bytes, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
