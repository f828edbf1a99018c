package io.tgl.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    private static final int LARGEST_RESOURCE = 400 * 1024;

    @TempDir
    Path folder;

    @Test
    void shipsCollegeMsgWithItsPublishedStatistics() {
        Dataset uci = Datasets.load("UCI");
        assertThat(uci.events().size()).isEqualTo(59_835);
        assertThat(uci.events().nodeCount()).isEqualTo(1_899);
        assertThat(uci.distinctTimes()).isEqualTo(58_911);
        assertThat(uci.events().time(0)).isEqualTo(1_082_040_961L);
        assertThat(uci.events().time(59_834)).isEqualTo(1_098_777_142L);
        assertThat(uci.nodes().number(uci.events().source(2))).isEqualTo(5);
        assertThat(uci.events().source(2)).isEqualTo(4);
        assertThat(uci.sha256()).isEqualTo(Datasets.load("collegemsg").sha256());
        assertThat(uci.citation()).contains("Panzarasa", "2009");
    }

    @Test
    void theShippedFileIsSmallAndSaysWhereItComesFrom() throws IOException {
        try (InputStream in = CollegeMsg.class.getResourceAsStream(CollegeMsg.RESOURCE)) {
            assertThat(in).isNotNull();
            assertThat(in.readAllBytes()).hasSizeLessThan(LARGEST_RESOURCE);
        }
        try (InputStream in = CollegeMsg.class.getResourceAsStream("/io/tgl/datasets/uci/README.md")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("CC BY 4.0", "SNAP");
        }
    }

    @Test
    void theShippedEventsAreThePublishedOnes() {
        String data = System.getenv("TGL_DATA");
        assumeTrue(data != null, "TGL_DATA is not set: the folder with the public data sets");
        EventStream published =
                CollegeMsgResource.read(Path.of(String.valueOf(data), "collegemsg", "CollegeMsg.txt.zst"));
        assertThat(EventDigest.sha256(published)).isEqualTo(Datasets.load("uci").sha256());
    }

    @Test
    void loadsAFileUnderItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("my.csv"), "src,dst,time\n1,2,3\n");
        Dataset mine = Datasets.load(file.toString());
        assertThat(mine.name()).isEqualTo("my.csv");
        assertThat(mine.citation()).isEqualTo(Dataset.NOT_STATED);
    }

    @Test
    void anUnknownNameTellsTheKnownOnes() {
        assertThatThrownBy(() -> Datasets.load("ucii"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("tgl data list", "similar: uci", "\"ucii\"");
    }

    @Test
    void theDigestNamesEventsAndNotFormats() {
        EventStream events = EventStream.of(2, new int[] {0, 1}, new int[] {1, 0}, new long[] {1, 2})
                .build();
        EventStream later = EventStream.of(2, new int[] {0, 1}, new int[] {1, 0}, new long[] {1, 3})
                .build();
        EventStream weighted = EventStream.of(2, new int[] {0, 1}, new int[] {1, 0}, new long[] {1, 2})
                .weight(new float[] {1, 1})
                .build();
        assertThat(EventDigest.sha256(events))
                .isEqualTo(EventDigest.sha256(events.shiftedBy(0)))
                .isNotEqualTo(EventDigest.sha256(later))
                .isNotEqualTo(EventDigest.sha256(weighted))
                .hasSize(64);
    }
}
