package io.tgl.core.io;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What the schema metadata of an event table can say, beside {@link FormatVersion#KEY}. */
final class ArrowMetadata {
    /** Node ids are dense, 0 to this count - 1. */
    static final String NODE_COUNT = "tgl.node_count";

    /** Number of events, where the writer knew it: a second guard against truncation. */
    static final String EVENT_COUNT = "tgl.event_count";

    /** What one tick of an integer time column is, a {@link TimeGranularity} in lower case. */
    static final String GRANULARITY = "tgl.time_granularity";

    /** Library and version that wrote the table. */
    static final String WRITER = "tgl.writer";

    private ArrowMetadata() {}

    static OptionalLong count(String where, Map<String, String> metadata, String key, long max) {
        String text = metadata.get(key);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= max) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException e) {
            throw new InvalidInput(where + ", metadata " + key + ": expected a number, found '" + text + "'", e);
        }
        throw InvalidInput.at(where + ", metadata " + key, "a number from 0 to " + max, text);
    }

    static TimeGranularity granularity(String where, Map<String, String> metadata, TimeGranularity otherwise) {
        String text = metadata.get(GRANULARITY);
        if (text == null) {
            return otherwise;
        }
        return Arrays.stream(TimeGranularity.values())
                .filter(known -> spelling(known).equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.at(
                        where + ", metadata " + GRANULARITY,
                        "one of " + Arrays.toString(TimeGranularity.values()).toLowerCase(Locale.ROOT),
                        text));
    }

    static String spelling(TimeGranularity granularity) {
        return granularity.name().toLowerCase(Locale.ROOT);
    }
}
