package io.tgl.models.memory;

import io.tgl.core.graph.Neighborhoods;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.FoldedAttention;
import io.tgl.core.nn.FoldedAttention.After;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.NeighborAttentionOp.Slots;
import io.tgl.models.head.LinkHead;
import io.tgl.models.head.PairRanking;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.query.RankingEnds;
import io.tgl.models.query.RankingQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scoring with one layer of {@link MemoryAttention} and a {@link LinkHead} while weights are fixed: the last map of the layer
 * and the first of the head are one ({@link FoldedAttention}), and what hangs on a node alone is computed once, at however
 * many times the node is asked, until its memory changes ({@link KeptNodes}). An end's row hangs on its own node and time
 * only.
 */
final class FoldedScoring {
    /** Ends that are embedded together. */
    private static final int TOGETHER = 1 << 14;
    /** Ends whose neighbors, and ready values of these, are held at once. */
    private static final int CALL = 1 << 16;

    private final MemoryAttention attention;
    private final LinkHead head;
    private final Compute compute;
    private final Tape nodes;
    private final Tape ends;
    private @Nullable KeptNodes kept;
    private @Nullable Weights weights;

    private record Weights(FoldedAttention attention, After left, After right) {}

    FoldedScoring(MemoryAttention attention, LinkHead head, Compute compute) {
        this.attention = attention;
        this.head = head;
        this.compute = compute;
        this.nodes = new Tape(compute, false);
        this.ends = new Tape(compute, false);
    }

    /** The weights have changed. */
    void invalidate() {
        weights = null;
    }

    /** Logits of links. */
    float[] logits(LinkQueries queries) {
        EndPoints points = EndPoints.shared(queries, EndPoints.Sharing.NODE_TIME_AND_ROLE);
        int sources = points.sources();
        Call call = new Call(List.of(new Ends(points.node(), points.time(), sources, points.size())));
        Tensor projected = call.project(0);
        Tensor logits = head.logits(ends, projected, points.source(), projected, points.destination(), queries.size());
        float[] result = Arrays.copyOf(logits.data(), queries.size());
        call.close();
        return result;
    }

    /** Scores of candidates. */
    void rank(RankingQueries queries, float[][] scores) {
        List<Joined> call = new ArrayList<>();
        int size = 0;
        for (Joined joined : joined(RankingEnds.byTime(queries, true))) {
            if (size > 0 && size + joined.size > CALL) {
                rank(call, scores);
                call.clear();
                size = 0;
            }
            call.add(joined);
            size += joined.size;
        }
        rank(call, scores);
    }

    /** Groups of one time each whose ends are embedded together. */
    private record Joined(List<RankingEnds> groups, int size) {
        int sources() {
            return groups.stream().mapToInt(RankingEnds::sources).sum();
        }

        /** All sources, then all candidates. */
        Ends ends() {
            int[] node = new int[size];
            long[] time = new long[size];
            int source = 0;
            int candidate = sources();
            for (RankingEnds group : groups) {
                int own = group.sources();
                int others = group.size() - own;
                System.arraycopy(group.node(), 0, node, source, own);
                System.arraycopy(group.time(), 0, time, source, own);
                System.arraycopy(group.node(), own, node, candidate, others);
                System.arraycopy(group.time(), own, time, candidate, others);
                source += own;
                candidate += others;
            }
            return new Ends(node, time, sources(), size);
        }
    }

    private static List<Joined> joined(List<RankingEnds> groups) {
        List<Joined> all = new ArrayList<>();
        int from = 0;
        int size = 0;
        for (int g = 0; g < groups.size(); g++) {
            if (g > from && size + groups.get(g).size() > TOGETHER) {
                all.add(new Joined(groups.subList(from, g), size));
                from = g;
                size = 0;
            }
            size += groups.get(g).size();
        }
        all.add(new Joined(groups.subList(from, groups.size()), size));
        return all;
    }

