package io.tgl.models.model;

import io.tgl.core.graph.NeighborSource;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds both ends of link queries from the neighbors that they had before, and carries nothing from batch to batch. A
 * pair-wise model reads one end's history to embed the other. A head makes scores of embeddings: {@link EncodedScorer}.
 */
public interface PairEncoder {
    /** Name as in the literature. */
    String name();

    /** Where neighbors come from, from now on. */
    void attach(NeighborSource neighbors);

    /** The parameters are no longer what they were: whatever was computed with them is forgotten. */
    void parametersChanged();

    /** Queries of a call that scoring embeds at once; bounds the memory of a ranking. */
    default int pairsAtOnce() {
        return Integer.MAX_VALUE;
    }

    /**
     * Queries from .. to - 1 of a call. The others of the call matter only to a model that pads all to the longest.
     */
    record Call(LinkQueries queries, int from, int to) {
        /** All of a call. */
        public static Call all(LinkQueries queries) {
            return new Call(queries, 0, queries.size());
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
     * @param dropout {@link DropoutStreams#NONE} in scoring
     */
    Ends embed(Tape tape, List<Call> calls, DropoutStreams dropout);
}
