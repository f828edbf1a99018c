package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a Python pickle, of the few kinds that {@link Pickle} reads. Values may be shared; none is code. */
public sealed interface Pickled {
    /** None. */
    record Nothing() implements Pickled {}

    /** A truth value. */
    record Truth(boolean value) implements Pickled {}

    /** An integer of at most 64 bits. */
    record Whole(long value) implements Pickled {}

    /** A floating-point number. */
    record Real(double value) implements Pickled {}

    /** A text. */
    record Text(String value) implements Pickled {}

    /** Bytes. */
    record Bytes(byte[] value) implements Pickled {}

    /** A tuple or a list. */
    record Items(List<Pickled> values) implements Pickled {}

    /** A dictionary: entry i is keys[i] to values[i], in the file's order; equal keys are not found out. */
    record Dictionary(List<Pickled> keys, List<Pickled> values) implements Pickled {}

    /** A NumPy array. */
    final class Array implements Pickled {
        private @Nullable StoredArray value;

        Array() {}

        void complete(StoredArray array) {
            value = array;
        }

        /** The array; refused if the pickle did not give its elements. */
        public StoredArray value() {
            if (value == null) {
                throw new InvalidInput("pickled array: expected its elements, found none");
            }
            return value;
        }
    }

    /** A NumPy element type, which arrays refer to. */
    final class Element implements Pickled {
        private final String name;
        private String order = "|";

        Element(String name) {
            this.name = name;
        }

        void order(String byteOrder) {
            order = byteOrder;
        }

        /** NumPy's spelling with the byte order, e.g. "&lt;i8". */
        public String descr() {
            return order + name;
        }
    }

    /** One of the names that make arrays. */
    enum Constructor implements Pickled {
        /** Text to bytes, as protocol 2 writes them. */
        ENCODE,
        /** No bytes, as protocol 2 writes them. */
        NO_BYTES,
        /** An array whose elements come later. */
        EMPTY_ARRAY,
        /** A NumPy number. */
        SCALAR,
        /** An array with its elements. */
        FROM_BUFFER,
        /** The array class, an argument of others. */
        ARRAY_CLASS,
        /** An element type. */
        ELEMENT_TYPE
    }
}
