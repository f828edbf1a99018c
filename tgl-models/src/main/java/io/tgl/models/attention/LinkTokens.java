package io.tgl.models.attention;

import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import java.util.Arrays;

/**
 * The tokens of n links for DyGFormer: the patches of the source, those of the destination, then the pads. All pads of
 * a link are the same token at every layer (no position code, no mask), so one of them may stand for all.
 *
 * <p>Letters: P positions a patch, R tokens in all.
 */
final class LinkTokens {
    private final History history;
    private final int patch;
    private final boolean mergePads;
    private final CoOccurrence counts;
    private final int[] patchBegin;
    private final int[] source;
    private final int[] destination;
    private final int[] sourcePatches;
    private final int[] destinationPatches;
    private final Sequences sequences;
    private final int[] patchOf;
    private final float[] multiplicity;
    private final int[][] inSource;
    private final int[][] inDestination;

    /**
     * Lays the tokens out.
     *
     * @param source sequence of each link's source in {@code history}
     * @param destination of its destination
     * @param sourcePatches patches of each link's source, pads included
     * @param destinationPatches of its destination
     * @param mergePads whether one pad stands for all of a link
     */
    LinkTokens(
            History history,
            int[] source,
            int[] destination,
            int[] sourcePatches,
            int[] destinationPatches,
            int patch,
            boolean mergePads) {
        this.history = history;
        this.patch = patch;
        this.mergePads = mergePads;
        this.source = source;
        this.destination = destination;
        this.sourcePatches = sourcePatches;
        this.destinationPatches = destinationPatches;
        this.counts = new CoOccurrence(history.sequences(), history.node());
        this.patchBegin = patchBegin();
        int n = source.length;
        int[] length = new int[n];
        for (int i = 0; i < n; i++) {
            int pads = pads(i);
            length[i] = own(source[i]) + own(destination[i]) + (mergePads ? Math.min(1, pads) : pads);
        }
        this.sequences = Sequences.ofLengths(length, n);
        int rows = sequences.rows();
        this.patchOf = new int[rows];
        this.multiplicity = new float[rows];
        this.inSource = new int[patch][rows];
        this.inDestination = new int[patch][rows];
        Arrays.fill(multiplicity, 1f);
        Arrays.fill(patchOf, patchBegin[history.sequences().count()]);
        fill();
    }

    private int[] patchBegin() {
        int ends = history.sequences().count();
        int[] begin = new int[ends + 1];
        for (int e = 0; e < ends; e++) {
            begin[e + 1] = begin[e] + Math.ceilDiv(history.sequences().length(e), patch);
        }
        return begin;
    }

    /** Patches of an end without pads. */
    private int own(int end) {
        return patchBegin[end + 1] - patchBegin[end];
    }

    private int sourcePads(int link) {
        return sourcePatches[link] - own(source[link]);
    }

    private int pads(int link) {
        return sourcePads(link) + destinationPatches[link] - own(destination[link]);
    }

    private void fill() {
        int longest = 0;
        for (int e = 0; e < history.sequences().count(); e++) {
            longest = Math.max(longest, history.sequences().length(e));
        }
        int[] across = new int[longest];
        for (int i = 0; i < source.length; i++) {
            int at = sequences.begin(i);
            counts.across(source[i], destination[i], across);
            place(at, source[i], inSource, inDestination, across);
            at += own(source[i]);
            counts.across(destination[i], source[i], across);
            place(at, destination[i], inDestination, inSource, across);
            at += own(destination[i]);
            if (mergePads && pads(i) > 0) {
                multiplicity[at] = pads(i);
            }
        }
    }

    private void place(int at, int end, int[][] ownCount, int[][] otherCount, int[] across) {
        int begin = history.sequences().begin(end);
        for (int r = 0; r < history.sequences().length(end); r++) {
            ownCount[r % patch][at + r / patch] = counts.own(begin + r);
            otherCount[r % patch][at + r / patch] = across[r];
        }
        for (int p = 0; p < own(end); p++) {
            patchOf[at + p] = patchBegin[end] + p;
        }
    }

    /** One sequence a link. */
    Sequences sequences() {
        return sequences;
    }

    /** [R] the patch that each token is; the last patch is the pad. */
    int[] patchOf() {
        return patchOf;
    }

    /** [R] how many equal tokens each stands for. */
    float[] multiplicity() {
        return multiplicity;
    }

    /** [P][R] how often the node at each position of a token stands in the source's sequence; 0 at pads. */
    int[][] inSource() {
        return inSource;
    }

    /** [P][R] the same for the destination's sequence. */
    int[][] inDestination() {
        return inDestination;
    }

    /** The largest count, for a table of all. */
    int largestCount() {
        int largest = 0;
        for (int r = 0; r < history.node().length; r++) {
            largest = Math.max(largest, counts.own(r));
        }
        return largest;
    }

    /**
     * Patches of all ends, without and with the pad as the last: rows of the history at each position, -1 where there
     * is none.
     */
    int[] positions() {
        int ends = history.sequences().count();
        int[] row = new int[(patchBegin[ends] + 1) * patch];
        Arrays.fill(row, -1);
        for (int e = 0; e < ends; e++) {
            int begin = history.sequences().begin(e);
            for (int r = 0; r < history.sequences().length(e); r++) {
                row[patchBegin[e] * patch + r] = begin + r;
            }
        }
        return row;
    }

    /** The mean over each source's patches, then over each destination's, pads included: 2 n sums. */
    Entries means() {
        int n = source.length;
        Entries entries =
                new Entries(new int[2 * n + 1], new int[2 * sequences.rows()], new float[2 * sequences.rows()]);
        for (int i = 0; i < n; i++) {
            int at = sequences.begin(i);
            int pad = at + own(source[i]) + own(destination[i]);
            mean(entries, i, at, own(source[i]), pad, sourcePads(i));
        }
        for (int i = 0; i < n; i++) {
            int at = sequences.begin(i) + own(source[i]);
            int pad = at + own(destination[i]) + (mergePads ? 0 : sourcePads(i));
            mean(entries, n + i, at, own(destination[i]), pad, pads(i) - sourcePads(i));
        }
        return entries;
    }

    private void mean(Entries entries, int sum, int first, int own, int pad, int pads) {
        int at = entries.offset()[sum];
        float share = 1f / (own + pads);
        for (int p = 0; p < own; p++) {
            entries.row()[at] = first + p;
            entries.weight()[at++] = share;
        }
        int tokens = mergePads ? Math.min(1, pads) : pads;
        for (int p = 0; p < tokens; p++) {
            entries.row()[at] = pad + p;
            entries.weight()[at++] = mergePads ? share * pads : share;
        }
        entries.offset()[sum + 1] = at;
    }
}
