package io.tgl.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    @TempDir
    Path folder;

    @Test
    void withoutTheFolderTheMessageNamesVariableAndFile() {
        DatasetCard enron = Catalog.find("Enron").orElseThrow();
        assertThatThrownBy(() -> new DataFolder(Optional.empty()).load(enron))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("TGL_DATA", "enron/ml_enron.txt", "not set");
        assertThatThrownBy(() -> new DataFolder(Optional.of(folder)).load(enron))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("TGL_DATA", "enron/ml_enron.txt", folder.toString());
    }

    @Test
    void aFileWithOtherCountsThanThePublishedIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("enron"));
        Files.writeString(folder.resolve("enron/ml_enron.txt"), "1 2 0\n2 1 5\n");
        assertThatThrownBy(() -> new DataFolder(Optional.of(folder))
                        .load(Catalog.find("enron").orElseThrow()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("enron, events", "125235 as published", "2");
    }

    @Test
    void idsFromOneBipartiteIdsSignsAndFeaturesAreDerived() throws IOException {
        Dataset rated = small(
                "1,2,-3,5.25\n2,3,4,6.5\n", DatasetCard.Ids.FROM_ONE, false, List.of("src", "dst", "weight", "time"));
        EventStream events = rated.events();
        assertThat(events.nodeCount()).isEqualTo(3);
        assertThat(events.source(0)).isZero();
        assertThat(rated.nodes().number(2)).isEqualTo(3);
        assertThat(List.of(events.label(0), events.label(1))).containsExactly(0f, 1f);
        float[] feature = new float[1];
        events.features().copyRow(0, feature, 0);
        assertThat(feature).containsExactly(-3f);
        Dataset jodie = small(
                "user_id,item_id,timestamp,state_label,comma_separated_list_of_features\n0,1,0.0,0,1.5,2.5\n2,0,6.0,1,3.5,4.5\n",
                DatasetCard.Ids.BIPARTITE_FROM_ZERO,
                true,
                List.of("user_id", "item_id", "timestamp", "weight=state_label", "f0", "f1"));
        assertThat(jodie.events().nodeCount()).isEqualTo(5);
        assertThat(IntStream.range(0, 2).map(jodie.events()::destination)).containsExactly(4, 3);
    }

    private Dataset small(String text, DatasetCard.Ids ids, boolean header, List<String> columns) throws IOException {
        Files.writeString(folder.resolve("small.csv"), text);
        DatasetCard any = Catalog.find("bitcoin-otc").orElseThrow();
        DatasetCard card = new DatasetCard(
                "small",
                List.of(),
                "",
                "small.csv",
                new DatasetCard.Table(
                        header, columns, any.table().timeUnit(), any.table().tick(), false),
                ids,
                true,
                true,
                new DatasetCard.Statistics(2, header ? 5 : 3, 2, null, null, 0, 1, 1),
                List.of(),
                null,
                "",
                "",
                "");
        return new DataFolder(Optional.of(folder)).load(card);
    }

    /** Every data set of the catalog has the statistics of its card: loading it checks them. */
    @Test
    void everyDataSetHasItsPublishedStatistics() {
        String data = System.getenv(DataFolder.VARIABLE);
        assumeTrue(data != null, "TGL_DATA is not set: the folder with the public data sets");
        String found = Catalog.cards().stream()
                .map(card -> Datasets.load(card.name()))
                .map(set -> set.name() + " " + set.events().size() + " "
                        + set.events().nodeCount())
                .collect(Collectors.joining(", "));
        assertThat(found).contains("wikipedia 157474 9227", "mooc 411749 7144", "bitcoin-alpha 24186 3783");
        assertThat(Datasets.load("wikipedia").incomparable()).isPresent();
    }
}
