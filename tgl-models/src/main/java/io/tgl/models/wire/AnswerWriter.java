package io.tgl.models.wire;

/**
 * Writes answers, batch by batch; a slow reader makes the caller wait. What a reader that went away causes is an {@link
 * java.io.UncheckedIOException}. For one thread.
 */
public sealed interface AnswerWriter extends AutoCloseable permits ArrowAnswerWriter, JsonAnswerWriter {
    /** Writes the answers to one batch and flushes. */
    void write(Answers answers);

    /**
     * Writes that a batch was refused, in the place of its answers.
     *
     * @param position events taken in, none of the refused batch
     */
    void refuse(String reason, long position);

    /** Ends the stream properly; the output itself stays open. */
    void end();

    /** Gives back all memory; does not end the stream, so that its reader sees that it broke off. */
    @Override
    void close();
}
