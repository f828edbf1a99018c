package io.tgl.core.tensor.op;

/**
 * The inverse of a gather: for each target row the list of the rows that read it, ascending. So a scatter-add becomes a
 * sum in ascending order of the contribution, parallel over targets.
 *
 * @param offset targets + 1 offsets into member
 * @param member the reading rows of target j: member[offset[j]] .. member[offset[j + 1] - 1]
 */
public record RowGroups(int[] offset, int[] member) {
    /** Counts and places; entries below 0 read nothing. */
    public static RowGroups of(int[] target, int count, int targets) {
        int[] offset = new int[targets + 1];
        for (int i = 0; i < count; i++) {
            if (target[i] >= 0) {
                offset[target[i] + 1]++;
            }
        }
        for (int j = 0; j < targets; j++) {
            offset[j + 1] += offset[j];
        }
        int[] member = new int[offset[targets]];
        int[] next = offset.clone();
        for (int i = 0; i < count; i++) {
            if (target[i] >= 0) {
                member[next[target[i]]++] = i;
            }
        }
        return new RowGroups(offset, member);
    }

    /** Number of targets. */
    public int targets() {
        return offset.length - 1;
    }
}
