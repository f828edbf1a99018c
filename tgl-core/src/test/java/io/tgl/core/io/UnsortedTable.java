package io.tgl.core.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** A table as a service holds it: sources 0, destinations and weights the row numbers given, any times. */
final class UnsortedTable {
    private UnsortedTable() {}

    static VectorSchemaRoot root(BufferAllocator allocator, int[] rows, long[] time) {
        IntVector source = new IntVector("src", allocator);
        IntVector destination = new IntVector("dst", allocator);
        BigIntVector times = new BigIntVector("time", allocator);
        Float4Vector weight = new Float4Vector("weight", allocator);
        VectorSchemaRoot root = new VectorSchemaRoot(List.of(source, destination, times, weight));
        fill(root, rows, time);
        return root;
    }

    static void fill(VectorSchemaRoot root, int[] rows, long[] time) {
        root.allocateNew();
        for (int i = 0; i < rows.length; i++) {
            ((IntVector) root.getVector("src")).setSafe(i, 0);
            ((IntVector) root.getVector("dst")).setSafe(i, rows[i]);
            ((BigIntVector) root.getVector("time")).setSafe(i, time[i]);
            ((Float4Vector) root.getVector("weight")).setSafe(i, rows[i]);
        }
        root.setRowCount(rows.length);
    }

    static void write(OutputStream out, int[] rows, long[] time) throws IOException {
        try (BufferAllocator allocator = ArrowMemory.allocator(1 << 24);
                VectorSchemaRoot root = root(allocator, rows, time);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(out))) {
            writer.writeBatch();
        }
    }
}
