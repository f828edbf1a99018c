package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** A column of external ids as plain values, dictionaries resolved. */
sealed interface IdColumn {
    /** 32-bit numbers: the fast path. */
    record Ints(int[] values) implements IdColumn {}

    /** Numbers. */
    record Longs(long[] values) implements IdColumn {}

    /** Texts; rows with one dictionary entry share one object. */
    record Texts(String[] values) implements IdColumn {}

    /** Reads a complete column of ids. */
    static IdColumn read(
            TablePlace place, String column, FieldVector vector, int rows, DictionaryProvider dictionaries) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding != null) {
            return expand(place, column, vector, rows, dictionary(place, column, encoding, dictionaries), dictionaries);
        }
        if (ArrowColumns.isText(vector)) {
            return new Texts(ArrowColumns.texts(place, column, vector, rows));
        }
        if (ArrowColumns.isInt32(vector)) {
            ArrowColumns.checkComplete(place, column, vector, rows);
            return new Ints(ArrowColumns.copyInts(vector.getDataBuffer(), rows));
        }
        if (ArrowColumns.isInteger(vector)) {
            return new Longs(ArrowColumns.longs(place, column, vector, rows));
        }
        throw place.refuse(
                column, "ids (int32, int64 or utf8)", vector.getField().getType());
    }

    static FieldVector dictionary(
            TablePlace place, String column, DictionaryEncoding encoding, DictionaryProvider dictionaries) {
        Dictionary dictionary = dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw place.refuse(column, "a dictionary", "none with id " + encoding.getId());
        }
        return dictionary.getVector();
    }

    private static IdColumn expand(
            TablePlace place,
            String column,
            FieldVector indices,
            int rows,
            FieldVector dictionary,
            DictionaryProvider dictionaries) {
        int entries = dictionary.getValueCount();
        IdColumn values =
                read(new TablePlace(place.table(), 0), column + " (dictionary)", dictionary, entries, dictionaries);
        long[] positions = ArrowColumns.longs(place, column, indices, rows);
        for (int row = 0; row < rows; row++) {
            if (positions[row] < 0 || positions[row] >= entries) {
                throw place.refuse(row, column, "a dictionary position below " + entries, positions[row]);
            }
        }
        if (values instanceof Texts texts) {
            String[] out = new String[rows];
            for (int row = 0; row < rows; row++) {
                out[row] = texts.values[(int) positions[row]];
            }
            return new Texts(out);
        }
        long[] numbers = longs(values);
        long[] out = new long[rows];
        for (int row = 0; row < rows; row++) {
            out[row] = numbers[(int) positions[row]];
        }
        return new Longs(out);
    }

    /** Numbers of either width as 64-bit ones. */
    static long[] longs(IdColumn ids) {
        return switch (ids) {
            case Longs longs -> longs.values;
            case Ints ints -> {
                long[] out = new long[ints.values.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = ints.values[i];
                }
                yield out;
            }
            case Texts _ -> throw new InvalidInput("expected ids that are numbers, found texts");
        };
    }
}
