package io.tgl.core.kernel;

import io.tgl.core.random.Philox;

/** The uniform numbers of {@link Kernels#uniform}, one at a time. */
final class ScalarPhilox {
    private ScalarPhilox() {}

    static void uniform(long key, int epoch, int batch, long first, float[] out, int offset, int length) {
        int[] words = new int[4];
        int i = 0;
        while (i < length) {
            Philox.block(key, (first + i) >>> 2, epoch, batch, words);
            for (int word = (int) (first + i) & 3; word < 4 && i < length; word++, i++) {
                out[offset + i] = Philox.uniform(words[word]);
            }
        }
    }

    static void dropoutMask(
            long key,
            int epoch,
            int batch,
            long first,
            float probability,
            float scale,
            float[] mask,
            int offset,
            int length) {
        uniform(key, epoch, batch, first, mask, offset, length);
        for (int i = offset; i < offset + length; i++) {
            mask[i] = mask[i] >= probability ? scale : 0f;
        }
    }
}
