package io.tgl.datasets.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import io.tgl.datasets.fetch.Download;
import io.tgl.datasets.format.DataFormat;
import io.tgl.datasets.format.FormatOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Reads cards from JSON; a field that is unknown or missing is refused with the card's name. */
final class CardReader {
    private static final Set<String> CARD = Set.of(
            "name",
            "aliases",
            "collection",
            "task",
            "timeUnit",
            "split",
            "verified",
            "published",
            "citation",
            "home",
            "source",
            "license",
            "notes",
            "forms");
    private static final Set<String> FORM = Set.of(
            "format",
            "files",
            "columns",
            "header",
            "delimiter",
            "timeUnit",
            "tick",
            "sort",
            "bipartite",
            "ids",
            "weightIsFeature",
            "signIsLabel",
            "sources",
            "measured",
            "deviations",
            "incomparable");
    private static final Set<String> SOURCE = Set.of("url", "sha256", "bytes", "file", "members");
    private static final Set<String> DEVIATION = Set.of("what", "published", "here");

    private final String where;

    private CardReader(String where) {
        this.where = where;
    }

    static DatasetCard card(JsonNode node) {
        CardReader reader = new CardReader("catalog, " + node.path("name").asText("a card without a name"));
        reader.checkFields(node, CARD);
        return new DatasetCard(
                reader.text(node, "name"),
                reader.texts(node, "aliases"),
                reader.text(node, "collection"),
                reader.text(node, "task"),
                reader.text(node, "timeUnit"),
                reader.text(node, "split"),
                reader.constant(DatasetCard.Verified.class, reader.text(node, "verified")),
                reader.numbers(node, "published"),
                reader.text(node, "citation"),
                reader.text(node, "home"),
                reader.text(node, "source"),
                reader.text(node, "license"),
                reader.texts(node, "notes"),
                reader.list(node, "forms", reader::form));
    }

    private DatasetCard.Form form(JsonNode node) {
        checkFields(node, FORM);
        DatasetCard.Ids ids = optional(node, "ids")
                .map(text -> constant(DatasetCard.Ids.class, text))
                .orElse(DatasetCard.Ids.AS_READ);
        return new DatasetCard.Form(
                DataFormat.of(text(node, "format")),
                texts(node, "files"),
                options(node, ids),
                ids,
                node.path("weightIsFeature").asBoolean(),
                node.path("signIsLabel").asBoolean(),
                list(node, "sources", this::source),
                numbers(node, "measured"),
                list(node, "deviations", this::deviation),
                optional(node, "incomparable"));
    }

    private FormatOptions options(JsonNode node, DatasetCard.Ids ids) {
        return new FormatOptions(
                texts(node, "columns"),
                flag(node, "header"),
                optional(node, "delimiter").map(text -> text.charAt(0)),
                optional(node, "timeUnit").map(this::unit),
                optional(node, "tick").map(this::unit),
                flag(node, "sort").orElse(true),
                ids == DatasetCard.Ids.AS_READ ? NodeIds.AS_DECLARED : NodeIds.KEEP,
                flag(node, "bipartite"),
                FormatOptions.DEFAULT_MAX_BYTES);
    }

    private DatasetCard.Source source(JsonNode node) {
        checkFields(node, SOURCE);
        OptionalLong bytes =
                node.has("bytes") ? OptionalLong.of(node.path("bytes").asLong()) : OptionalLong.empty();
        Map<String, String> members = new LinkedHashMap<>();
        node.path("members")
                .properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().asText()));
        return new DatasetCard.Source(
                new Download(URI.create(text(node, "url")), optional(node, "sha256"), bytes),
                text(node, "file"),
                members);
    }

    private Dataset.Deviation deviation(JsonNode node) {
        checkFields(node, DEVIATION);
        return new Dataset.Deviation(text(node, "what"), text(node, "published"), text(node, "here"));
    }

    private TimeGranularity unit(String text) {
        return constant(TimeGranularity.class, text);
    }

    private void checkFields(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw InvalidInput.at(where, "fields of a card", "\"" + name + "\"");
            }
        });
    }

    private String text(JsonNode node, String field) {
        return optional(node, field).orElseThrow(() -> InvalidInput.at(where, "a field " + field, "none"));
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.get(field).asText()) : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.get(field).asBoolean()) : Optional.empty();
    }

    private List<String> texts(JsonNode node, String field) {
        return list(node, field, JsonNode::asText);
    }

    private <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> reader) {
        List<T> items = new ArrayList<>();
        node.path(field).forEach(item -> items.add(reader.apply(item)));
        return List.copyOf(items);
    }

    private Map<String, Long> numbers(JsonNode node, String field) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        node.path(field).properties().forEach(number -> {
            if (!number.getValue().isIntegralNumber()) {
                throw InvalidInput.at(
                        where + ", " + field + ", " + number.getKey(), "a whole number", number.getValue());
            }
            numbers.put(number.getKey(), number.getValue().asLong());
        });
        return numbers;
    }

    private <E extends Enum<E>> E constant(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace(' ', '_'));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    where + ": expected one of " + List.of(type.getEnumConstants()) + ", found \"" + text + "\"", e);
        }
    }
}
