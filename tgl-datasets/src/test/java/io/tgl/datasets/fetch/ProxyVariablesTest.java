package io.tgl.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyVariablesTest {
    private static final URI SNAP = URI.create("https://snap.stanford.edu/data/CollegeMsg.txt.gz");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                   | , through the proxy proxy:3128
            stanford.edu        | ''
            .stanford.edu       | ''
            *.stanford.edu      | ''
            snap.stanford.edu:443 | ''
            snap.stanford.edu:80  | , through the proxy proxy:3128
            ford.edu            | , through the proxy proxy:3128
            example.org, *      | ''
            """)
    void exceptions(String exceptions, String expected) {
        Map<String, String> environment = exceptions == null
                ? Map.of("HTTPS_PROXY", "http://user:secret@proxy:3128")
                : Map.of("HTTPS_PROXY", "http://user:secret@proxy:3128", "NO_PROXY", exceptions);
        ProxyVariables proxies = new ProxyVariables(environment);
        assertThat(proxies.described(SNAP)).isEqualTo(expected);
        assertThat(proxies.authenticator()).isPresent();
    }

    @Test
    void lowerCaseGoesFirstAndAllProxyLast() {
        assertThat(new ProxyVariables(Map.of("https_proxy", "low:1", "HTTPS_PROXY", "up:2")).described(SNAP))
                .contains("low:1");
        assertThat(new ProxyVariables(Map.of("ALL_PROXY", "all")).described(SNAP))
                .contains("all:80");
        assertThat(new ProxyVariables(Map.of("HTTP_PROXY", "plain:1")).described(SNAP))
                .doesNotContain("plain");
    }

    @Test
    void whatIsNoProxyIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> new ProxyVariables(Map.of("HTTPS_PROXY", "socks5://me:secret@x:1")).select(SNAP))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("secret");
    }
}
