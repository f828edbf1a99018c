package io.tgl.eval.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Property(tries = 300)
    void wordsComeBack(
            @ForAll List<@Chars({' ', '\'', '"', '\\', '$', ','}) @CharRange(from = 'a', to = 'c') String> words) {
        assertThat(ShellWords.split(ShellWords.join(words))).isEqualTo(words);
    }

    @Test
    void plainWordsStayPlain() {
        assertThat(ShellWords.join(List.of("tgl", "run", "--data", "my data.csv", "--columns", "src,dst")))
                .isEqualTo("tgl run --data 'my data.csv' --columns src,dst");
        assertThat(ShellWords.split("a\\ b  c")).containsExactly("a b", "c");
    }

    @Test
    void aLonelyQuoteIsRefused() {
        assertThatThrownBy(() -> ShellWords.split("tgl 'run")).isInstanceOf(InvalidInput.class);
    }
}
