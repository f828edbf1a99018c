package io.tgl.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalog as data: complete, consistent, and true where the files are at hand. */
class CatalogTest {
    @TempDir
    Path folder;

    /** Every family that a user may look for is there. */
    @Test
    void holdsEveryFamily() {
        assertThat(Datasets.names())
                .contains("wikipedia", "reddit", "mooc", "lastfm", "enron", "socialevo", "uci", "flights", "canparl")
                .contains("uslegis", "untrade", "unvote", "contacts", "myket", "bitcoin-otc", "bitcoin-alpha")
                .contains("wiki-rfa", "epinions", "stackoverflow", "wiki-talk", "chess", "primary-school", "icews14")
                .contains("icews18", "icews05-15", "yago", "wiki-tkg", "gdelt", "findkg", "as-733", "vgrnn-enron")
                .contains("ctgcn-facebook", "chickenpox", "metr-la", "pems-bay", "elliptic", "reddit-hyperlinks-body")
                .contains("cora", "citeseer", "pubmed", "tgbl-wiki", "tgbn-trade", "thgl-software", "tkgl-icews")
                .contains("tgbseq-flickr", "flights-3m");
    }

    @Test
    void namesAreDistinctAndFilesStayInTheFolder() {
        Set<String> names = new HashSet<>();
        for (DatasetCard card : Catalog.cards()) {
            assertThat(card.name()).matches("[a-z0-9-]+");
            List<String> all = new ArrayList<>(card.aliases());
            all.add(card.name());
            Set<String> own = new HashSet<>();
            all.forEach(name -> own.add(name.toLowerCase(Locale.ROOT)));
            assertThat(names).as(card.name()).doesNotContainAnyElementsOf(own);
            names.addAll(own);
            for (DatasetCard.Form form : card.forms()) {
                List<String> places = new ArrayList<>(form.files());
                form.sources().forEach(source -> {
                    places.add(source.file());
                    places.addAll(source.members().values());
                });
                assertThat(places)
                        .allMatch(place ->
                                Path.of("root", place).normalize().startsWith("root") && !place.startsWith("/"));
            }
        }
    }

    /** What is fetched gives the files that are read. */
    @Test
    void sourcesGiveTheFilesOfTheirForm() {
        for (DatasetCard card : Catalog.cards()) {
            for (DatasetCard.Form form : card.forms()) {
                Set<String> got = new HashSet<>();
                form.sources().forEach(source -> {
                    got.add(source.file().replaceAll("\\.gz$", ""));
                    got.addAll(source.members().values());
                });
                if (!form.sources().isEmpty()) {
                    assertThat(got).as(card.name()).containsAll(form.files());
                }
            }
        }
    }

    @Test
    void whatIsMeasuredSaysSo() {
        for (DatasetCard card : Catalog.cards()) {
            boolean measured =
                    card.forms().stream().anyMatch(form -> !form.measured().isEmpty());
            assertThat(measured).as(card.name()).isEqualTo(card.verified() == DatasetCard.Verified.MEASURED);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name": "x", "colour": "red"}                     | catalog, x: expected fields of a card, found "colour"
            {"name": "x"}                                      | catalog, x: expected a field collection, found none
            {"name": "x", "collection": "c", "task": "t", "timeUnit": "s", "split": "s", "verified": "sure"} | MEASURED
            """)
    void aFaultyCardIsRefused(String json, String message) throws IOException {
        var node = JsonMapper.builder().build().readTree(json);
        assertThatThrownBy(() -> CardReader.card(node))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void withoutFilesTheMessageNamesPlaceAndCommand() {
        DatasetCard enron = Datasets.card("Enron");
        DataPlaces nowhere = new DataPlaces(Optional.empty(), folder);
        assertThatThrownBy(() -> new DatasetStore(nowhere).load(enron, false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("TGL_DATA is not set", folder.toString(), "tgl data fetch enron");
        DataPlaces empty = new DataPlaces(Optional.of(folder), folder.resolve("cache"));
        assertThatThrownBy(() -> new DatasetStore(empty).load(enron, false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("TGL_DATA", folder.toString());
    }

    @Test
    void aMistypedNameIsToldSimilarOnes() {
        assertThatThrownBy(() -> Datasets.card("wikpedia"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("\"wikpedia\"", "similar: wikipedia", "tgl data list");
        assertThat(Similarity.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Similarity.nearest("icews", Datasets.names(), 9)).contains("icews14", "tkgl-icews");
    }

    /** Whatever of the catalog is in the folder: read in every form, and every count as stated. */
    @Test
    void theDataSetsOfTheFolderAreAsStated() {
        String data = System.getenv(DataPlaces.FOLDER);
        assumeTrue(data != null, "TGL_DATA is not set: the folder with the public data sets");
        DatasetStore store = new DatasetStore(new DataPlaces(Optional.of(Path.of(String.valueOf(data))), folder));
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (DatasetCard card : Catalog.cards()) {
            for (DatasetCard.Form form : store.present(card)) {
                read++;
                store.read(card, form)
                        .differences()
                        .forEach(difference -> wrong.add(card.name() + ", " + difference.text()));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThanOrEqualTo(1);
        assertThat(store.load(Datasets.card("wikipedia"), false).incomparable()).isPresent();
    }
}
