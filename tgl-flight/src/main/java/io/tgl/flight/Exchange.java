package io.tgl.flight;

import io.tgl.models.wire.AnswerVectors;
import io.tgl.models.wire.Answers;
import io.tgl.models.wire.WireBatch;
import io.tgl.models.wire.WireDecoder;
import io.tgl.models.wire.WireLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** What one exchange does with its batches. For one stream. */
interface Exchange {
    /** The columns of the answers. */
    Schema schema();

    /** Copies a batch of questions out of the root. */
    Questions decode(VectorSchemaRoot root, DictionaryProvider dictionaries);

    /** Questions that were read. */
    @FunctionalInterface
    interface Questions {
        /**
         * Answers them into a root of {@link #schema}.
         *
         * @param expected where the client thinks that the stream stands
         * @return the note beside the answers
         */
        Map<String, Object> answer(VectorSchemaRoot out, OptionalLong expected);
    }

    /** Scores links. */
    record Score(Served served, WireDecoder decoder) implements Exchange {
        Score(Served served, WireLimits limits) {
            this(served, new WireDecoder("score", limits));
        }

        @Override
        public Schema schema() {
            return AnswerVectors.schema(served.live.hasTextIds(), Map.of());
        }

        @Override
        public Questions decode(VectorSchemaRoot root, DictionaryProvider dictionaries) {
            WireBatch batch = decoder.decode(root, dictionaries);
            long number = decoder.batches() - 1;
            return (out, _) -> filled(out, served.score(batch), number);
        }
    }

    /** Scores links and then takes in those that are events. */
    record Foresee(Served served, WireDecoder decoder) implements Exchange {
        Foresee(Served served, WireLimits limits) {
            this(served, new WireDecoder("foresee", limits));
        }

        @Override
        public Schema schema() {
            return AnswerVectors.schema(served.live.hasTextIds(), Map.of());
        }

        @Override
        public Questions decode(VectorSchemaRoot root, DictionaryProvider dictionaries) {
            WireBatch batch = decoder.decode(root, dictionaries);
            long number = decoder.batches() - 1;
            return (out, expected) -> filled(out, served.foresee(batch, expected), number);
        }
    }

    private static Map<String, Object> filled(VectorSchemaRoot out, Answers answers, long batch) {
        AnswerVectors.fill(out, answers);
        return acknowledgement(batch, answers);
    }

    /**
     * What became of a batch: its number in the stream of the client from 0, how many events were taken in, the first one's
     * number in the stream of events, and where that stream stands now.
     */
    static Map<String, Object> acknowledgement(long batch, Answers answers) {
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("batch", batch);
        note.put("events", answers.observed());
        note.put("first_event", answers.position());
        note.put("position", answers.position() + answers.observed());
        return note;
    }
}
