package io.tgl.core.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tgl.core.base.InvalidInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named tensors in the safetensors format: an 8-byte little-endian header length, a JSON header of element type, shape
 * and offsets, then the elements without gaps. Read whole or refused with {@link InvalidInput}: offsets must be
 * contiguous and end with the file, and nothing is allocated for a size that the file does not have. Files carry {@link
 * FormatVersion#KEY} in their metadata; those of other software need not.
 */
public final class Safetensors extends NamedArrays {
    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final int ALIGNMENT = 8;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("F16", ElementType.little('f', 2)),
            Map.entry("F32", ElementType.little('f', 4)),
            Map.entry("F64", ElementType.little('f', 8)),
            Map.entry("I8", ElementType.little('i', 1)),
            Map.entry("I16", ElementType.little('i', 2)),
            Map.entry("I32", ElementType.little('i', 4)),
            Map.entry("I64", ElementType.little('i', 8)),
            Map.entry("U8", ElementType.little('u', 1)),
            Map.entry("U16", ElementType.little('u', 2)),
            Map.entry("U32", ElementType.little('u', 4)),
            Map.entry("U64", ElementType.little('u', 8)),
            Map.entry("BOOL", ElementType.little('b', 1)));

    private final Map<String, String> metadata;

    private Safetensors(String file, Map<String, StoredArray> arrays, Map<String, String> metadata) {
        super(file, arrays);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    private record Entry(String name, ElementType type, int[] shape, long from, long to) {}

    /** The file's texts beside the tensors, by key in ascending order. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Reads a file. */
    public static Safetensors read(Path file) {
        InputFile.checked(file);
        String where = file.toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long size = Files.size(file);
            int headerBytes = headerLength(where, in.readNBytes(ALIGNMENT), size);
            JsonNode header = parseHeader(where, in.readNBytes(headerBytes));
            Map<String, String> metadata = metadataOf(where, header);
            FormatVersion.check(where, metadata);
            List<Entry> entries = entriesOf(where, header);
            checkOffsets(where, entries, size - ALIGNMENT - headerBytes);
            Map<String, StoredArray> arrays = new LinkedHashMap<>();
            for (Entry entry : entries) {
                byte[] bytes = in.readNBytes((int) (entry.to - entry.from));
                if (bytes.length < entry.to - entry.from) {
                    throw InvalidInput.at(where + ", tensor " + entry.name, "all of its bytes", bytes.length);
                }
                String tensor = where + ", tensor " + entry.name;
                arrays.put(entry.name, new StoredArray(tensor, entry.type, entry.shape, bytes));
            }
            return new Safetensors(where, arrays, metadata);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private static int headerLength(String where, byte[] start, long fileBytes) {
        if (start.length < ALIGNMENT) {
            throw InvalidInput.at(where, "a safetensors file", "only " + start.length + " bytes");
        }
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        long limit = Math.min(MAX_HEADER_BYTES, fileBytes - ALIGNMENT);
        if (length < 2 || length > limit) {
            throw InvalidInput.at(where, "a safetensors header of 2 to " + limit + " bytes", length);
        }
        return (int) length;
    }

    private static JsonNode parseHeader(String where, byte[] text) {
        try {
            JsonNode header = JSON.readTree(text);
            if (header.isObject()) {
                return header;
            }
        } catch (IOException e) {
            throw new InvalidInput(where + ": expected a header in JSON, found " + firstLine(e), e);
        }
        throw InvalidInput.at(where, "a header that is a JSON object", "something else");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Map<String, String> metadataOf(String where, JsonNode header) {
        Map<String, String> metadata = new TreeMap<>();
        JsonNode node = header.path(METADATA);
        if (!node.isMissingNode() && !node.isObject()) {
            throw InvalidInput.at(where, METADATA + " as an object", node.getNodeType());
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw InvalidInput.at(where + ", " + METADATA, "texts", entry.getKey() + " = " + entry.getValue());
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
        return metadata;
    }

    private static List<Entry> entriesOf(String where, JsonNode header) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entryOf(where + ", tensor " + field.getKey(), field.getKey(), field.getValue()));
            }
        }
        // An empty tensor shares its offset with the next one and comes first; names keep the order total.
        entries.sort(Comparator.comparingLong(Entry::from)
                .thenComparingLong(Entry::to)
                .thenComparing(Entry::name));
        return entries;
    }

    private static Entry entryOf(String where, String name, JsonNode node) {
        String typeName = node.path("dtype").asText();
        ElementType type = TYPES.get(typeName);
        if (type == null) {
            throw InvalidInput.at(
                    where, "a dtype among " + TYPES.keySet().stream().sorted().toList(), typeName);
        }
        JsonNode shapeNode = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        boolean wellFormed = shapeNode.isArray() && offsets.isArray() && offsets.size() == 2;
        for (JsonNode number : offsets) {
            wellFormed &= number.isIntegralNumber() && number.canConvertToLong();
        }
        for (JsonNode number : shapeNode) {
            wellFormed &= number.isIntegralNumber() && number.canConvertToInt();
        }
        if (!wellFormed) {
            throw InvalidInput.at(where, "a shape and two data_offsets of integers", node);
        }
        int[] shape = new int[shapeNode.size()];
        Arrays.setAll(shape, d -> shapeNode.get(d).intValue());
        long from = offsets.get(0).longValue();
        long to = offsets.get(1).longValue();
        long expected = NpyHeader.elements(where, shape) * type.bytes();
        if (from < 0 || to < from || to - from != expected || expected > Npy.MAX_ARRAY_BYTES) {
            throw InvalidInput.at(
                    where, expected + " bytes for shape " + Arrays.toString(shape), "offsets " + from + " to " + to);
        }
        return new Entry(name, type, shape, from, to);
    }

    private static void checkOffsets(String where, List<Entry> entries, long dataBytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.from != end) {
                throw InvalidInput.at(where + ", tensor " + entry.name, "elements from byte " + end, entry.from);
            }
            end = entry.to;
        }
        if (end != dataBytes) {
            throw InvalidInput.at(where, end + " bytes of elements", dataBytes);
        }
    }

    /**
     * Writes the tensors, whole or not at all: wider element types first, so that all are aligned, otherwise in the
     * map's order. Equal input gives equal bytes. Texts are refused.
     */
    public static void write(Path file, Map<String, StoredArray> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, StoredArray>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingInt(tensor -> -tensor.getValue().type().bytes()));
        ObjectNode header = JSON.createObjectNode();
        Map<String, String> texts = new TreeMap<>(metadata);
        texts.putIfAbsent(FormatVersion.KEY, FormatVersion.CURRENT);
        ObjectNode metadataNode = header.putObject(METADATA);
        texts.forEach(metadataNode::put);
        long offset = 0;
        for (Map.Entry<String, StoredArray> tensor : ordered) {
            offset = describe(header, tensor.getKey(), tensor.getValue(), offset);
        }
        AtomicFile.write(file, out -> {
            byte[] text = JSON.writeValueAsBytes(header);
            int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            ByteBuffer length = ByteBuffer.allocate(ALIGNMENT).order(ByteOrder.LITTLE_ENDIAN);
            out.write(length.putLong(padded).array());
            byte[] spaced = Arrays.copyOf(text, padded);
            Arrays.fill(spaced, text.length, padded, (byte) ' ');
            out.write(spaced);
            for (Map.Entry<String, StoredArray> tensor : ordered) {
                out.write(tensor.getValue().rawBytes());
            }
        });
    }

    private static long describe(ObjectNode header, String name, StoredArray array, long offset) {
        ElementType type = array.type();
        String typeName = TYPES.entrySet().stream()
                .filter(known -> known.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> InvalidInput.at("tensor " + name, "little-endian numbers", type.descr()));
        if (name.equals(METADATA)) {
            throw InvalidInput.at("tensor", "a name other than " + METADATA, name);
        }
        ObjectNode node = header.putObject(name).put("dtype", typeName);
        for (int dimension : array.shape()) {
            node.withArray("shape").add(dimension);
        }
        if (array.shape().length == 0) {
            node.putArray("shape");
        }
        long end = offset + array.rawBytes().length;
        node.putArray("data_offsets").add(offset).add(end);
        return end;
    }
}
