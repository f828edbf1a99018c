package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.io.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results of a command as JSON, with the version of their form. */
final class JsonFile {
    private static final String FORMAT_VERSION = "1.0";

    private JsonFile() {}

    static void write(Path file, Map<String, ?> fields) throws JsonProcessingException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("formatVersion", FORMAT_VERSION);
        content.putAll(fields);
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        AtomicFile.writeText(file, mapper.writeValueAsString(content) + "\n");
    }
}
