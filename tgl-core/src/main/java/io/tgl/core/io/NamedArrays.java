package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * The arrays of one file by name. The getters refuse a name that is not there, and convert as {@link StoredArray} does.
 */
public abstract sealed class NamedArrays permits Npz, Safetensors {
    private final String file;
    private final Map<String, StoredArray> arrays;

    NamedArrays(String file, Map<String, StoredArray> arrays) {
        this.file = file;
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    /** Names in the file's order. */
    public final Set<String> names() {
        return arrays.keySet();
    }

    /** Whether there is an array of this name. */
    public final boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** The array of this name; refused if there is none. */
    public final StoredArray array(String name) {
        StoredArray array = arrays.get(name);
        if (array == null) {
            throw InvalidInput.at(file, "an array named '" + name + "'", "only " + arrays.keySet());
        }
        return array;
    }

    /** Sizes of the dimensions of an array. */
    public final int[] shape(String name) {
        return array(name).shape();
    }

    /** Elements of an array as float32, row-major. */
    public final float[] floats(String name) {
        return array(name).floats();
    }

    /** Elements of an array as float64, row-major. */
    public final double[] doubles(String name) {
        return array(name).doubles();
    }

    /** Elements of an integer array as int64, row-major. */
    public final long[] longs(String name) {
        return array(name).longs();
    }

    /** Elements of an integer array as int32, row-major. */
    public final int[] ints(String name) {
        return array(name).ints();
    }

    /** Elements of an integer or bool array as bools, row-major; 0 is false. */
    public final boolean[] booleans(String name) {
        return array(name).booleans();
    }

    /** Elements of a text array, row-major. */
    public final String[] texts(String name) {
        return array(name).texts();
    }
}
