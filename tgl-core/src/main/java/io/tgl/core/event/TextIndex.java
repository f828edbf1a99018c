package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/** Texts as external ids; equal means equal code points, nothing is normalised. */
final class TextIndex extends NodeIndex {
    private final List<String> texts;
    private final Object2IntOpenHashMap<String> map;

    TextIndex() {
        this.texts = new ArrayList<>();
        this.map = new Object2IntOpenHashMap<>();
        map.defaultReturnValue(-1);
    }

    private TextIndex(TextIndex from) {
        this.texts = new ArrayList<>(from.texts);
        this.map = from.map.clone();
    }

    TextIndex copy() {
        return new TextIndex(this);
    }

    /** The dense id, given out now if the id is new. */
    int add(String id) {
        int node = map.getInt(id);
        if (node < 0) {
            node = texts.size();
            texts.add(id);
            map.put(id, node);
        }
        return node;
    }

    /** Forgets the nodes from {@code newSize} on. */
    void truncate(int newSize) {
        while (texts.size() > newSize) {
            map.removeInt(texts.removeLast());
        }
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public boolean isText() {
        return true;
    }

    @Override
    public boolean isIdentity() {
        return false;
    }

    @Override
    public long number(int node) {
        throw InvalidInput.at("node " + node, "an external id that is a number", "the text '" + text(node) + "'");
    }

    @Override
    public String text(int node) {
        checkNode(node);
        return texts.get(node);
    }

    @Override
    public int nodeOf(long id) {
        return -1;
    }

    @Override
    public int nodeOf(String id) {
        return map.getInt(id);
    }
}
