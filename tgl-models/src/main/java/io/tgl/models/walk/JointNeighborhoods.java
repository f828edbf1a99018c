package io.tgl.models.walk;

import io.tgl.core.tensor.op.WeightedSumOp.Entries;
import java.util.Arrays;

/**
 * The joint neighborhoods of pairs of nodes: the entries of both ends' caches grouped by the neighbor that they are about.
 * A group is a row; its code says in which hops of which end the neighbor stands: 2^hop for the source's entries, 2^(hop +
 * 3) for the destination's, summed. Rows of a pair stand in the order in which its entries first name a neighbor.
 *
 * <p>Letters: n pairs, J rows, R entries.
 */
final class JointNeighborhoods {
    /** Distance codes: three hops of two ends. */
    static final int CODES = 64;

    private static final int HOPS = 3;

    private final int[] offset;
    private final int[] code;
    private final int[] key;
    private final int[] count;
    private final Entries rows;
    private final Entries pairs;

    /**
     * Groups the entries.
     *
     * @param source number of each pair's source among the read nodes
     * @param destination number of each pair's destination
     * @param nodeCount V
     */
    JointNeighborhoods(CacheReads reads, int[] source, int[] destination, int nodeCount) {
        int n = source.length;
        int room = 0;
        for (int p = 0; p < n; p++) {
            room += length(reads, source[p]) + length(reads, destination[p]);
        }
        offset = new int[n + 1];
        int[] codes = new int[room];
        int[] keys = new int[room];
        int[] counts = new int[room];
        int[] joint = new int[room];
        int[] live = new int[room];
        int[] stamp = new int[nodeCount];
        int[] rowOfKey = new int[nodeCount];
        int size = 0;
        int entries = 0;
        for (int p = 0; p < n; p++) {
            for (int side = 0; side < 2; side++) {
                int number = side == 0 ? source[p] : destination[p];
                for (int e = reads.begin(number); e < reads.begin(number + 1); e++, entries++) {
                    int about = reads.key(e);
                    if (stamp[about] != p + 1) {
                        stamp[about] = p + 1;
                        rowOfKey[about] = size;
                        keys[size++] = about;
                    }
                    int row = rowOfKey[about];
                    codes[row] += 1 << (reads.hop(e) + side * HOPS);
                    counts[row]++;
                    joint[entries] = row;
                    live[entries] = reads.rowOf(e);
                }
            }
            offset[p + 1] = size;
        }
        code = Arrays.copyOf(codes, size);
        key = Arrays.copyOf(keys, size);
        count = Arrays.copyOf(counts, size);
        rows = grouped(joint, live, entries, size);
        int[] ofPair = new int[n + 1];
        for (int p = 0; p <= n; p++) {
            ofPair[p] = rows.offset()[offset[p]];
        }
        pairs = new Entries(ofPair, rows.row(), rows.weight());
    }

    private static int length(CacheReads reads, int number) {
        return reads.begin(number + 1) - reads.begin(number);
    }

    /** Live rows by joint row, in the order of the entries. */
    private static Entries grouped(int[] joint, int[] live, int entries, int size) {
        int[] begin = new int[size + 1];
        for (int i = 0; i < entries; i++) {
            begin[joint[i] + 1] += live[i] < 0 ? 0 : 1;
        }
        for (int j = 0; j < size; j++) {
            begin[j + 1] += begin[j];
        }
        int[] next = Arrays.copyOf(begin, size);
        int[] row = new int[begin[size]];
        for (int i = 0; i < entries; i++) {
            if (live[i] >= 0) {
                row[next[joint[i]]++] = live[i];
            }
        }
        float[] ones = new float[row.length];
        Arrays.fill(ones, 1f);
        return new Entries(begin, row, ones);
    }

    /** n. */
    int pairs() {
        return offset.length - 1;
    }

    /** J. */
    int size() {
        return code.length;
    }

    /** First row of each pair, [n + 1]. */
    int[] offset() {
        return offset;
    }

    /** Code of each row. */
    int[] code() {
        return code;
    }

    /** Whom each row is about. */
    int[] key() {
        return key;
    }

    /** How many entries each row has, those that read as zero included. */
    int[] count() {
        return count;
    }

    /** Live entries of each row. */
    Entries liveOfRows() {
        return rows;
    }

    /** Live entries of each pair. */
    Entries liveOfPairs() {
        return pairs;
    }
}
