package io.tgl.datasets.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cards of the resource {@code catalog.json}, and before them those of a user's own file of that form, which the
 * environment variable {@value #OWN} (or the property {@code tgl.catalog}) names.
 */
public final class Catalog {
    /** Names a user's own catalog. */
    public static final String OWN = "TGL_CATALOG";

    private static final String RESOURCE = "catalog.json";
    private static final List<DatasetCard> CARDS = read();

    private Catalog() {}

    /** All cards: the user's own, then those of the resource, by collection. */
    public static List<DatasetCard> cards() {
        Optional<Path> own = DataPlaces.told("tgl.catalog", OWN);
        if (own.isEmpty()) {
            return CARDS;
        }
        List<DatasetCard> cards = new ArrayList<>(read(own.get()));
        cards.addAll(CARDS);
        return cards;
    }

    /** The card of that name or alias, in any case; a user's own before others. */
    public static Optional<DatasetCard> find(String name) {
        return cards().stream().filter(card -> card.isCalled(name)).findFirst();
    }

    private static List<DatasetCard> read() {
        try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return cards(JsonMapper.builder().build().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE, e);
        }
    }

    private static List<DatasetCard> read(Path file) {
        try (InputStream in = Files.newInputStream(InputFile.checked(file))) {
            return cards(JsonMapper.builder().build().readTree(in));
        } catch (JsonProcessingException e) {
            throw new InvalidInput(file + ": expected JSON, found " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw InputFile.refusal(file, e);
        }
    }

    private static List<DatasetCard> cards(JsonNode content) {
        List<DatasetCard> cards = new ArrayList<>();
        content.path("datasets").forEach(card -> cards.add(CardReader.card(card)));
        return List.copyOf(cards);
    }
}
