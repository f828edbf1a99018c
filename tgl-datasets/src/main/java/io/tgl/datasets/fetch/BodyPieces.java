package io.tgl.datasets.fetch;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, piece by piece as it comes, with a limit on how long nothing may come: a stream of the JDK's
 * would wait for ever on a silent server. One piece is asked for at a time, so a slow disk slows the server down.
 */
final class BodyPieces implements BodySubscriber<BodyPieces>, AutoCloseable {
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<BodyPieces> body = new CompletableFuture<>();
    private volatile Flow.@Nullable Subscription subscription;

    /** What came: bytes, the end, or a failure. */
    private record Piece(
            List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

    @Override
    public CompletionStage<BodyPieces> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription of) {
        subscription = of;
        body.complete(this);
        of.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        pieces.add(new Piece(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), true, null));
    }

    /** The next bytes; empty at the end. Fails if the connection does, or if nothing comes for so long. */
    List<ByteBuffer> next(Duration silence) throws IOException, InterruptedException {
        Piece piece = pieces.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
        if (piece == null) {
            throw new IOException("the server has sent nothing for " + silence.toSeconds() + " s");
        }
        Throwable failure = piece.failure();
        if (failure != null) {
            throw failure instanceof IOException io ? io : new IOException(failure);
        }
        Flow.Subscription more = subscription;
        if (!piece.last() && more != null) {
            more.request(1);
        }
        return piece.last() ? List.of() : piece.bytes();
    }

    /** Gives the connection up if anything is still to come. */
    @Override
    public void close() {
        Flow.Subscription rest = subscription;
        if (rest != null) {
            rest.cancel();
        }
    }
}
