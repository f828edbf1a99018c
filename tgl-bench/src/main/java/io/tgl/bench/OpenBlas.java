package io.tgl.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/** The OpenBLAS that comes with ND4J, on one thread: what dense products are compared with. */
@SuppressWarnings("restricted")
final class OpenBlas {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;
    private static final int TRANSPOSED = 112;
    private static final Linker LINKER = Linker.nativeLinker();

    private OpenBlas() {}

    /**
     * Loads it, with one thread and with the kernels of this processor.
     *
     * @return the processor that it found
     */
    static String start() {
        // This variable would choose kernels for another processor, and an unfair comparison.
        try (var arena = Arena.ofConfined()) {
            MemorySegment variable = arena.allocateFrom("OPENBLAS_CORETYPE");
            LINKER.defaultLookup().find("unsetenv").ifPresent(unsetenv -> callInt(unsetenv, variable));
        }
        Loader.load(openblas.class);
        return startedCore();
    }

    private static void callInt(MemorySegment function, MemorySegment argument) {
        try {
            int ignored = (int) LINKER.downcallHandle(function, FunctionDescriptor.of(JAVA_INT, ADDRESS))
                    .invokeExact(argument);
        } catch (Throwable t) {
            throw new IllegalStateException("a function of the C library cannot be called", t);
        }
    }

    private static String startedCore() {
        try {
            function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT))
                    .invokeExact(1);
            MemorySegment name = (MemorySegment) function("openblas_get_corename", FunctionDescriptor.of(ADDRESS))
                    .invokeExact();
            return name.reinterpret(64).getString(0);
        } catch (Throwable t) {
            throw new IllegalStateException("OpenBLAS cannot be called", t);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Pointer address = Loader.addressof(name);
        if (address == null) {
            throw new IllegalStateException("OpenBLAS has no function " + name);
        }
        return LINKER.downcallHandle(MemorySegment.ofAddress(address.address()), descriptor);
    }

    /** C = op(A) op(B), or C += op(A) op(B), row-major and dense. */
    static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            FloatPointer a,
            FloatPointer b,
            FloatPointer c,
            boolean accumulate) {
        int lda = transposeA ? m : k;
        int ldb = transposeB ? k : n;
        openblas.cblas_sgemm(
                ROW_MAJOR,
                transposeA ? TRANSPOSED : AS_IS,
                transposeB ? TRANSPOSED : AS_IS,
                m,
                n,
                k,
                1f,
                a,
                lda,
                b,
                ldb,
                accumulate ? 1f : 0f,
                c,
                n);
    }
}
