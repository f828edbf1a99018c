package io.tgl.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to a data set by a card of the test's own, and the converted form. */
class CatalogReaderTest {
    @TempDir
    Path folder;

    /** A card with one form; {@code form} and {@code statistics} are JSON. */
    static DatasetCard card(String verified, String published, String form) throws IOException {
        String json = """
                {"name": "small", "collection": "c", "task": "t", "timeUnit": "s", "split": "s", "citation": "Someone",
                 "home": "https://example.org", "source": "src", "license": "free", "verified": "%s",
                 "published": %s, "forms": [%s]}""".formatted(verified, published, form);
        return CardReader.card(JsonMapper.builder().build().readTree(json));
    }

    private DatasetStore store() {
        return new DatasetStore(new DataPlaces(Optional.of(folder), folder.resolve("cache")));
    }

    private static final String RATED = """
            {"format": "csv", "files": ["small.csv"], "header": false, "columns": ["src", "dst", "weight", "time"],
             "tick": "MILLISECONDS", "timeUnit": "SECONDS", "ids": "FROM_ONE", "weightIsFeature": true,
             "signIsLabel": true, "measured": {"events": 2, "nodes": 3, "features": 1, "positiveLabels": 1}}""";

    @Test
    void idsFromOneSignsAndFeaturesAreDerived() throws IOException {
        Files.writeString(folder.resolve("small.csv"), "1,2,-3,5.25\n2,3,4,6.5\n");
        Dataset rated = store().load(card("measured", "{}", RATED), false);
        EventStream events = rated.events();
        assertThat(events.nodeCount()).isEqualTo(3);
        assertThat(events.source(0)).isZero();
        assertThat(rated.nodes().number(2)).isEqualTo(3);
        assertThat(IntStream.range(0, 2).mapToDouble(events::label)).containsExactly(0.0, 1.0);
        float[] feature = new float[1];
        events.features().copyRow(0, feature, 0);
        assertThat(feature).containsExactly(-3f);
        assertThat(events.time(0)).isEqualTo(5250);
    }

    @Test
    void bipartiteIdsAreJoined() throws IOException {
        Files.writeString(folder.resolve("small.csv"), "u,i,t,state\n0,1,0.0,0\n2,0,6.0,1\n");
        Dataset jodie = store().load(card("measured", "{\"nodes\": 5}", """
                {"format": "csv", "files": ["small.csv"], "header": true, "columns": ["u", "i", "t", "label=state"],
                 "timeUnit": "SECONDS", "ids": "BIPARTITE_FROM_ZERO", "measured": {"events": 2}}"""), false);
        assertThat(IntStream.range(0, 2).map(jodie.events()::destination)).containsExactly(4, 3);
    }

    @Test
    void otherCountsThanStatedAreRefusedUnlessForcedOrUnsure() throws IOException {
        Files.writeString(folder.resolve("small.csv"), "1,2,-3,5\n2,3,4,6\n3,2,1,7\n");
        DatasetCard card = card("measured", "{\"events\": 9}", RATED);
        assertThatThrownBy(() -> store().load(card, false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("small", "events: expected 2 as measured, found 3", "--force");
        ReadDataset forced = store().read(card, true);
        assertThat(forced.differences())
                .extracting(StatisticDifference::name)
                .containsExactly("events", "positiveLabels");
        assertThat(forced.dataset().deviations()).contains(new Dataset.Deviation("events", "2", "3"));
        DatasetCard unsure = card("unverified", "{\"events\": 9}", RATED);
        assertThat(store().load(unsure, false).deviations()).hasSize(2);
    }

    @Test
    void theConvertedFormIsTheSameAndNoticesAChangedSource() throws IOException {
        Path file = Files.writeString(folder.resolve("small.csv"), "who,whom,when\nann,bob,5\nbob,ann,5\ncy,cy,7\n");
        DatasetCard card = card("as published", "{\"events\": 3}", """
                {"format": "csv", "files": ["small.csv"], "header": true, "columns": ["who", "whom", "when"],
                 "timeUnit": "SECONDS"}""");
        DatasetStore store = store();
        Dataset read = store.load(card, true);
        Path arrow = folder.resolve("cache/arrow/small.arrow");
        assertThat(arrow).exists();
        DatasetCard.Form form = card.forms().getFirst();
        ConvertedDatasets converted = new ConvertedDatasets(folder.resolve("cache/arrow"));
        Dataset again = converted.load(card, form, java.util.List.of(file)).orElseThrow();
        assertThat(again.sha256()).isEqualTo(read.sha256()).isEqualTo(EventDigest.sha256(again.events()));
        assertThat(IntStream.range(0, 3).mapToObj(again.nodes()::text)).containsExactly("ann", "bob", "cy");
        // Touched but equal: still valid. Changed: void, also at the same size.
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000));
        assertThat(converted.load(card, form, java.util.List.of(file))).isPresent();
        Files.writeString(file, "who,whom,when\nann,bob,5\nbob,cyd,5\ncy,cy,7\n".replace("cyd", "cy "));
        assertThat(converted.load(card, form, java.util.List.of(file))).isEmpty();
        assertThat(store.load(card, true).events().destination(1)).isEqualTo(2);
        assertThat(converted.load(card, form, java.util.List.of(file))).isPresent();
        // A damaged Arrow file is not used, and the files are read.
        Files.write(arrow, new byte[(int) Files.size(arrow)]);
        assertThat(store.load(card, false).events().size()).isEqualTo(3);
    }

    @Test
    void theCacheStandsWhereTheSystemKeepsSuch() {
        assertThat(DataPlaces.usualCache(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/tgl"));
        assertThat(DataPlaces.usualCache(Map.of()).toString()).contains("tgl");
    }
}
