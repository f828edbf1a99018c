package io.tgl.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildInfoTest {
    @Test
    void theBuildFillsInVersionAndCommit() {
        assertThat(BuildInfo.current().version()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(BuildInfo.current().commit()).matches("unknown|[0-9a-f]{7,40}(-dirty)?");
    }
}
