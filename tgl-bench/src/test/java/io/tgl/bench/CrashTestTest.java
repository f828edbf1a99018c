package io.tgl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CrashTestTest {
    @Test
    @Timeout(120)
    void aFewKillsLoseNothing() throws IOException {
        assertThat(CrashTest.run(3)).contains("3 kills", "every state right");
    }
}
