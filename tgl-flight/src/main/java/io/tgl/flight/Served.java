package io.tgl.flight;

import com.fasterxml.jackson.databind.JsonNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveStore;
import io.tgl.models.live.Ranking;
import io.tgl.models.live.Scores;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.wire.Answers;
import io.tgl.models.wire.WireBatch;
import io.tgl.models.wire.WireExchange;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The predictor as its clients see it: nodes by their external ids; changes one after the other, so that a client can ask
 * for one at a position.
 */
final class Served {
    private static final int ATTEMPTS = 5;

    final LivePredictor live;
    private final @Nullable LiveStore store;
    private final ReadWriteLock changes = new ReentrantReadWriteLock(true);

    Served(LivePredictor live, @Nullable LiveStore store) {
        this.live = live;
        this.store = store;
    }

    /** Takes a batch in, if the stream stands where the client thinks. */
    Answers observe(WireBatch batch, OptionalLong expected) {
        return locked(changes.writeLock(), () -> {
            checkPosition(batch, expected);
            return WireExchange.observe(live, batch);
        });
    }

    /** Scores a batch's links and takes its events in, likewise. */
    Answers foresee(WireBatch batch, OptionalLong expected) {
        return locked(changes.writeLock(), () -> {
            checkPosition(batch, expected);
            return WireExchange.answer(live, batch);
        });
    }

    private static <T> T locked(Lock lock, Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void checkPosition(WireBatch batch, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != live.position()) {
            throw InvalidInput.at(
                    batch.place() + ", position", "a stream that stands at " + expected.getAsLong(), live.position());
        }
    }

    /** Scores links; nothing is taken in. */
    Answers score(WireBatch batch) {
        Scores scores = steady(() -> links(batch), live::score, Served::equal);
        return new Answers(batch.links(), batch.time(), scores.score(), scores.position(), 0);
    }

    private LinkQueries links(WireBatch batch) {
        int n = batch.size();
        LinkQueries links = LinkQueries.of(new int[n], new int[n], batch.time());
        switch (batch.links()) {
            case Numbers(long[] source, long[] destination) -> {
                checkKind(batch.place() + ", columns src and dst", false);
                for (int i = 0; i < n; i++) {
                    links.source()[i] = live.node(source[i]);
                    links.destination()[i] = live.node(destination[i]);
                }
            }
            case Texts(String[] source, String[] destination) -> {
                checkKind(batch.place() + ", columns src and dst", true);
                for (int i = 0; i < n; i++) {
                    links.source()[i] = live.node(source[i]);
                    links.destination()[i] = live.node(destination[i]);
                }
            }
        }
        return links;
    }

    private static boolean equal(LinkQueries one, LinkQueries other) {
        return Arrays.equals(one.source(), other.source()) && Arrays.equals(one.destination(), other.destination());
    }

    /** Refuses texts where external ids are numbers, and the other way round. */
    void checkKind(String where, boolean texts) {
        if (texts != live.hasTextIds()) {
            throw InvalidInput.at(where, live.hasTextIds() ? "texts" : "numbers", texts ? "texts" : "numbers");
        }
    }

    /** An answer and the dense ids it is for. */
    @FunctionalInterface
    interface Question<D, A> {
        A ask(D nodes);
    }

    /** Whether two look-ups found the same. */
    @FunctionalInterface
    interface Same<D> {
        boolean test(D one, D other);
    }

    /** An answer about nodes whose dense ids were the same before and after: a forgotten node's may belong to another. */
    <D, A> A steady(Supplier<D> nodes, Question<D, A> question, Same<D> same) {
        D before = nodes.get();
        for (int attempt = 1; ; attempt++) {
            A answer = question.ask(before);
            D after = nodes.get();
            if (same.test(before, after)) {
                return answer;
            }
            if (attempt == ATTEMPTS) {
                return locked(changes.readLock(), () -> question.ask(nodes.get()));
            }
            before = after;
        }
    }

    /** Dense id of the node that a JSON value names, -1 if it is unknown. */
    int node(@Nullable JsonNode id, String where) {
        if (id != null && id.isTextual() && live.hasTextIds()) {
            return live.node(id.textValue());
        }
        if (id != null && id.isIntegralNumber() && id.canConvertToLong() && !live.hasTextIds()) {
            return live.node(id.longValue());
        }
        throw InvalidInput.at(where, live.hasTextIds() ? "a text" : "a 64-bit whole number", "" + id);
    }

    /**
     * The likeliest of all destinations.
     *
     * @param destination external ids, numbers or texts
     */
    record Best(Object[] destination, Ranking ranking) {}

    /** The k likeliest of all destinations; changes wait until their ids are known. */
    Best best(IntSupplier source, int k, long time) {
        return locked(changes.readLock(), () -> {
            Ranking ranking = live.topK(source.getAsInt(), k, time);
            Object[] ids = new Object[ranking.node().length];
            for (int i = 0; i < ids.length; i++) {
                String text = live.externalId(ranking.node()[i]);
                ids[i] = live.hasTextIds() ? text : (Object) Long.valueOf(text);
            }
            return new Best(ids, ranking);
        });
    }

    /** Forgets a node and says where the stream stands. */
    long forget(@Nullable JsonNode id, String where) {
        return locked(changes.writeLock(), () -> {
            int node = node(id, where);
            if (node < 0) {
                throw Failure.unknown(where, "a node that is known", "" + id);
            }
            live.forget(node);
            return live.position();
        });
    }

    /** Writes a snapshot and says where the stream stands. */
    long snapshot() {
        LiveStore kept = store;
        if (kept == null) {
            throw Failure.unimplemented(
                    "snapshot: expected a service with a store, found one that lives in memory only");
        }
        return locked(changes.writeLock(), () -> {
            kept.snapshot();
            return live.position();
        });
    }

    /** Why the last snapshot that was due could not be written. */
    String snapshotFailure() {
        RuntimeException failure = store == null ? null : store.snapshotFailure();
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }
}
