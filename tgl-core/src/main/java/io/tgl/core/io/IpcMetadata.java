package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/** Checks message metadata for what would lead Arrow into endless recursion or huge allocations. */
final class IpcMetadata {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_FIELDS = 1 << 16;

    private final String where;
    private int fields;

    private IpcMetadata(String where) {
        this.where = where;
    }

    /** Damaged offsets can make a field its own child. */
    static void checkSchema(String where, Message message) {
        Schema schema = (Schema) message.header(new Schema());
        IpcMetadata check = new IpcMetadata(where);
        for (int i = 0; schema != null && i < schema.fieldsLength(); i++) {
            check.checkField(schema.fields(i), 1);
        }
    }

    private void checkField(Field field, int depth) {
        if (depth > MAX_DEPTH || ++fields > MAX_FIELDS) {
            throw InvalidInput.at(
                    where, "a schema of at most " + MAX_FIELDS + " fields, " + MAX_DEPTH + " levels deep", "more");
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            checkField(field.children(i), depth + 1);
        }
    }

    /** Buffers of text views are counted by the message; Arrow reserves a list of that size before it looks at them. */
    static void checkBufferCounts(String where, Message message) {
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        long buffers = 0;
        for (int i = 0; batch != null && i < batch.variadicBufferCountsLength(); i++) {
            long count = batch.variadicBufferCounts(i);
            buffers += count;
            if (count < 0 || count > batch.buffersLength() || buffers > batch.buffersLength()) {
                throw InvalidInput.at(where, "at most " + batch.buffersLength() + " buffers of text views", count);
            }
        }
    }
}
