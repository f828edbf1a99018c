package io.tgl.eval.record;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.AtomicFile;
import io.tgl.core.io.InputFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads and writes run records as JSON. */
public final class RunRecords {
    /** Larger files are refused before they are read. */
    static final long LARGEST_BYTES = 64L << 20;

    /** Doubles keep their bits: they are written as the shortest text that reads back to them. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RunRecords() {}

    /** Writes a record whole or not at all. */
    public static void write(Path file, RunRecord record) {
        AtomicFile.write(file, toJson(record).getBytes(StandardCharsets.UTF_8));
    }

    /** The record as JSON text. */
    public static String toJson(RunRecord record) {
        try {
            return JSON.writeValueAsString(record) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run record that cannot be written: " + record.label(), e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws InvalidInput naming file and field, if it is no run record or one of another major format version
     */
    public static RunRecord read(Path file) {
        try {
            InputFile.checked(file);
            if (Files.size(file) > LARGEST_BYTES) {
                throw InvalidInput.at(
                        file.toString(), "a run record of at most " + LARGEST_BYTES + " bytes", Files.size(file));
            }
            return fromJson(Files.readString(file), file.toString());
        } catch (MalformedInputException e) {
            throw new InvalidInput(file + ": expected JSON in UTF-8, found other bytes", e);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    /**
     * Reads a record from text.
     *
     * @param where name of the file, for messages
     */
    public static RunRecord fromJson(String json, String where) {
        try {
            JsonNode tree = JSON.readTree(json);
            JsonNode version = tree.get("formatVersion");
            if (version == null || !version.isTextual()) {
                throw InvalidInput.at(where, "a run record with the text field formatVersion", "none");
            }
            requireReadable(version.textValue(), where);
            addNewerFields(tree);
            return JSON.treeToValue(tree, RunRecord.class);
        } catch (JsonMappingException e) {
            throw new InvalidInput(where + ", field " + path(e) + ": " + oneLine(e), e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new InvalidInput(where + place + ": expected JSON, found " + oneLine(e), e);
        }
    }

    /** What older minors of the format do not have yet: 1.1 added data.caveat, 1.2 added series. */
    private static void addNewerFields(JsonNode tree) {
        if (tree instanceof ObjectNode record && !record.has("series")) {
            record.putArray("series");
        }
        if (tree.get("data") instanceof ObjectNode data && !data.has("caveat")) {
            data.put("caveat", "");
        }
    }

    private static void requireReadable(String found, String where) {
        String major = RunRecord.FORMAT.substring(0, RunRecord.FORMAT.indexOf('.') + 1);
        if (!found.startsWith(major)) {
            throw InvalidInput.at(
                    where + ", field formatVersion",
                    "version " + major + "x (this library writes " + RunRecord.FORMAT + ")",
                    "version \"" + found + "\"");
        }
    }

    /** "training.curves.seconds[3]". */
    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "(root)" : path.startsWith(".") ? path.substring(1) : path;
    }

    private static String oneLine(JacksonException e) {
        Throwable cause = e.getCause();
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
