"""Writes the NumPy and safetensors fixtures (this folder and ../safetensors). Needs Python 3, numpy, safetensors."""
import numpy as np
import safetensors.numpy
from numpy.lib import format as npy

M = np.arange(6).reshape(2, 3)
np.savez(
    "stored.npz",
    f2=(M / 4).astype("<f2"), f4=(M / 4).astype("<f4"), f8=(M / 3).astype("<f8"), big=(M / 4).astype(">f4"),
    i1=(M - 3).astype("i1"), i2=(M - 300).astype("<i2"), i4=(M - 3).astype("<i4"), i8=(M - 2**40).astype("<i8"),
    u1=(M + 250).astype("u1"), u4=(M + 2**32 - 6).astype("<u4"), u8=M.astype("<u8"), u8_large=np.array([2**63], "<u8"),
    bool=M % 2 == 0, text=np.array(["ada", "\u03b6\u03ae", "\U0001f600x"]), bytes=np.array([b"ab", b"c"]),
    scalar=np.float64(2.5), empty=np.zeros((0, 4), "<f4"), fortran=np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)),
)
np.savez_compressed("deflated.npz", **{"a/b": M.astype("<f4"), "zeros": np.zeros(100_000, "<f4")})
with open("version2.npy", "wb") as out:
    npy.write_array(out, M.astype("<i8"), version=(2, 0))
np.save("structured.npy", np.array([(1, 2.0)], dtype=[("x", "<i4"), ("y", "<f4")]))
np.save("objects.npy", np.array([None, {}], dtype=object))
np.save("complex.npy", np.array([1j]))

safetensors.numpy.save_file(
    {
        "weight": (M / 4).astype("<f4"), "double": (M / 3).astype("<f8"), "count": M.astype("<i8"), "id": M.astype("<i4"),
        "flag": M % 2 == 0, "empty": np.zeros((0, 3), "<f4"), "scalar": np.array(7, "<f4"),
    },
    "../safetensors/numpy.safetensors",
    metadata={"made": "by safetensors.numpy"},
)
