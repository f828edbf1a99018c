package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;

/**
 * External node ids (64-bit numbers or texts) and the dense ids 0 .. {@link #size} - 1 that everything inside uses.
 * Immutable. An index that was built from events numbers the nodes in the order of first appearance: event by event,
 * the source before the destination. So it depends on the events alone, and a growing stream never renumbers.
 */
public abstract sealed class NodeIndex permits IdentityIndex, NumberIndex, TextIndex {
    NodeIndex() {}

    /** The index whose external ids are the dense ids themselves, 0 .. size - 1. */
    public static NodeIndex identity(int size) {
        return new IdentityIndex(size);
    }

    /** Numbers in the order given; a repeated one is refused. */
    public static NodeIndex ofNumbers(long... ids) {
        NodeIndexBuilder builder = NodeIndexBuilder.numbers();
        for (int i = 0; i < ids.length; i++) {
            checkNew(builder.add(ids[i]), i, ids[i]);
        }
        return builder.build();
    }

    /** Texts in the order given; a repeated one is refused. */
    public static NodeIndex ofTexts(String... ids) {
        NodeIndexBuilder builder = NodeIndexBuilder.texts();
        for (int i = 0; i < ids.length; i++) {
            checkNew(builder.add(ids[i]), i, ids[i]);
        }
        return builder.build();
    }

    private static void checkNew(int node, int position, Object id) {
        if (node != position) {
            throw InvalidInput.at("node index, position " + position, "ids that differ", "the id " + id + " again");
        }
    }

    /** Number of nodes. */
    public abstract int size();

    /** Whether external ids are texts; otherwise they are numbers. */
    public abstract boolean isText();

    /** Whether the external id of every node is its dense id. */
    public abstract boolean isIdentity();

    /** External id of a node as a number; refused where ids are texts. */
    public abstract long number(int node);

    /** External id of a node as a text; numbers in decimal. */
    public abstract String text(int node);

    /** Dense id of an external number, -1 if it is not in the index or ids are texts. */
    public abstract int nodeOf(long id);

    /** Dense id of an external text, -1 if it is not in the index; where ids are numbers, of the number it spells. */
    public abstract int nodeOf(String id);

    final void checkNode(int node) {
        if (node < 0 || node >= size()) {
            throw new IndexOutOfBoundsException("node " + node + " of an index of " + size() + " nodes");
        }
    }

    /** The number that a text spells in its only decimal form (no sign but minus, no leading zeros). */
    static boolean isPlainNumber(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        int length = text.length() - digits;
        if (length < 1 || length > 19 || (text.charAt(digits) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = digits; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return length < 19
                || text.substring(digits).compareTo(digits == 1 ? "9223372036854775808" : "9223372036854775807") <= 0;
    }

    @Override
    public String toString() {
        return "NodeIndex[" + size() + (isIdentity() ? " dense ids]" : isText() ? " texts]" : " numbers]");
    }
}
