package io.tgl.core.kernel;

import io.tgl.core.base.PhaseClock;
import io.tgl.core.parallel.Workers;

/** What computes: the kernels and the threads. No result depends on either, nor on the clock of phases. */
public record Compute(Kernels kernels, Workers workers, PhaseClock clock) {
    /** Without a clock. */
    public Compute(Kernels kernels, Workers workers) {
        this(kernels, workers, PhaseClock.OFF);
    }
}
