package io.tgl.models.model;

import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds a node at a time, whatever it is paired with. Each distinct (node, time) of a call is embedded once; in training
 * that is a choice, because it shares dropout draws.
 */
public interface NodeEncoder extends PairEncoder {
    /**
     * Embeddings [size, N] of (node, time) queries; only events strictly before its time change a row, and no other query of
     * the call does.
     *
     * @param dropout {@link DropoutStreams#NONE} in scoring
     */
    Tensor embed(Tape tape, int[] nodes, long[] times, int size, DropoutStreams dropout);

    @Override
    default Ends embed(Tape tape, List<Call> calls, DropoutStreams dropout) {
        LinkQueries queries = Call.joined(calls);
        int n = queries.size();
        int[] source = new int[n];
        int[] destination = new int[n];
        if (!dropout.merged()) {
            int[] nodes = Arrays.copyOf(queries.source(), 2 * n);
            long[] times = Arrays.copyOf(queries.time(), 2 * n);
            System.arraycopy(queries.destination(), 0, nodes, n, n);
            System.arraycopy(queries.time(), 0, times, n, n);
            Arrays.setAll(source, i -> i);
            Arrays.setAll(destination, i -> n + i);
            return new Ends(embed(tape, nodes, times, 2 * n, dropout), source, destination);
        }
        QueryIndex index = new QueryIndex();
        index.clear();
        for (int i = 0; i < n; i++) {
            source[i] = index.add(queries.source()[i], queries.time()[i]);
        }
        for (int i = 0; i < n; i++) {
            destination[i] = index.add(queries.destination()[i], queries.time()[i]);
        }
        return new Ends(embed(tape, index.nodes(), index.times(), index.size(), dropout), source, destination);
    }
}
