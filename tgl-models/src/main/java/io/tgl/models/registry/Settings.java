package io.tgl.models.registry;

import io.tgl.core.base.InvalidInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the settings of a model one by one, keeps what was used, and refuses what no one asked for. */
final class Settings {
    private final String model;
    private final Map<String, String> given;
    private final Map<String, String> used = new LinkedHashMap<>();

    Settings(String model, Map<String, String> given) {
        this.model = model;
        this.given = given;
    }

    int integer(String name, int published) {
        return value(name, published, Integer::valueOf, "a whole number");
    }

    float real(String name, float published) {
        return value(name, published, Float::valueOf, "a number");
    }

    double real(String name, double published) {
        return value(name, published, Double::valueOf, "a number");
    }

    boolean choice(String name, boolean published) {
        return value(name, published, Settings::strictBoolean, "true or false");
    }

    private <T> T value(String name, T published, Function<String, T> parser, String expected) {
        String text = given.getOrDefault(name, String.valueOf(published));
        try {
            T value = parser.apply(text);
            used.put(name, String.valueOf(value));
            return value;
        } catch (NumberFormatException e) {
            throw new InvalidInput(model + ", setting " + name + ": expected " + expected + ", found " + text, e);
        }
    }

    private static Boolean strictBoolean(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new NumberFormatException(text);
        };
    }

    /** Every setting that was read, in that order. */
    Map<String, String> used() {
        TreeSet<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(used.keySet());
        if (!unknown.isEmpty()) {
            throw InvalidInput.at(
                    model + ", settings",
                    used.isEmpty() ? "none" : "some of " + String.join(", ", used.keySet()),
                    String.join(", ", unknown));
        }
        return used;
    }
}
