package io.tgl.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProvenanceTest {
    @Test
    void tellsThisProcessAndNoUnfilledPlaceholder() {
        Provenance here = Provenance.current("scalar", 3);
        assertThat(here.kernels()).isEqualTo("scalar");
        assertThat(here.threads()).isEqualTo(3);
        assertThat(here.version()).isNotBlank().doesNotContain("${");
        assertThat(here.commit()).isNotBlank().doesNotContain("${");
        assertThat(here.javaVersion()).startsWith(Runtime.version().toString());
        assertThat(here.processor()).contains(System.getProperty("os.arch"));
    }
}
