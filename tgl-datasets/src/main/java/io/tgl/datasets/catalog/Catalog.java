package io.tgl.datasets.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cards of the resource {@code catalog.json}. */
public final class Catalog {
    private static final String RESOURCE = "catalog.json";
    private static final List<DatasetCard> CARDS = read();

    private Catalog() {}

    /** All cards, in the order of the resource: by collection. */
    public static List<DatasetCard> cards() {
        return CARDS;
    }

    /** The card of that name or alias, in any case. */
    public static Optional<DatasetCard> find(String name) {
        return CARDS.stream().filter(card -> card.isCalled(name)).findFirst();
    }

    private static List<DatasetCard> read() {
        try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            JsonNode content = JsonMapper.builder().build().readTree(in);
            List<DatasetCard> cards = new ArrayList<>();
            content.path("datasets").forEach(card -> cards.add(CardReader.card(card)));
            return List.copyOf(cards);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }
}
