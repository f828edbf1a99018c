package io.tgl.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import org.junit.jupiter.api.Test;

class KernelProviderTest {
    @Test
    void thePropertyForcesAProvider() {
        assertThat(KernelProvider.choose("scalar").name()).isEqualTo("scalar");
        assertThat(KernelProvider.choose("VECTOR").name()).startsWith("vector/");
        assertThat(KernelProvider.choose("auto")).isNotNull();
    }

    @Test
    void anotherValueIsRefused() {
        assertThatThrownBy(() -> KernelProvider.choose("gpu"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("system property tgl.kernels: expected scalar, vector or auto, found gpu");
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertThat(KernelProvider.kernels()).isSameAs(KernelProvider.kernels());
    }
}
