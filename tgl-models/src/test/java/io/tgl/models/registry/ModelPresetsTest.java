package io.tgl.models.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelPresetsTest {
    private static final List<String> DATA = List.of(
            "wikipedia",
            "reddit",
            "mooc",
            "lastfm",
            "enron",
            "socialevo",
            "uci",
            "flights",
            "canparl",
            "uslegis",
            "untrade",
            "unvote",
            "contact");

    /** Those of the nine published models that this library has. */
    private static List<String> models() {
        return Stream.of("jodie", "dyrep", "tgat", "tgn", "cawn", "edgebank", "tcl", "graphmixer", "dygformer")
                .filter(ModelRegistry.names()::contains)
                .toList();
    }

    /** Wherever a model of this library has the setting, the published value is one that it takes. */
    @Test
    void everyModelTakesItsPublishedSettings() {
        for (String model : models()) {
            for (String data : DATA) {
                Map<String, String> preset = ModelPresets.supported(model, data, "random");
                Map<String, String> settings = ModelRegistry.settings(model, preset);
                assertThat(preset).as(model + " on " + data).isNotEmpty();
                preset.forEach((name, value) -> assertThat(settings).containsKey(name));
            }
        }
    }

    /** Settings that the table has for a model and this library does not know: none but these. */
    @Test
    void nothingPublishedIsOutOfReach() {
        for (String model : models()) {
            Map<String, String> published = ModelPresets.published(model, "canparl", "random");
            published.keySet().removeAll(ModelRegistry.settings(model, Map.of()).keySet());
            assertThat(published.keySet()).as(model).isSubsetOf("sampling");
        }
    }

    @Test
    void theMoreSpecialRowWins() {
        assertThat(ModelPresets.published("tgn", "enron", "random")).containsEntry("dropout", "0.0");
        assertThat(ModelPresets.published("tgn", "my.csv", "random"))
                .containsEntry("dropout", "0.1")
                .containsEntry("neighbors", "10");
        assertThat(ModelPresets.published("edgebank", "CollegeMsg", "random")).containsEntry("memory", "unlimited");
        assertThat(ModelPresets.published("edgebank", "uci", "historical")).containsEntry("memory", "fixed_proportion");
        assertThat(ModelPresets.published("edgebank", "uci", "inductive")).containsEntry("memory", "repeat_interval");
        assertThat(ModelPresets.published("dygformer", "CanParl", "random"))
                .containsEntry("max-length", "2048")
                .containsEntry("patch", "64");
        assertThat(ModelPresets.published("cawn", "uci", "random")).containsEntry("neighbors", "64");
    }
}
