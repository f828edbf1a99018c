package io.tgl.models.walk;

import io.tgl.core.tensor.op.LstmOp.Forest;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.models.query.QueryIndex;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What has to be computed for the walks of some sides (a side = one query of a pair), each thing once: distinct time
 * differences, graph nodes and events; distinct inputs (combinations of these and a position code); distinct prefixes of
 * walks as forests of inputs and of codes; and the tokens of each distinct side, its distinct walks with their
 * multiplicity.
 *
 * <p>Letters: I distinct inputs, F distinct prefixes, C codes, G distinct prefixes of codes, K tokens.
 */
final class WalkTokens {
    private final WalkTrees trees;
    private final PositionCodes codes;
    private final boolean withNodes;
    private final boolean withEvents;
    private final QueryIndex gaps = fresh();
    private final QueryIndex nodes = fresh();
    private final QueryIndex events = fresh();
    private final QueryIndex gapCodes = fresh();
    private final QueryIndex inputs = fresh();
    private final QueryIndex prefixes = fresh();
    private final QueryIndex codePrefixes = fresh();
    private final int[] offset;
    private final int[] inputAt;
    private final int[] codeAt;
    private final int[] prefixAt;
    private final int[] codePrefixAt;
    private final Forest forest;
    private final Forest codeForest;
    private final int[] tokenStep;
    private final float[] multiplicity;
    private final Sequences sequences;
    private final int[] rowOfSide;

    /**
     * Collects.
     *
     * @param side query of each side
     * @param partner query of the pair's other side
     * @param merge whether equal walks are one token, and sides with equal tokens one
     */
    WalkTokens(
            WalkTrees trees,
            PositionCodes codes,
            int[] side,
            int[] partner,
            boolean withNodes,
            boolean withEvents,
            boolean merge) {
        this.trees = trees;
        this.codes = codes;
        codes.clear();
        this.withNodes = withNodes;
        this.withEvents = withEvents;
        this.offset = new int[side.length + 1];
        for (int s = 0; s < side.length; s++) {
            offset[s + 1] = offset[s] + trees.first(side[s] + 1) - trees.first(side[s]);
        }
        int steps = offset[side.length];
        this.inputAt = new int[steps];
        this.codeAt = new int[steps];
        this.prefixAt = new int[steps];
        this.codePrefixAt = new int[steps];
        int[] levelStart = new int[trees.length() + 2];
        int[] codeLevelStart = new int[trees.length() + 2];
        int[] next = new int[side.length];
        for (int level = 0; level <= trees.length(); level++) {
            for (int s = 0; s < side.length; s++) {
                next[s] = collect(side[s], partner[s], offset[s], next[s], level);
            }
            levelStart[level + 1] = prefixes.size();
            codeLevelStart[level + 1] = codePrefixes.size();
        }
        this.forest = new Forest(levelStart, prefixes.nodes());
        this.codeForest = new Forest(codeLevelStart, codePrefixes.nodes());
        this.rowOfSide = new int[side.length];
        int[] owner =
                merge ? distinctSides(side) : IntStream.range(0, side.length).toArray();
        if (!merge) {
            System.arraycopy(owner, 0, rowOfSide, 0, owner.length);
        }
        int[] lengths = new int[owner.length];
        for (int row = 0; row < owner.length; row++) {
            for (int i = offset[owner[row]]; i < offset[owner[row] + 1]; i++) {
                lengths[row] += copies(side, owner[row], i, merge);
            }
        }
        this.sequences = Sequences.ofLengths(lengths, owner.length);
        this.tokenStep = new int[sequences.rows()];
        this.multiplicity = new float[sequences.rows()];
        int at = 0;
        for (int s : owner) {
            for (int i = offset[s]; i < offset[s + 1]; i++) {
                int copies = copies(side, s, i, merge);
                Arrays.fill(tokenStep, at, at + copies, i);
                Arrays.fill(multiplicity, at, at + copies, merge ? ending(side, s, i) : 1);
                at += copies;
            }
        }
    }

    private int ending(int[] side, int s, int i) {
        return trees.ending(trees.first(side[s]) + i - offset[s]);
    }

    private int copies(int[] side, int s, int i, boolean merge) {
        int ending = ending(side, s, i);
        return merge ? Math.min(ending, 1) : ending;
    }

    /** Sides with the same walks are one row; the first side of each. */
    private int[] distinctSides(int[] side) {
        QueryIndex lists = fresh();
        QueryIndex whole = fresh();
        int[] owner = new int[side.length];
        for (int s = 0; s < side.length; s++) {
            int list = -1;
            for (int i = offset[s]; i < offset[s + 1]; i++) {
                int ending = ending(side, s, i);
                list = ending == 0 ? list : lists.add(list, ((long) prefixAt[i] << Integer.SIZE) | ending);
            }
            int known = whole.size();
            rowOfSide[s] = whole.add(list, 0);
            if (rowOfSide[s] == known) {
                owner[known] = s;
            }
        }
        return Arrays.copyOf(owner, whole.size());
    }

