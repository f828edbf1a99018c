package io.tgl.core.kernel;

import io.tgl.core.base.InvalidInput;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the kernels of this JVM, once: the vector provider where it is fast, else the scalar one, which gives the same
 * bits. The system property {@value #PROPERTY} forces one: {@code scalar}, {@code vector} or {@code auto}.
 */
public final class KernelProvider {
    /** Name of the system property. */
    public static final String PROPERTY = "tgl.kernels";

    private static final String VECTOR_FLAG = "--add-modules jdk.incubator.vector";
    private static final Logger LOG = LoggerFactory.getLogger(KernelProvider.class);

    private KernelProvider() {}

    /** Holds the choice, made and logged when it is first asked for. */
    private static final class Holder {
        static final Kernels CHOSEN = choose(System.getProperty(PROPERTY, "auto"));
    }

    /**
     * The kernels of this JVM.
     *
     * @throws InvalidInput if the property forces the vector provider where it cannot run, or has another value
     */
    public static Kernels kernels() {
        return Holder.CHOSEN;
    }

    /** The scalar provider: the specification. */
    public static Kernels scalar() {
        return new ScalarKernels();
    }

    /**
     * The vector provider, fast or not.
     *
     * @throws InvalidInput if this JVM was started without the Vector API
     */
    public static Kernels vector() {
        try {
            return Class.forName("io.tgl.core.kernel.VectorKernels")
                    .asSubclass(Kernels.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw unavailable(e);
        }
    }

    static Kernels choose(String wanted) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "scalar" -> logged(scalar(), "forced by -D" + PROPERTY);
            case "vector" -> logged(vector(), "forced by -D" + PROPERTY);
            case "auto" -> automatic();
            default -> throw InvalidInput.at("system property " + PROPERTY, "scalar, vector or auto", wanted);
        };
    }

    private static Kernels automatic() {
        if (!VirtualMachine.hasFusedMultiplyAdd()) {
            LOG.warn("This processor or JVM has no fused multiply-add instruction: it is emulated with the same bits,"
                    + " and matrix products are about 200 times slower.");
            return logged(scalar(), "the vector kernels need the instruction");
        }
        String reason = VirtualMachine.noVectorCompiler();
        if (reason != null) {
            return logged(scalar(), reason);
        }
        try {
            return logged(vector(), null);
        } catch (InvalidInput e) {
            return logged(scalar(), "slower, same results; " + e.getMessage());
        }
    }

    private static Kernels logged(Kernels kernels, @Nullable String reason) {
        LOG.info("Kernels: {}{}", kernels.name(), reason == null ? "" : " (" + reason + ")");
        return kernels;
    }

    private static InvalidInput unavailable(Throwable cause) {
        boolean missing = ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty();
        String message = missing ? "the JVM was started without " + VECTOR_FLAG : String.valueOf(cause.getMessage());
        return new InvalidInput("vector kernels: " + message, cause);
    }
}
