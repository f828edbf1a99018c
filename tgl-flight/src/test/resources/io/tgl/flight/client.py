"""Puts two batches, asks for scores, ranks, and says what came back: client.py PORT TOKEN"""
import json
import sys

import pyarrow as pa
import pyarrow.flight as fl

client = fl.FlightClient(f"grpc://127.0.0.1:{sys.argv[1]}")
call = fl.FlightCallOptions(headers=[(b"authorization", b"Bearer " + sys.argv[2].encode())])
events = pa.table({
    "src": pa.array([1, 2, 3, 1], pa.int64()),
    "dst": pa.array([2, 3, 1, 3], pa.int64()),
    "time": pa.array([10, 20, 30, 40], pa.int64()),
    "features": pa.array([[0.5, 0.25, 1.0]] * 4, pa.list_(pa.float32(), 3)),
})
links = events.select(["src", "dst", "time"])

writer, acks = client.do_put(fl.FlightDescriptor.for_path("events"), events.schema, call)
for batch in events.to_batches(max_chunksize=2):
    writer.write_batch(batch)
    print("ack", json.loads(acks.read().to_pybytes())["position"])
writer.close()

writer, reader = client.do_exchange(fl.FlightDescriptor.for_path("score"), call)
writer.begin(links.schema)
writer.write_table(links)
writer.done_writing()
for answer in reader:
    for score in answer.data.column("score"):
        print("score", score.as_py().hex())
    print("position", json.loads(answer.app_metadata.to_pybytes())["position"])
writer.close()

questions = pa.table({"src": pa.array([1]), "time": pa.array([50]), "k": pa.array([2], pa.int32())})
writer, reader = client.do_exchange(fl.FlightDescriptor.for_command(b"rank"), call)
writer.begin(questions.schema)
writer.write_table(questions)
writer.done_writing()
for answer in reader:
    for row in answer.data.to_pylist():
        print("rank", row["rank"], row["dst"], row["score"].hex())
writer.close()

print("status", json.loads(next(client.do_action(fl.Action("status", b""), call)).body.to_pybytes())["nodes"])
print("flights", sorted(info.descriptor.path[0].decode() for info in client.list_flights(options=call)))
print("schema", client.get_flight_info(fl.FlightDescriptor.for_path("events"), call).schema.names)

bad = events.set_column(2, "time", pa.array([50, 60, 1, 70], pa.int64()))
writer, acks = client.do_put(fl.FlightDescriptor.for_path("events"), bad.schema, call)
try:
    writer.write_table(bad)
    acks.read()
    writer.close()
except pa.ArrowInvalid as refused:
    print("refused", str(refused).split(". Detail")[0])
try:
    list(client.list_flights())
except fl.FlightUnauthenticatedError:
    print("unauthenticated")
