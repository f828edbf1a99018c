package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;

/** Dense ids that are the external ids: nothing is stored. */
final class IdentityIndex extends NodeIndex {
    private final int size;

    IdentityIndex(int size) {
        if (size < 0) {
            throw InvalidInput.at("node index", "a size of at least 0", size);
        }
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public boolean isIdentity() {
        return true;
    }

    @Override
    public long number(int node) {
        checkNode(node);
        return node;
    }

    @Override
    public String text(int node) {
        return Long.toString(number(node));
    }

    @Override
    public int nodeOf(long id) {
        return id >= 0 && id < size ? (int) id : -1;
    }

    @Override
    public int nodeOf(String id) {
        return isPlainNumber(id) ? nodeOf(Long.parseLong(id)) : -1;
    }
}
