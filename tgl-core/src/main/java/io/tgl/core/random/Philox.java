package io.tgl.core.random;
/** Placeholder. */
public final class Philox {
    private Philox() {}
}