    private static QueryIndex fresh() {
        QueryIndex index = new QueryIndex();
        index.clear();
        return index;
    }

    /** Takes up the steps of a side at a level; returns where the next level begins. */
    private int collect(int query, int other, int base, int from, int level) {
        int root = trees.first(query);
        int count = trees.first(query + 1) - root;
        int i = from;
        for (; i < count && trees.level(root + i) == level; i++) {
            int step = root + i;
            int code = codes.code(step, other);
            int gap = gaps.add(Float.floatToIntBits(trees.gap(step)), 0);
            int node = withNodes ? nodes.add(trees.node(step), 0) : 0;
            int event = withEvents && level > 0 ? events.add(trees.event(step), 0) : -1;
            int input = inputs.add(gapCodes.add(gap, code), ((long) node << Integer.SIZE) | (event & 0xFFFF_FFFFL));
            int above = level == 0 ? -1 : base + trees.parent(step) - root;
            inputAt[base + i] = input;
            codeAt[base + i] = code;
            prefixAt[base + i] = prefixes.add(above < 0 ? -1 : prefixAt[above], input);
            codePrefixAt[base + i] = codePrefixes.add(above < 0 ? -1 : codePrefixAt[above], code);
        }
        return i;
    }

    /** Distinct time differences. */
    float[] gaps() {
        float[] values = new float[gaps.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(gaps.nodes()[i]);
        }
        return values;
    }

    int gapCount() {
        return gaps.size();
    }

    /** Distinct graph nodes; 0 .. nodeCount - 1 count. */
    int[] nodes() {
        return nodes.nodes();
    }

    int nodeCount() {
        return nodes.size();
    }

    /** Distinct events; 0 .. eventCount - 1 count. */
    int[] events() {
        return events.nodes();
    }

    int eventCount() {
        return events.size();
    }

    /** The codes of these sides. */
    PositionCodes codes() {
        return codes;
    }

    /** I. */
    int inputCount() {
        return inputs.size();
    }

    /** For each input [I] its row of {@link #gaps}. */
    int[] gapOfInput() {
        return inputRows(i -> gapCodes.nodes()[i], true);
    }

    /** For each input [I] its code. */
    int[] codeOfInput() {
        return inputRows(i -> (int) gapCodes.times()[i], true);
    }

    /** For each input [I] its row of {@link #nodes}. */
    int[] nodeOfInput() {
        return inputRows(i -> (int) (inputs.times()[i] >>> Integer.SIZE), false);
    }

    /** For each input [I] its row of {@link #events}; -1 at roots. */
    int[] eventOfInput() {
        return inputRows(i -> (int) inputs.times()[i], false);
    }

    private interface RowOf {
        int of(int i);
    }

    private int[] inputRows(RowOf row, boolean ofGapCode) {
        int[] rows = new int[inputs.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row.of(ofGapCode ? inputs.nodes()[i] : i);
        }
        return rows;
    }

    /** The distinct prefixes of walks [F]. */
    Forest forest() {
        return forest;
    }

    /** For each prefix [F] the input of its last step. */
    int[] inputOfPrefix() {
        return ends(prefixes);
    }

    /** The distinct prefixes of codes [G]. */
    Forest codeForest() {
        return codeForest;
    }

    /** For each prefix of codes [G] its last code. */
    int[] codeOfPrefix() {
        return ends(codePrefixes);
    }

    private static int[] ends(QueryIndex index) {
        int[] rows = new int[index.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) index.times()[i];
        }
        return rows;
    }

    /** For each side its sequence; sides with the same walks share one. */
    int[] rowOfSide() {
        return rowOfSide;
    }

    /** The tokens of each distinct side. */
    Sequences sequences() {
        return sequences;
    }

    /** How many walks each token [K] stands for. */
    float[] multiplicity() {
        return multiplicity;
    }

    /** For each token its prefix. */
    int[] prefixOfToken() {
        return ofTokens(prefixAt);
    }

    /** For each token its last input. */
    int[] inputOfToken() {
        return ofTokens(inputAt);
    }

    /** For each token its prefix of codes. */
    int[] codePrefixOfToken() {
        return ofTokens(codePrefixAt);
    }

    /** For each token its last code. */
    int[] codeOfToken() {
        return ofTokens(codeAt);
    }

    private int[] ofTokens(int[] ofStep) {
        int[] rows = new int[tokenStep.length];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = ofStep[tokenStep[t]];
        }
        return rows;
    }
}
