package io.tgl.models.walk;

import io.tgl.models.query.QueryIndex;

/**
 * The anonymous identity of a graph node within a pair of queries: how often the walks of each side visit it at each
 * level, as a share of the places at that level (Wang et al. 2021, section 4.1). A side gives a row of L + 1 shares, a
 * code is an unordered pair of rows, because the rows' encodings are added. There are few distinct rows and codes; both
 * are numbered here.
 *
 * <p>Letters: R distinct rows, C distinct codes.
 */
final class PositionCodes {
    private final WalkTrees trees;
    private final int[] rowOfPlace;
    private final float[] shares;
    private final int rows;
    private final QueryIndex codes = new QueryIndex();

    /**
     * Numbers the rows of all places of the trees; row 0 is that of a node never visited.
     *
     * @param neighbors k: there are k^l places at level l
     */
    PositionCodes(WalkTrees trees, int neighbors) {
        this.trees = trees;
        int levels = trees.length() + 1;
        QueryIndex[] prefix = new QueryIndex[levels];
        for (int l = 0; l < levels; l++) {
            prefix[l] = new QueryIndex();
            prefix[l].clear();
            prefix[l].add(0, 0);
        }
        this.rowOfPlace = new int[trees.places()];
        float[] found = new float[(trees.places() + 1) * levels];
        for (int p = 0; p < rowOfPlace.length; p++) {
            int row = 0;
            for (int l = 0; l < levels; l++) {
                row = prefix[l].add(row, trees.visits(p, l));
            }
            rowOfPlace[p] = row;
            double slots = 1;
            for (int l = 0; l < levels; l++) {
                found[row * levels + l] = (float) (trees.visits(p, l) / slots);
                slots *= neighbors;
            }
        }
        this.rows = prefix[levels - 1].size();
        this.shares = found;
        codes.clear();
    }

    /** Forgets the codes, not the rows. */
    void clear() {
        codes.clear();
    }

    /** The code of a step in the pair of its own query with {@code other}. */
    int code(int step, int other) {
        int place = trees.place(trees.node(step), other);
        int here = rowOfPlace[trees.place(step)];
        int there = place < 0 ? 0 : rowOfPlace[place];
        return codes.add(Math.min(here, there), Math.max(here, there));
    }

    /** R. */
    int rows() {
        return rows;
    }

    /** Shares [R, L + 1]. */
    float[] shares() {
        return shares;
    }

    /** C. */
    int size() {
        return codes.size();
    }

    /** The smaller row of each code [C]. */
    int[] first() {
        return codes.nodes();
    }

    /** The larger row of each code [C]. */
    int[] second() {
        int[] rowsOf = new int[codes.size()];
        for (int c = 0; c < rowsOf.length; c++) {
            rowsOf[c] = (int) codes.times()[c];
        }
        return rowsOf;
    }
}
