package io.tgl.datasets.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The cards of the resource {@code catalog.json}. */
final class Catalog {
    private static final String RESOURCE = "catalog.json";
    private static final List<DatasetCard> CARDS = read();

    private Catalog() {}

    /** The content of the resource. */
    private record Content(String formatVersion, List<DatasetCard> datasets) {}

    /** All cards, in the order of the resource. */
    static List<DatasetCard> cards() {
        return CARDS;
    }

    /** The card of that name or alias, in any case. */
    static Optional<DatasetCard> find(String name) {
        return CARDS.stream().filter(card -> card.isCalled(name)).findFirst();
    }

    private static List<DatasetCard> read() {
        try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return List.copyOf(
                    JsonMapper.builder().build().readValue(in, Content.class).datasets());
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }
}
