package io.tgl.models.model;

import io.tgl.core.nn.Dropouts;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.List;

/** Embeds both ends of link queries jointly: one end's history is read to embed the other. */
public non-sealed interface PairEncoder extends LinkEncoder {
    /** Queries that are embedded at once, so many that what they need stays in the caches; at least 1. */
    int pairsAtOnce();

    /**
     * Queries from .. to - 1 of a call. The others of the call matter only to a model that pads all to the longest.
     */
    record Call(LinkQueries queries, int from, int to) {
        /** At most {@code count} queries from {@code from} on. */
        public static Call part(LinkQueries queries, int from, int count) {
            int begin = Math.min(from, queries.size());
            return new Call(queries, begin, (int) Math.min(queries.size(), (long) begin + count));
        }

        /** Number of queries. */
        public int size() {
            return to - from;
        }

        /** The queries of all calls, one after another. */
        public static LinkQueries joined(List<Call> calls) {
            LinkQueries joined = LinkQueries.of(new int[0], new int[0], new long[0]);
            for (Call call : calls) {
                joined = joined.followedBy(call.chosen());
            }
            return joined;
        }

        private LinkQueries chosen() {
            return LinkQueries.of(
                    Arrays.copyOfRange(queries.source(), from, to),
                    Arrays.copyOfRange(queries.destination(), from, to),
                    Arrays.copyOfRange(queries.time(), from, to));
        }
    }

    /**
     * Embedded queries, of all calls one after another.
     *
     * @param rows [M, N] embeddings
     * @param source row of each query's source
     * @param destination row of each query's destination
     */
    record Ends(Tensor rows, int[] source, int[] destination) {}

    /**
     * Embeds the queries; only events strictly before its time change what belongs to a query.
     *
     * @param calls the positives and the negatives of a training batch, or a call in scoring
     * @param dropout {@link Dropouts#NONE} in scoring
     * @param merged whether equal computations are done once; in training they then share a dropout draw (other noise
     *     with the same mean), while published implementations do and draw each separately. Exact without dropout
     */
    Ends embed(Tape tape, List<Call> calls, Dropouts dropout, boolean merged);
}
