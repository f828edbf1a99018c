package io.tgl.core.io;

import java.nio.Buffer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Arrow's off-heap memory: one allocator a reader or writer, which must be empty when it closes. */
public final class ArrowMemory {
    private static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    private ArrowMemory() {}

    /** An allocator of at most {@code limit} bytes. */
    public static BufferAllocator allocator(long limit) {
        checkFlag();
        return new RootAllocator(limit);
    }

    /** Without the flag Arrow fails later with an initialisation error that hides its cause from the second time on. */
    static void checkFlag() {
        if (!Buffer.class.getModule().isOpen("java.nio", ArrowMemory.class.getModule())) {
            throw new IllegalStateException("Arrow needs the JVM flag " + FLAG + ": add it to the java command");
        }
    }
}
