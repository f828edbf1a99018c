package io.tgl.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MixedLoadTest {
    @Test
    @Timeout(120)
    void aWhileOfEverythingAtOnceBreaksNothing() throws IOException {
        assertThat(MixedLoad.run(Duration.ofSeconds(20))).contains("No deadlock", "the state came back");
    }
}
