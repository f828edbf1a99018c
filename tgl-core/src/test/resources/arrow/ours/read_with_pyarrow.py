"""Reads the files of this folder, which `ArrowRoundTripTest.writeOurs` wrote, with pyarrow and prints what is in them."""
import pyarrow as pa
import pyarrow.ipc as ipc

for name in ["dense.arrow", "numbers.arrows", "texts_lz4.arrow", "texts_zstd.arrow"]:
    with open(name, "rb") as source:
        table = (ipc.open_stream(source) if name.endswith("s") else ipc.open_file(source)).read_all()
    table.validate(full=True)
    metadata = {k.decode(): v.decode() for k, v in sorted(table.schema.metadata.items())}
    print(name, table.num_rows, "rows", [c.num_chunks for c in table.columns][0], "batches", metadata)
    print("  ", ", ".join(f"{f.name}: {f.type}{'' if f.nullable else ' not null'}" for f in table.schema))
    for row in [0, 19]:
        print("  ", row, table.slice(row, 1).to_pylist()[0])
