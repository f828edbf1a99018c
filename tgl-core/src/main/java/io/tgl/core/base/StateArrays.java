package io.tgl.core.base;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * State as named primitive arrays, {@code Map<String, Object>} in a fixed order: how parts put theirs into a whole and
 * take it out again, checked. Every getter gives a copy.
 */
public final class StateArrays {
    private StateArrays() {}

    /** Adds a part's arrays to a whole under {@code part + "."}. */
    public static void put(Map<String, Object> whole, String part, Map<String, Object> arrays) {
        arrays.forEach((name, array) -> whole.put(part + "." + name, array));
    }

    /** The arrays that {@link #put} added for a part, under their own names. */
    public static Map<String, Object> part(Map<String, Object> whole, String part) {
        Map<String, Object> arrays = new LinkedHashMap<>();
        String prefix = part + ".";
        whole.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), array);
            }
        });
        return arrays;
    }

    /** A copy of a float array. */
    public static float[] floats(Map<String, Object> arrays, String name) {
        return get(arrays, name, float[].class).clone();
    }

    /** A copy of an int array. */
    public static int[] ints(Map<String, Object> arrays, String name) {
        return get(arrays, name, int[].class).clone();
    }

    /** A copy of a long array. */
    public static long[] longs(Map<String, Object> arrays, String name) {
        return get(arrays, name, long[].class).clone();
    }

    /** Refuses an array of another length. */
    public static void requireLength(String name, long expected, int found) {
        if (expected != found) {
            throw InvalidInput.at("state array " + name, expected + " values", found);
        }
    }

    private static <T> T get(Map<String, Object> arrays, String name, Class<T> type) {
        Object array = arrays.get(name);
        if (!type.isInstance(array)) {
            throw InvalidInput.at(
                    "state array " + name,
                    type.getSimpleName(),
                    array == null ? "none" : array.getClass().getSimpleName());
        }
        return type.cast(array);
    }
}