    private void rank(List<Joined> joined, float[][] scores) {
        Call call = new Call(joined.stream().map(Joined::ends).toList());
        for (int c = 0; c < joined.size(); c++) {
            Tensor projected = call.project(c);
            List<PairRanking.Group> groups = new ArrayList<>();
            int source = 0;
            int candidate = joined.get(c).sources();
            for (RankingEnds group : joined.get(c).groups) {
                int first = source;
                int[] own =
                        Arrays.stream(group.source()).map(end -> first + end).toArray();
                int others = group.size() - group.sources();
                groups.add(new PairRanking.Group(
                        own, candidate, others, group.candidatesFrom(group.sources()), group.ofMembers(scores)));
                source += group.sources();
                candidate += others;
            }
            head.rank(ends, projected, projected, groups);
            ends.reset();
        }
        call.close();
    }

    /** Ends of queries: sources first. */
    private record Ends(int[] node, long[] time, int sources, int size) {}

    /** What one call computes once: rows of the nodes that its ends or their neighbors are. */
    private final class Call {
        private final List<Ends> groups;
        private final Weights fixed;
        private final KeptNodes known;
        private final List<Neighborhoods> neighborhoods = new ArrayList<>();
        private final List<int[]> anchors = new ArrayList<>();
        private final List<int[]> slots = new ArrayList<>();

        Call(List<Ends> groups) {
            this.groups = groups;
            this.fixed = weights();
            this.known = kept(fixed.attention);
            nodes.phase("sampling");
            for (Ends group : groups) {
                Neighborhoods found = new Neighborhoods();
                attention
                        .neighbors()
                        .recent(group.node, group.time, group.size, attention.slots(), found, compute.workers());
                neighborhoods.add(found);
            }
            known.begin();
            for (int g = 0; g < groups.size(); g++) {
                number(groups.get(g), neighborhoods.get(g));
            }
            boolean computed = false;
            try {
                known.compute(nodes, fixed.attention);
                computed = true;
            } finally {
                if (!computed) {
                    known.clear();
                }
            }
        }

        private void number(Ends group, Neighborhoods found) {
            int[] anchor = new int[group.size];
            for (int q = 0; q < group.size; q++) {
                anchor[q] = known.anchor(group.node[q]);
            }
            anchors.add(anchor);
            int[] row = new int[group.size * found.width()];
            for (int s = 0; s < row.length; s++) {
                int neighbor = found.neighbor()[s];
                row[s] = neighbor < 0 ? -1 : known.neighbor(neighbor);
            }
            slots.add(row);
        }

        /** Rows of a group's ends after the head's first map: sources with its bias, the others without. */
        Tensor project(int g) {
            Ends group = groups.get(g);
            Neighborhoods found = neighborhoods.get(g);
            Tensor target = ends.result(group.size, head.width(), false);
            int k = found.width();
            float[] dt = new float[group.size * k];
            double seconds = attention.secondsPerTick();
            ends.forRows(group.size, 64, (a, b) -> {
                for (int s = a * k; s < b * k; s++) {
                    double now = group.time[s / k] * seconds;
                    dt[s] = (float) (now - (float) (found.time()[s] * seconds));
                }
            });
            Slots all =
                    new Slots(group.size, k, found.count(), slots.get(g), found.event(), dt, attention.edgeFeatures());
            fixed.attention.rows(
                    ends, known.rows(), anchors.get(g), all, group.sources, fixed.left, fixed.right, target.data());
            return target;
        }

        void close() {
            ends.reset();
            nodes.reset();
            compute.clock().enter("other");
        }
    }

    private KeptNodes kept(FoldedAttention folded) {
        if (kept == null) {
            kept = new KeptNodes(attention.memory(), folded.nodes());
        }
        return kept;
    }

    private Weights weights() {
        if (weights == null) {
            FoldedAttention folded = new FoldedAttention(
                    nodes, attention.layer(), attention.edgeFeatures().width());
            weights = new Weights(
                    folded,
                    folded.after(nodes, head.first(), 0, true),
                    folded.after(nodes, head.first(), head.width(), false));
        }
        return weights;
    }
}
