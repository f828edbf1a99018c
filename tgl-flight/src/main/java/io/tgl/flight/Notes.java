package io.tgl.flight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The JSON beside the record batches: acknowledgements, what actions take and give. */
final class Notes {
    private static final JsonMapper JSON = new JsonMapper();

    private Notes() {}

    static byte[] bytes(Map<String, ?> values) {
        try {
            return JSON.writeValueAsBytes(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values are JSON", e);
        }
    }

    /** The values in a buffer that the caller closes. */
    static ArrowBuf buffer(BufferAllocator allocator, Map<String, ?> values) {
        byte[] bytes = bytes(values);
        ArrowBuf buffer = allocator.buffer(bytes.length);
        buffer.writeBytes(bytes);
        return buffer;
    }

    /** An object; an empty one if there are no bytes. */
    static JsonNode object(byte @Nullable [] bytes, String where) {
        try {
            JsonNode node = bytes == null || bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw new InvalidInput(
                    where + ": expected a JSON object, found " + excerpt(new String(bytes, StandardCharsets.UTF_8)), e);
        }
        throw InvalidInput.at(where, "a JSON object", excerpt(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static String excerpt(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    static JsonNode object(@Nullable ArrowBuf buffer, String where) {
        if (buffer == null) {
            return object(new byte[0], where);
        }
        byte[] bytes = new byte[Math.toIntExact(buffer.readableBytes())];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return object(bytes, where);
    }

    /** A whole number that must be there. */
    static long integer(JsonNode object, String name, String where) {
        JsonNode value = object.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw InvalidInput.at(where + ", " + name, "a 64-bit whole number", value);
        }
        return value.longValue();
    }
}
