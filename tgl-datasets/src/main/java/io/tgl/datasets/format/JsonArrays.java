package io.tgl.datasets.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a JSON file by their path, read as a stream: {@code edges}, {@code 3/weights}. Elements of an array of
 * objects share a path ({@code nodes/y}), one after the other. Texts, booleans and nulls are not kept. Numbers are kept
 * as float32; node ids are whole below 2^24.
 */
final class JsonArrays {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 64;

    private final String file;
    private final Map<String, Numbers> byPath = new LinkedHashMap<>();

    /** Numbers of one path. */
    static final class Numbers {
        private final FloatColumn values = new FloatColumn();
        private float @Nullable [] array;
        private int width;
        private int rows;
        private boolean ragged;

        /** Values, row-major. */
        float[] values() {
            float[] known = array == null ? values.toArray() : array;
            array = known;
            return known;
        }

        int size() {
            return array == null ? values.size() : array.length;
        }

        /** Innermost arrays. */
        int rows() {
            return rows;
        }

        /** Length of each innermost array; -1 if they differ. */
        int width() {
            return ragged ? -1 : width;
        }

        private void endRow(int length) {
            ragged |= rows > 0 && length != width;
            width = length;
            rows++;
        }
    }

    private JsonArrays(String file) {
        this.file = file;
    }

    static JsonArrays read(String file, InputStream in) throws IOException {
        JsonArrays all = new JsonArrays(file);
        try (JsonParser json = FACTORY.createParser(in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw InvalidInput.at(file, "a JSON object", "something else");
            }
            all.object(json, "", 0);
            if (json.nextToken() != null) {
                throw InvalidInput.at(file, "the end after the JSON object", "more");
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new InvalidInput(
                    file + ", line " + (at == null ? 1 : at.getLineNr()) + ": expected JSON, found "
                            + e.getOriginalMessage().lines().findFirst().orElse("other text"),
                    e);
        }
        return all;
    }

    private void object(JsonParser json, String path, int depth) throws IOException {
        checkDepth(depth);
        while (next(json) != JsonToken.END_OBJECT) {
            String name = json.currentName();
            next(json);
            value(json, path.isEmpty() ? name : path + "/" + name, depth + 1);
        }
    }

    private void value(JsonParser json, String path, int depth) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT -> object(json, path, depth);
            case START_ARRAY -> array(json, path, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(numbers(path), json, path);
            default -> {
                // Texts, booleans and nulls: names and settings, no readings.
            }
        }
    }

    private void array(JsonParser json, String path, int depth) throws IOException {
        checkDepth(depth);
        Numbers numbers = numbers(path);
        int length = 0;
        boolean innermost = true;
        while (next(json) != JsonToken.END_ARRAY) {
            switch (json.currentToken()) {
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    add(numbers, json, path);
                    length++;
                }
                default -> {
                    innermost = false;
                    value(json, path, depth + 1);
                }
            }
        }
        if (innermost) {
            numbers.endRow(length);
        }
    }

    private JsonToken next(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == null) {
            throw InvalidInput.at(file, "a whole JSON object", "the end of the file");
        }
        return token;
    }

    private void checkDepth(int depth) {
        if (depth > DEEPEST) {
            throw InvalidInput.at(file, "JSON of at most " + DEEPEST + " levels", "more");
        }
    }

    private void add(Numbers numbers, JsonParser json, String path) throws IOException {
        float value = json.getFloatValue();
        if (!Float.isFinite(value)) {
            throw InvalidInput.at(
                    file + ", line " + json.currentLocation().getLineNr() + ", " + path,
                    "a finite number",
                    json.getText());
        }
        numbers.values.add(value);
    }

    private Numbers numbers(String path) {
        return byPath.computeIfAbsent(path, _ -> new Numbers());
    }

    /** Paths in the file's order. */
    Set<String> paths() {
        return byPath.keySet();
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** The numbers of a path; refused if there are none. */
    Numbers get(String path) {
        Numbers numbers = byPath.get(path);
        if (numbers == null) {
            throw InvalidInput.at(file, "numbers at " + path, "none");
        }
        return numbers;
    }

    /** Pairs of node ids. */
    int[] pairs(String path) {
        Numbers numbers = get(path);
        if (numbers.width() != 2) {
            throw InvalidInput.at(file + ", " + path, "pairs of node ids", "arrays of another length");
        }
        return ids(path);
    }

    /** Whole numbers from 0. */
    int[] ids(String path) {
        float[] values = get(path).values();
        int[] ids = new int[values.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) values[i];
            if (ids[i] != values[i] || values[i] < 0 || values[i] >= 1 << 24) {
                throw InvalidInput.at(file + ", " + path, "node ids below 2^24", values[i]);
            }
        }
        return ids;
    }
}
