package io.tgl.eval.split;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.random.PythonIntSet;
import io.tgl.core.random.PythonRandom;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Nodes that training does not see, to test on new nodes, as DyGLib draws them: a tenth of all nodes, from those with an
 * event after the validation time, by Python's {@code random.sample} with seed 2020 over the iteration order of a CPython
 * set of ids. DyGLib's ids start at 1: they are this library's plus 1, which matters for that order.
 *
 * @param heldOut the nodes drawn
 * @param training rows of the training events: up to the validation time, no end held out
 * @param seenInTraining per node, whether it has a training event; every other node is new at evaluation
 */
public record HeldOutNodes(BitSet heldOut, int[] training, boolean[] seenInTraining) {
    private static final long SEED = 2020;
    private static final double SHARE = 0.1;
    private static final int FIRST_ID = 1;

    /** Draws for a split. */
    public static HeldOutNodes draw(ChronologicalSplit split) {
        EventStream stream = split.stream();
        int count = (int) (SHARE * distinctNodes(stream));
        int[] candidates = candidates(stream, split.validationStart());
        BitSet heldOut = new BitSet(stream.nodeCount());
        for (int id : new PythonRandom(SEED).sample(candidates, Math.min(count, candidates.length))) {
            heldOut.set(id - FIRST_ID);
        }
        int[] training = IntStream.range(0, split.validationStart())
                .filter(i -> !heldOut.get(stream.source(i)) && !heldOut.get(stream.destination(i)))
                .toArray();
        boolean[] seen = new boolean[stream.nodeCount()];
        for (int row : training) {
            seen[stream.source(row)] = true;
            seen[stream.destination(row)] = true;
        }
        return new HeldOutNodes(heldOut, training, seen);
    }

    private static int distinctNodes(EventStream stream) {
        BitSet nodes = new BitSet(stream.nodeCount());
        for (int i = 0; i < stream.size(); i++) {
            nodes.set(stream.source(i));
            nodes.set(stream.destination(i));
        }
        return nodes.cardinality();
    }

    /** Ids with an event from row {@code from} on, in the order of {@code set(sources).union(set(destinations))}. */
    private static int[] candidates(EventStream stream, int from) {
        PythonIntSet sources = new PythonIntSet();
        PythonIntSet destinations = new PythonIntSet();
        for (int i = from; i < stream.size(); i++) {
            sources.add(stream.source(i) + FIRST_ID);
            destinations.add(stream.destination(i) + FIRST_ID);
        }
        return sources.union(destinations).iterationOrder();
    }

    /** Rows of a batch's events (in its stream) with at least one new end. */
    public int[] newNodeRows(EventBatch batch) {
        EventStream stream = batch.stream();
        return IntStream.range(batch.from(), batch.to())
                .filter(i -> !seenInTraining[stream.source(i)] || !seenInTraining[stream.destination(i)])
                .toArray();
    }
}
