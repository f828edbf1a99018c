package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;

/** Names of the evaluation recipes for links. */
final class Protocols {
    static final String DYGLIB = "dyglib";
    static final String TGB = "tgb";

    private Protocols() {}

    /** Whether it is the link-ranking one; refuses unknown names. */
    static boolean isRanking(String name) {
        if (!name.equals(DYGLIB) && !name.equals(TGB)) {
            throw InvalidInput.at("--protocol", DYGLIB + " or " + TGB, name);
        }
        return name.equals(TGB);
    }
}
