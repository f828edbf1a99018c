package io.tgl.flight;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.io.ArrowMemory;
import io.tgl.models.wire.ArrivingVectors;
import io.tgl.models.wire.ArrivingVectors.Columns;
import java.util.List;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A Flight client with a connection of its own that can be cut, and one stream. */
final class RawClient implements AutoCloseable {
    final FlightClient flight;
    private final BufferAllocator allocator = ArrowMemory.allocator(1L << 30);
    private final ManagedChannel channel;
    private @Nullable VectorSchemaRoot root;
    private @Nullable ClientStreamListener out;
    private @Nullable ExchangeReaderWriter call;

    RawClient(int port) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        flight = FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel);
    }

    void put(ArrivingEvents like) {
        root = VectorSchemaRoot.create(ArrivingVectors.schema(Columns.of(like)), allocator);
        out = flight.startPut(FlightDescriptor.path("events"), root, new AsyncPutListener());
    }

    void exchange(String name, ArrivingEvents like) {
        root = VectorSchemaRoot.create(ArrivingVectors.schema(Columns.of(like)), allocator);
        call = flight.doExchange(FlightDescriptor.path(name));
        out = call.getWriter();
        out.start(root);
    }

    void send(ArrivingEvents events) {
        ArrivingVectors.fill(root, events);
        out.putNext();
    }

    void rank() {
        Field source = new Field("src", FieldType.notNullable(new ArrowType.Int(64, true)), null);
        Field time = new Field("time", FieldType.notNullable(new ArrowType.Int(64, true)), null);
        Field k = new Field("k", FieldType.notNullable(new ArrowType.Int(32, true)), null);
        root = VectorSchemaRoot.create(new Schema(List.of(source, time, k)), allocator);
        call = flight.doExchange(FlightDescriptor.path("rank"));
        out = call.getWriter();
        out.start(root);
    }

    void askForRankings(int rows, int k) {
        root.allocateNew();
        for (int i = 0; i < rows; i++) {
            ((BigIntVector) root.getVector("src")).setSafe(i, i % World.NODES);
            ((BigIntVector) root.getVector("time")).setSafe(i, 1_000);
            ((IntVector) root.getVector("k")).setSafe(i, k);
        }
        root.setRowCount(rows);
        out.putNext();
    }

    FlightStream answers() {
        return call.getReader();
    }

    void cut() {
        channel.shutdownNow();
    }

    @Override
    public void close() {
        cut();
        if (call != null) {
            RemoteExchange.closed(call);
        }
        if (root != null) {
            root.close();
        }
        try {
            flight.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        allocator.close();
    }
}
