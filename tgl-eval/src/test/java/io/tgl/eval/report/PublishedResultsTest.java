package io.tgl.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedResultsTest {
    private static final PublishedResults PUBLISHED = PublishedResults.load();

    @ParameterizedTest
    @CsvSource({
        "TGN, uci, random, test, AP, 0.9234, 0.0104",
        "TGN, uci, random, test, AUC, 0.9203, 0.0113",
        "TGN, uci, random, new-node test, AP, 0.8812, 0.0205",
        "TGN, uci, random, new-node test, AUC, 0.8668, 0.0229",
        "EdgeBank, uci, random, test, AP, 0.7620, 0.0",
        "EdgeBank, uci, random, test, AUC, 0.7730, 0.0",
        "JODIE, wikipedia, random, test, AP, 0.9650, 0.0014",
        "DyGFormer, contact, random, test, AUC, 0.9853, 0.0001",
        "DyGFormer, contact, random, new-node test, AUC, 0.9830, 0.0002",
        "TCL, unvote, random, new-node test, AP, 0.5160, 0.0097",
        "CAWN, untrade, random, test, AP, 0.6539, 0.0012",
        "JODIE, canparl, historical, test, AP, 0.5179,",
        "DyGFormer, contact, inductive, test, AP, 0.9475,",
        "TPNet, uci, random, test, AP, 0.9735,",
        "NAT, wikipedia, random, test, AP, 0.9803,",
        "PINT, contact, random, test, AP, 0.9864,"
    })
    void spotValues(String model, String data, String negatives, String split, String metric, double mean, Double std) {
        PublishedResult found = PUBLISHED
                .find(new FigureKey(model, data, "DyGLib", negatives, split, metric))
                .orElseThrow();
        assertThat(found.mean()).isEqualTo(mean);
        assertThat(found.standardDeviation()).isEqualTo(std == null ? OptionalDouble.empty() : OptionalDouble.of(std));
        assertThat(found.seeds()).isEqualTo(5);
        assertThat(found.source()).contains("TPNet");
    }

    @Test
    void everyTableIsThere() {
        assertThat(PUBLISHED.all()).hasSize(13 * (9 + 9 + 8 + 8 + 9 + 9 + 3) + 4);
        assertThat(PUBLISHED.all().stream().map(r -> r.key().data()).collect(Collectors.toSet()))
                .hasSize(13 + 2);
        assertThat(PUBLISHED.all()).allSatisfy(r -> assertThat(r.mean()).isBetween(0.47, 1.0));
    }

    @Test
    void edgeBankIsComparedInItsPublishedModeOnly() {
        assertThat(PUBLISHED.find(edgeBank("EdgeBank unlimited"))).isPresent();
        assertThat(PUBLISHED.find(edgeBank("EdgeBank (unlimited)"))).isPresent();
        assertThat(PUBLISHED.find(edgeBank("EdgeBank repeat interval"))).isEmpty();
    }

    private static FigureKey edgeBank(String model) {
        return new FigureKey(model, "CollegeMsg", "dyglib", "random", "test", "AP");
    }

    @Test
    void zIsInStandardErrorsOfBothMeans() {
        PublishedResult tgn = PUBLISHED
                .find(new FigureKey("TGN", "uci", "dyglib", "random", "test", "AP"))
                .orElseThrow();
        // (0.90 - 0.9234) / (0.0104 * sqrt(1/3 + 1/5))
        assertThat(tgn.z(0.90, 3).orElseThrow()).isCloseTo(-3.0810, within(1e-4));
        PublishedResult edgeBank = PUBLISHED.find(edgeBank("EdgeBank")).orElseThrow();
        // A published deviation of 0 counts as 0.3 points: (0.7650 - 0.7620) / (0.003 * sqrt(1 + 1/5))
        assertThat(edgeBank.z(0.7650, 1).orElseThrow()).isCloseTo(0.9129, within(1e-4));
        assertThat(edgeBank.inDeviations(0.7650)).isEmpty();
        assertThat(tgn.inDeviations(0.9130).orElseThrow()).isCloseTo(-1, within(1e-9));
        PublishedResult historical = PUBLISHED
                .find(new FigureKey("TGN", "uci", "dyglib", "historical", "test", "AP"))
                .orElseThrow();
        assertThat(historical.z(0.80, 5)).isEmpty();
    }
}
