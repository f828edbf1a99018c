package io.tgl.core.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What this JVM can do, as far as it decides which kernels are fast. */
final class VirtualMachine {
    private VirtualMachine() {}

    /** Whether {@code Math.fma} is an instruction. A JVM that does not say is believed to have it. */
    static boolean hasFusedMultiplyAdd() {
        return !"false".equals(option("UseFMA"));
    }

    /** Why vectors are not compiled to vector instructions here; null if they are. */
    static @Nullable String noVectorCompiler() {
        if (System.getProperty("java.vm.info", "").contains("interpreted mode")) {
            return "the JVM only interprets (-Xint)";
        }
        String tier = option("TieredStopAtLevel");
        if (tier != null && !"4".equals(tier)) {
            return "the optimising compiler is off (-XX:TieredStopAtLevel=" + tier + ")";
        }
        return null;
    }

    private static @Nullable String option(String name) {
        try {
            HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return bean == null ? null : bean.getVMOption(name).getValue();
        } catch (IllegalArgumentException | LinkageError e) {
            return null;
        }
    }
}
