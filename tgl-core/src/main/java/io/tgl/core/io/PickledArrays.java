package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.Pickled.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The only names that a pickle may ask for: how NumPy pickles arrays and numbers, and how protocol 2 writes bytes. */
final class PickledArrays {
    private static final Set<String> CORE = Set.of("numpy.core.", "numpy._core.");
    private static final int LONGEST_NAME = 200;

    private PickledArrays() {}

    /** The constructor of that name; any other name is refused. */
    static Constructor named(String place, String module, String name) {
        String whole = module + "." + name;
        for (String core : CORE) {
            if (whole.startsWith(core)) {
                switch (whole.substring(core.length())) {
                    case "multiarray._reconstruct" -> {
                        return Constructor.EMPTY_ARRAY;
                    }
                    case "multiarray.scalar" -> {
                        return Constructor.SCALAR;
                    }
                    case "numeric._frombuffer" -> {
                        return Constructor.FROM_BUFFER;
                    }
                    default -> {}
                }
            }
        }
        return switch (whole) {
            case "numpy.ndarray" -> Constructor.ARRAY_CLASS;
            case "numpy.dtype" -> Constructor.ELEMENT_TYPE;
            case "_codecs.encode" -> Constructor.ENCODE;
            case "builtins.bytes", "__builtin__.bytes" -> Constructor.NO_BYTES;
            default ->
                throw InvalidInput.at(
                        place,
                        "nothing but dictionaries, tuples, numbers and NumPy arrays",
                        "the name " + printable(whole));
        };
    }

    private static String printable(String name) {
        String plain = name.replaceAll("[^\\x21-\\x7e]", "?");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "..." : plain;
    }

    /** Calls a constructor. */
    static Pickled call(String place, Pickled callee, Pickled arguments) {
        if (callee instanceof Constructor constructor && arguments instanceof Pickled.Items(List<Pickled> given)) {
            return switch (constructor) {
                case EMPTY_ARRAY -> new Pickled.Array();
                case ELEMENT_TYPE -> elementType(place, text(place, given, 0));
                case SCALAR -> scalar(place, given);
                case FROM_BUFFER -> fromBuffer(place, given);
                case ENCODE -> new Pickled.Bytes(latin1(place, text(place, given, 0)));
                case NO_BYTES -> noBytes(place, given);
                case ARRAY_CLASS -> throw InvalidInput.at(place, "an array from its parts", "a call of its class");
            };
        }
        throw InvalidInput.at(place, "a call of an array's constructor", "another call");
    }

    /** Completes an array or an element type. */
    static void build(String place, Pickled target, Pickled state) {
        if (!(state instanceof Pickled.Items(List<Pickled> parts))) {
            throw InvalidInput.at(place, "the state of an array", "another value");
        }
        switch (target) {
            case Pickled.Element element -> element.order(text(place, parts, 1));
            case Pickled.Array array -> {
                if (!(part(place, parts, 3) instanceof Pickled.Truth(boolean columnMajor)) || columnMajor) {
                    throw InvalidInput.at(place, "an array in row-major order", "another order");
                }
                array.complete(array(place, element(place, parts, 2), shape(place, parts, 1), bytes(place, parts, 4)));
            }
            default -> throw InvalidInput.at(place, "an array to complete", "another value");
        }
    }

    private static Pickled elementType(String place, String name) {
        if (ElementType.parse(place, "|" + name).isText()) {
            throw InvalidInput.at(place, "an array of numbers", name);
        }
        return new Pickled.Element(name);
    }

    private static byte[] latin1(String place, String text) {
        if (text.chars().anyMatch(c -> c > 0xFF)) {
            throw InvalidInput.at(place, "a text of bytes", "other characters");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Pickled noBytes(String place, List<Pickled> given) {
        if (!given.isEmpty()) {
            throw InvalidInput.at(place, "bytes of nothing", "bytes of " + given.size() + " arguments");
        }
        return new Pickled.Bytes(new byte[0]);
    }

    private static Pickled fromBuffer(String place, List<Pickled> given) {
        if (!text(place, given, 3).equals("C")) {
            throw InvalidInput.at(place, "an array in row-major order", "another order");
        }
        Pickled.Array array = new Pickled.Array();
        array.complete(array(place, element(place, given, 1), shape(place, given, 2), bytes(place, given, 0)));
        return array;
    }

    private static Pickled scalar(String place, List<Pickled> given) {
        StoredArray one = array(place, element(place, given, 0), new int[0], bytes(place, given, 1));
        return one.type().kind() == 'f' ? new Pickled.Real(one.doubles()[0]) : new Pickled.Whole(one.longs()[0]);
    }

    private static StoredArray array(String place, Pickled.Element element, int[] shape, byte[] bytes) {
        ElementType type = ElementType.parse(place, element.descr());
        long expected = NpyHeader.elements(place, shape) * type.bytes();
        if (expected != bytes.length) {
            throw InvalidInput.at(place, expected + " bytes of elements", bytes.length);
        }
        return new StoredArray(place, type, shape, bytes);
    }

    private static int[] shape(String place, List<Pickled> parts, int i) {
        if (!(part(place, parts, i) instanceof Pickled.Items(List<Pickled> dimensions))) {
            throw InvalidInput.at(place, "the shape of an array", "another value");
        }
        int[] shape = new int[dimensions.size()];
        for (int d = 0; d < shape.length; d++) {
            if (!(dimensions.get(d) instanceof Pickled.Whole(long size)) || size < 0 || size > Integer.MAX_VALUE) {
                throw InvalidInput.at(place, "dimensions from 0 to 2^31 - 1", "another value");
            }
            shape[d] = (int) size;
        }
        return shape;
    }

    private static Pickled.Element element(String place, List<Pickled> parts, int i) {
        if (part(place, parts, i) instanceof Pickled.Element element) {
            return element;
        }
        throw InvalidInput.at(place, "an element type", "another value");
    }

    private static byte[] bytes(String place, List<Pickled> parts, int i) {
        if (part(place, parts, i) instanceof Pickled.Bytes(byte[] bytes)) {
            return bytes;
        }
        throw InvalidInput.at(place, "the bytes of an array", "another value");
    }

    private static String text(String place, List<Pickled> parts, int i) {
        if (part(place, parts, i) instanceof Pickled.Text(String text)) {
            return text;
        }
        throw InvalidInput.at(place, "a text", "another value");
    }

    private static Pickled part(String place, List<Pickled> parts, int i) {
        if (i >= parts.size()) {
            throw InvalidInput.at(place, "at least " + (i + 1) + " parts", parts.size());
        }
        return parts.get(i);
    }
}
