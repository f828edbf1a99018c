package io.tgl.eval.train;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.StoredArray;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Digest of a run whose scores are too many to be kept: the SHA-256 of the SHA-256s of its evaluations in order, so that a
 * resumed run ends with the digest of one that was not interrupted. Rankings and affinities use it.
 */
final class EvaluationDigest {
    private static final int WORDS = 8;

    private final List<int[]> finished = new ArrayList<>();
    private ScoreDigest now = new ScoreDigest();

    /** Adds scores to the evaluation that goes on. */
    void add(float[] scores) {
        now.add(scores);
    }

    /** Forgets the scores of an evaluation that was broken off. */
    void breakOff() {
        now = new ScoreDigest();
    }

    /** The evaluation is finished; the next one begins. */
    void endEvaluation() {
        int[] words = new int[WORDS];
        ByteBuffer.wrap(HexFormat.of().parseHex(now.hex())).asIntBuffer().get(words);
        finished.add(words);
    }

    /** The digest of all finished evaluations, as 64 hexadecimal digits. */
    String hex() {
        ScoreDigest all = new ScoreDigest();
        for (int[] words : finished) {
            all.addWords(words);
        }
        return all.hex();
    }

    /** Int table [evaluations, 8]. */
    StoredArray store() {
        int[] words = new int[finished.size() * WORDS];
        for (int i = 0; i < finished.size(); i++) {
            System.arraycopy(finished.get(i), 0, words, i * WORDS, WORDS);
        }
        return StoredArray.of(words, finished.size(), WORDS);
    }

    /** Goes on after these evaluations. */
    void restore(StoredArray stored) {
        int[] shape = stored.shape();
        if (shape.length != 2 || shape[1] != WORDS) {
            throw InvalidInput.at("checkpoint, digests", "shape [evaluations, 8]", Arrays.toString(shape));
        }
        int[] words = stored.ints();
        finished.clear();
        for (int at = 0; at < words.length; at += WORDS) {
            finished.add(Arrays.copyOfRange(words, at, at + WORDS));
        }
        breakOff();
    }
}
