package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;

/** Checks of settings. */
final class Ranges {
    private Ranges() {}

    static void check(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw InvalidInput.at("setting " + setting, least + " to " + most, value);
        }
    }

    /** A share from 0 to 1. */
    static void checkShare(String setting, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw InvalidInput.at("setting " + setting, "0 to 1", value);
        }
    }

    /** A mean gap in seconds. */
    static void checkGap(double value) {
        if (!(value > 0 && value <= 1e6)) {
            throw InvalidInput.at("setting gap", "above 0, at most 1000000 seconds", value);
        }
    }
}
