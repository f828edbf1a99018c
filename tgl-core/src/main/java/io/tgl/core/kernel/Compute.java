package io.tgl.core.kernel;

import io.tgl.core.parallel.Workers;

/** What computes: the kernels and the threads. No result depends on either. */
public record Compute(Kernels kernels, Workers workers) {}
