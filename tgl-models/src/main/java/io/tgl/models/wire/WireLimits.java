package io.tgl.models.wire;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;

/**
 * What a stream may send and how its times are read.
 *
 * @param maxRows rows of a record batch at most
 * @param maxBytes bytes of a record batch at most, as it comes and decompressed
 * @param tick what the model's tick is: times of another declared unit (Arrow timestamps, or {@code tgl.time_granularity}
 *     in the schema's metadata) are converted, exactly or not at all; integers without a unit are ticks
 */
public record WireLimits(int maxRows, long maxBytes, TimeGranularity tick) {
    /** 65,536 rows, 256 MiB, seconds. */
    public static final WireLimits USUAL = new WireLimits(1 << 16, 1L << 28, TimeGranularity.SECONDS);

    /** Checks the ranges. */
    public WireLimits {
        if (maxRows < 1 || maxBytes < 1) {
            throw InvalidInput.at("limits of a batch", "at least 1 row and 1 byte", maxRows + ", " + maxBytes);
        }
    }

    /** The same with this tick. */
    public WireLimits withTick(TimeGranularity modelTick) {
        return new WireLimits(maxRows, maxBytes, modelTick);
    }
}
