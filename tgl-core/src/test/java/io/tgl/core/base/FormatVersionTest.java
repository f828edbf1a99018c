package io.tgl.core.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatVersionTest {
    @Test
    void anyMinorOfTheSameMajorIsReadable() {
        FormatVersion reader = new FormatVersion(1, 0);
        assertThatCode(() -> reader.requireReadable(FormatVersion.parse("1.7", "run.json"), "run.json"))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherMajorIsRefusedWithBothVersions() {
        FormatVersion reader = new FormatVersion(1, 3);
        assertThatThrownBy(() -> reader.requireReadable(new FormatVersion(2, 0), "run.json"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("run.json")
                .hasMessageContaining("1.x")
                .hasMessageContaining("1.3")
                .hasMessageContaining("2.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", "v1.0", "1.0.0", "-1.0", "99999.0"})
    void otherFormsAreRefused(String text) {
        assertThatThrownBy(() -> FormatVersion.parse(text, "run.json formatVersion"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("run.json formatVersion");
    }

    @Test
    void provenanceTellsThisProcess() {
        Provenance here = Provenance.current("scalar", 3);
        assertThat(here.kernels()).isEqualTo("scalar");
        assertThat(here.threads()).isEqualTo(3);
        assertThat(here.version()).isNotBlank().doesNotContain("${");
        assertThat(here.commit()).isNotBlank().doesNotContain("${");
        assertThat(here.javaVersion()).startsWith(Runtime.version().toString());
    }
}
