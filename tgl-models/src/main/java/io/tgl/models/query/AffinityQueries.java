package io.tgl.models.query;

/**
 * Affinity queries at one time: how is what each node does in the period that begins then shared among the classes?
 *
 * @param node q nodes, each once
 * @param time time in ticks at which the period begins
 */
public record AffinityQueries(int[] node, long time) {
    /** q. */
    public int size() {
        return node.length;
    }
}
