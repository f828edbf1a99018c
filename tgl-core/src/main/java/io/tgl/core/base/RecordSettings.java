package io.tgl.core.base;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Configuration records as text and back. The component {@code nodeWidth} is the setting {@code node-width}; numbers and
 * enumerations are themselves; a truth value {@code mergeDropout} or {@code mergeDraws} is the setting
 * {@code shared-draws}, {@code merged} or {@code separate}.
 */
public final class RecordSettings {
    private static final String SHARED_DRAWS = "shared-draws";
    private static final String MERGED = "merged";
    private static final String SEPARATE = "separate";

    private RecordSettings() {}

    /** All settings in the order of the record's components. */
    public static Map<String, String> texts(Record config) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            texts.put(name(component), text(value(config, component)));
        }
        return texts;
    }

    /**
     * The usual configuration with the options' changes.
     *
     * @param owner whose settings they are, for messages
     *
     * @throws InvalidInput for an option that the record does not have or a value that it cannot take
     */
    public static <C extends Record> C read(String owner, C usual, Map<String, String> options) {
        RecordComponent[] components = usual.getClass().getRecordComponents();
        refuseUnknown(
                owner,
                options,
                Arrays.stream(components).map(RecordSettings::name).toList());
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String text = options.get(name(components[i]));
            values[i] = text == null ? value(usual, components[i]) : parse(name(components[i]), types[i], text);
        }
        return construct(usual, types, values);
    }

    /** Refuses an option that is not among the known ones. */
    public static void refuseUnknown(String owner, Map<String, String> options, List<String> known) {
        options.keySet().stream()
                .filter(option -> !known.contains(option))
                .sorted()
                .findFirst()
                .ifPresent(option -> {
                    throw InvalidInput.at(
                            "option of " + owner,
                            "one of " + known.stream().sorted().toList(),
                            option);
                });
    }

    private static String name(RecordComponent component) {
        return component.getType() == boolean.class
                ? SHARED_DRAWS
                : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        return switch (value) {
            case Boolean merged -> merged ? MERGED : SEPARATE;
            case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    private static Object parse(String name, Class<?> type, String text) {
        if (type == boolean.class) {
            return choice(name, List.of(MERGED, SEPARATE), text).equals(MERGED);
        }
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            List<String> names =
                    Arrays.stream(constants).map(RecordSettings::text).toList();
            return constants[names.indexOf(choice(name, names, text))];
        }
        try {
            return number(type, text);
        } catch (NumberFormatException e) {
            throw new InvalidInput("option " + name + ": expected a number, found " + text, e);
        }
    }

    private static Object number(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == float.class) {
            return Float.valueOf(text);
        }
        if (type == double.class) {
            return Double.valueOf(text);
        }
        throw new IllegalStateException("settings of " + type);
    }

    private static String choice(String name, List<String> choices, String text) {
        if (!choices.contains(text)) {
            throw InvalidInput.at("option " + name, "one of " + choices, text);
        }
        return text;
    }

    private static Object value(Record config, RecordComponent component) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("configuration records are public", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <C extends Record> C construct(C usual, Class<?>[] types, Object[] values) {
        try {
            return (C) usual.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidInput refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("configuration records are public", e);
        }
    }
}
