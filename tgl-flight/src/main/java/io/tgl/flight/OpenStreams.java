package io.tgl.flight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The puts and exchanges that are open: so many at most, none once the service closes. */
final class OpenStreams {
    private final int most;
    private final List<OpenStream> open = new ArrayList<>();
    private boolean closing;

    OpenStreams(int most) {
        this.most = most;
    }

    /** One more, for the thread that calls. */
    synchronized OpenStream open(long position) {
        if (closing) {
            throw Failure.closing(position);
        }
        if (open.size() >= most) {
            throw Failure.tooMany("open streams", most);
        }
        OpenStream stream = new OpenStream(this);
        open.add(stream);
        return stream;
    }

    /** How many there are. */
    synchronized int count() {
        return open.size();
    }

    synchronized void ended(OpenStream stream) {
        open.remove(stream);
        notifyAll();
    }

    /** Asks all to end after the batch in hand and waits for them; false if some did not in time. */
    boolean drain(Duration patience) throws InterruptedException {
        List<OpenStream> all;
        synchronized (this) {
            closing = true;
            all = List.copyOf(open);
        }
        all.forEach(OpenStream::drain);
        long end = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            for (long left = patience.toMillis();
                    !open.isEmpty() && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            return open.isEmpty();
        }
    }
}
