package io.tgl.core.memory;

/**
 * What becomes of several messages to one node between two updates. A {@link Mailbox} keeps one pending row a node; the
 * aggregator adds a message to it and reads the aggregate from it.
 *
 * <p>Rossi et al., "Temporal Graph Networks for Deep Learning on Dynamic Graphs", 2020, section 3.1, "Message
 * Aggregator".
 */
public sealed interface MessageAggregator {
    /**
     * Takes a message into a pending row.
     *
     * @param message the message, from {@code offset} on
     * @param pending the rows, the node's from {@code at} on
     * @param width floats a message
     * @param count messages that the row already holds
     */
    void add(float[] message, int offset, float[] pending, int at, int width, int count);

    /**
     * Writes the aggregate of {@code count} messages, at least 1, to {@code target[offset ..]}.
     *
     * @param pending the rows, the node's from {@code at} on
     */
    void read(float[] pending, int at, int width, int count, float[] target, int offset);

    /** The message stored last wins. */
    record Last() implements MessageAggregator {
        @Override
        public void add(float[] message, int offset, float[] pending, int at, int width, int count) {
            System.arraycopy(message, offset, pending, at, width);
        }

        @Override
        public void read(float[] pending, int at, int width, int count, float[] target, int offset) {
            System.arraycopy(pending, at, target, offset, width);
        }
    }

    /** The mean of all messages, summed in the order stored; the pending row is their sum. */
    record Mean() implements MessageAggregator {
        @Override
        public void add(float[] message, int offset, float[] pending, int at, int width, int count) {
            if (count == 0) {
                System.arraycopy(message, offset, pending, at, width);
                return;
            }
            for (int j = 0; j < width; j++) {
                pending[at + j] += message[offset + j];
            }
        }

        @Override
        public void read(float[] pending, int at, int width, int count, float[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = pending[at + j] / count;
            }
        }
    }
}
