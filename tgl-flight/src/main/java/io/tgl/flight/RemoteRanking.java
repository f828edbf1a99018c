package io.tgl.flight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** One question of the exchange {@code rank}. */
final class RemoteRanking {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private RemoteRanking() {}

    /** Ranks the destinations of these links, which share their source and time. */
    static RemotePredictor.Best ask(
            FlightClient client,
            BufferAllocator allocator,
            Object source,
            Object[] candidates,
            long time,
            CallOption... options) {
        try (VectorSchemaRoot question = VectorSchemaRoot.create(schema(source instanceof String), allocator)) {
            fill(question, source, candidates, time);
            ExchangeReaderWriter call = client.doExchange(FlightDescriptor.path(LiveProducer.RANK), options);
            try {
                return answer(call, question);
            } finally {
                RemoteExchange.closed(call);
            }
        } catch (RuntimeException e) {
            throw RemoteFailure.of(e);
        }
    }

    private static RemotePredictor.Best answer(ExchangeReaderWriter call, VectorSchemaRoot question) {
        call.getWriter().start(question);
        call.getWriter().putNext();
        call.getWriter().completed();
        if (!call.getReader().next()) {
            throw new IllegalStateException("the service ended the exchange");
        }
        RemotePredictor.Best best = best(
                call.getReader().getRoot(),
                Acknowledgement.of(Notes.object(call.getReader().getLatestMetadata(), "answers")));
        call.getResult();
        return best;
    }

    private static Schema schema(boolean text) {
        ArrowType id = text ? ArrowType.Utf8.INSTANCE : INT64;
        return new Schema(List.of(
                required("src", id, List.of()),
                required("time", INT64, List.of()),
                required("candidates", ArrowType.List.INSTANCE, List.of(required("item", id, List.of())))));
    }

    private static Field required(String name, ArrowType type, List<Field> children) {
        return new Field(name, FieldType.notNullable(type), children);
    }

    private static void fill(VectorSchemaRoot root, Object source, Object[] candidates, long time) {
        root.allocateNew();
        set(root.getVector("src"), 0, source);
        ((BigIntVector) root.getVector("time")).setSafe(0, time);
        ListVector lists = (ListVector) root.getVector("candidates");
        lists.startNewValue(0);
        for (int i = 0; i < candidates.length; i++) {
            set(lists.getDataVector(), i, candidates[i]);
        }
        lists.endValue(0, candidates.length);
        lists.getDataVector().setValueCount(candidates.length);
        root.setRowCount(1);
    }

    private static void set(FieldVector ids, int row, Object id) {
        switch (ids) {
            case BigIntVector longs -> longs.setSafe(row, (long) id);
            case VarCharVector texts -> texts.setSafe(row, ((String) id).getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalStateException("ids are numbers or texts");
        }
    }

    private static RemotePredictor.Best best(VectorSchemaRoot answers, Acknowledgement note) {
        List<String> destinations = new ArrayList<>();
        float[] score = new float[answers.getRowCount()];
        for (int i = 0; i < score.length; i++) {
            destinations.add(String.valueOf(answers.getVector("dst").getObject(i)));
            score[i] = ((Float4Vector) answers.getVector("score")).get(i);
        }
        return new RemotePredictor.Best(destinations, score, note.position());
    }
}
