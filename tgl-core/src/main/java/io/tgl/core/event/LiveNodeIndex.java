package io.tgl.core.event;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.base.StateArrays;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * External node ids (numbers or texts) of a live stream and their dense ids. A new node gets the dense id that was freed
 * last, or else the next one; a removed node gives its dense id back. Safe for use by several threads, of which one may
 * change it at a time.
 */
public final class LiveNodeIndex {
    private final boolean text;
    private final Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();
    private final Object2IntOpenHashMap<String> texts = new Object2IntOpenHashMap<>();
    private final IntArrayList free = new IntArrayList();
    private long[] numberOf = new long[0];
    private String[] textOf = new String[0];
    private boolean[] present = new boolean[0];
    private int bound;

    /** An empty index. */
    public LiveNodeIndex(boolean text) {
        this.text = text;
        numbers.defaultReturnValue(-1);
        texts.defaultReturnValue(-1);
    }

    /** The nodes of an index under the same dense ids. */
    public static LiveNodeIndex of(NodeIndex nodes) {
        LiveNodeIndex index = new LiveNodeIndex(nodes.isText());
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.isText()) {
                index.add(nodes.text(node));
            } else {
                index.add(nodes.number(node));
            }
        }
        return index;
    }

    /** Whether external ids are texts; otherwise they are numbers. */
    public boolean isText() {
        return text;
    }

    /** Nodes present. */
    public synchronized int size() {
        return bound - free.size();
    }

    /** One more than the largest dense id that was ever given out. */
    public synchronized int bound() {
        return bound;
    }

    /** Whether the dense id belongs to a node now. */
    public synchronized boolean has(int node) {
        return node >= 0 && node < bound && present[node];
    }

    /** Dense id of a number, -1 if there is no such node. */
    public synchronized int nodeOf(long id) {
        return numbers.get(id);
    }

    /** Dense id of a text, -1 if there is no such node; where ids are numbers, of the number it spells. */
    public synchronized int nodeOf(String id) {
        if (text) {
            return texts.getInt(id);
        }
        return NodeIndex.isPlainNumber(id) ? numbers.get(Long.parseLong(id)) : -1;
    }

    /** External id of a node as a number; refused where ids are texts. */
    public synchronized long number(int node) {
        check(node);
        if (text) {
            throw InvalidInput.at("node " + node, "an external id that is a number", "the text '" + textOf[node] + "'");
        }
        return numberOf[node];
    }

    /** External id of a node as a text; numbers in decimal. */
    public synchronized String text(int node) {
        check(node);
        return text ? textOf[node] : Long.toString(numberOf[node]);
    }

    private void check(int node) {
        if (!has(node)) {
            throw InvalidInput.at("node", "one of the " + size() + " present", node);
        }
    }

    /** Dense id of a number, given out now if it is new. */
    public synchronized int add(long id) {
        if (text) {
            throw InvalidInput.at("node index", "ids that are texts", "the number " + id);
        }
        int node = numbers.get(id);
        if (node < 0) {
            node = next();
            numbers.put(id, node);
            numberOf[node] = id;
        }
        return node;
    }

    /** Dense id of a text, given out now if it is new. */
    public synchronized int add(String id) {
        if (!text) {
            throw InvalidInput.at("node index", "ids that are numbers", "the text '" + id + "'");
        }
        int node = texts.getInt(id);
        if (node < 0) {
            node = next();
            texts.put(id, node);
            textOf[node] = id;
        }
        return node;
    }

    private int next() {
        int node = free.isEmpty() ? bound++ : free.removeInt(free.size() - 1);
        if (bound > present.length) {
            int room = Math.max(16, bound + (bound >> 1));
            present = Arrays.copyOf(present, room);
            numberOf = text ? numberOf : Arrays.copyOf(numberOf, room);
            textOf = text ? Arrays.copyOf(textOf, room) : textOf;
        }
        present[node] = true;
        return node;
    }

    /**
     * Takes a node out. Taken out in the reverse order of their coming, new nodes leave the index as it was before them.
     */
    public synchronized void remove(int node) {
        check(node);
        if (text) {
            texts.removeInt(textOf[node]);
            textOf[node] = "";
        } else {
            numbers.remove(numberOf[node]);
        }
        present[node] = false;
        free.add(node);
    }

    /** Takes out a node that came last, as if it had never come. */
    public synchronized void undo(int node, int boundBefore) {
        remove(node);
        if (node >= boundBefore) {
            free.removeInt(free.size() - 1);
            bound = Math.min(bound, node);
        }
    }

    /** A copy as named arrays: external ids of the present nodes, dense ids that are free in the order of their use. */
    public synchronized Map<String, Object> state() {
        Map<String, Object> arrays = new LinkedHashMap<>();
        arrays.put("bound", new int[] {bound});
        arrays.put("free", free.toIntArray());
        if (text) {
            int[] length = new int[bound];
            byte[][] bytes = new byte[bound][];
            int total = 0;
            for (int node = 0; node < bound; node++) {
                bytes[node] = (present[node] ? textOf[node] : "").getBytes(StandardCharsets.UTF_8);
                length[node] = bytes[node].length;
                total = Math.addExact(total, length[node]);
            }
            int[] packed = new int[total];
            int at = 0;
            for (byte[] one : bytes) {
                for (byte b : one) {
                    packed[at++] = b;
                }
            }
            arrays.put("text_length", length);
            arrays.put("text_bytes", packed);
        } else {
            arrays.put("number", Arrays.copyOf(numberOf, bound));
        }
        return arrays;
    }

    /** The index that {@link #state} was taken from. */
    public static LiveNodeIndex restored(Map<String, Object> state) {
        boolean text = state.containsKey("text_length");
        LiveNodeIndex index = new LiveNodeIndex(text);
        int bound = StateArrays.ints(state, "bound")[0];
        int[] free = StateArrays.ints(state, "free");
        String[] texts = text ? texts(state, bound) : new String[0];
        long[] numbers = text ? new long[0] : StateArrays.longs(state, "number");
        StateArrays.requireLength(text ? "text_length" : "number", bound, text ? texts.length : numbers.length);
        boolean[] isFree = new boolean[bound];
        for (int node : free) {
            isFree[node] = true;
        }
        for (int node = 0; node < bound; node++) {
            index.next();
            if (text) {
                index.textOf[node] = texts[node];
            } else {
                index.numberOf[node] = numbers[node];
            }
            index.present[node] = !isFree[node];
            if (!isFree[node] && text) {
                index.texts.put(texts[node], node);
            } else if (!isFree[node]) {
                index.numbers.put(numbers[node], node);
            }
        }
        index.free.addElements(0, free);
        return index;
    }

    private static String[] texts(Map<String, Object> state, int bound) {
        int[] length = StateArrays.ints(state, "text_length");
        int[] packed = StateArrays.ints(state, "text_bytes");
        StateArrays.requireLength("text_length", bound, length.length);
        StateArrays.requireLength(
                "text_bytes", Arrays.stream(length).asLongStream().sum(), packed.length);
        byte[] bytes = new byte[packed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) packed[i];
        }
        String[] texts = new String[bound];
        int at = 0;
        for (int node = 0; node < bound; node++) {
            texts[node] = new String(bytes, at, length[node], StandardCharsets.UTF_8);
            at += length[node];
        }
        return texts;
    }
}
