"""Files made to do harm: nothing in them runs, and none costs more than its size justifies."""

from __future__ import annotations

import functools
import importlib
import io
import json
import operator
import os
import pickle
import resource
import runpy
import struct
import subprocess
import sys
import time
import zipfile

import pytest
import torch

from gan_core.checkpoints.reading import read
from gan_core.errors import CheckpointError
from tests.checkpoints.samples import saved, with_pickle


class Call:
    """Pickles as a call of `function`: what a hostile file contains."""

    def __init__(self, function, *args, state=None):
        self.reduced = (function, args, state) if state is not None else (function, args)

    def __reduce__(self):
        return self.reduced

    def __call__(self):
        """Only what looks callable may stand for the function of another call."""


def harmful(canary: str) -> dict[str, object]:
    """Pickles that would make the file `canary` if anything in them ran."""
    touch = f"touch {canary}"
    program = f"open({canary!r}, 'w').close()"
    return {
        "os.system": Call(os.system, touch),
        "subprocess": Call(subprocess.Popen, ["touch", canary]),
        "eval": Call(eval, program),
        "exec": Call(exec, program),
        "compile": Call(eval, Call(compile, program, "x", "eval")),
        "open": Call(open, canary, "w"),
        "import_module": Call(importlib.import_module, "antigravity"),
        "getattr chain": Call(Call(getattr, Call(importlib.import_module, "os"), "system"), touch),
        "partial": Call(Call(functools.partial, os.system, touch)),
        "partial with state": Call(functools.partial, print, state=(os.system, (touch,), {}, None)),
        "methodcaller": Call(
            Call(operator.methodcaller, "system", touch), Call(importlib.import_module, "os")
        ),
        "nested reduces": Call(map, Call(eval, program), [Call(os.system, touch)]),
        "pickle in a pickle": Call(pickle.loads, pickle.dumps(Call(os.system, touch))),
        "torch.load": Call(torch.load, io.BytesIO, pickle.dumps(Call(os.system, touch))),
        "torch.hub": Call(torch.hub.load, "someone/something", "model"),
        "runpy": Call(runpy.run_path, canary),
        "pip": Call(subprocess.check_call, [sys.executable, "-m", "pip", "install", "evil"]),
        "dict of calls": {"w": torch.ones(2), "x": [Call(os.system, touch)]},
    }


def legacy(value: object) -> bytes:
    honest = pickle.dumps({"w": 1}, protocol=2)
    content = saved({"w": 1}, _use_new_zipfile_serialization=False)
    assert honest in content
    return content.replace(honest, pickle.dumps(value, protocol=2))


KINDS = {
    "pickle": pickle.dumps,
    "protocol 2": functools.partial(pickle.dumps, protocol=2),
    "protocol 0": functools.partial(pickle.dumps, protocol=0),
    "zip": lambda value: with_pickle(pickle.dumps(value, protocol=2)),
    "legacy": legacy,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attack", harmful("x"))
def test_nothing_in_a_pickle_runs(tmp_path, kind, attack):
    canary = tmp_path / "canary"
    (tmp_path / "evil.pth").write_bytes(KINDS[kind](harmful(str(canary))[attack]))
    try:
        contents = read(tmp_path / "evil.pth")
    except CheckpointError as error:
        assert "\n" not in str(error)
    else:  # what the call stood beside may be read; the call itself is data
        assert set(contents.tensors) == {"w"}
    assert not canary.exists()
    assert "antigravity" not in sys.modules


RAW = {
    "stack global": b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.",
    "built of pieces": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.",
    "global with newlines": b"\x80\x02cos\nsystem\nU\x04true\x85R.",
    "dotted name": b"\x80\x04\x8c\x02os\x8c\x0bpath.os.abc\x93)R.",
    "inst": b"\x80\x02(U\x04trueios\nsystem\n.",
    "obj": b"\x80\x02(cos\nsystem\nU\x04trueo.",
    "extension registry": b"\x80\x02\x82\x01.",
    "next buffer": b"\x80\x05\x97.",
    "text persistent id": b"\x80\x02Psomething\n.",
    "binary persistent id": b"\x80\x02U\x01xQ.",
    "build on a class": b"\x80\x02cbuiltins\nint\n}U\x01xK\x01sb.",
    "build on a number": b"\x80\x02K\x01}U\x01xK\x01sb.",
    "call a string": b"\x80\x02U\x04true)R.",
    "append to a tuple": b"\x80\x02)K\x01a.",
    "set an item of a list": b"\x80\x02]K\x01K\x02s.",
    "container as a key": b"\x80\x02}]K\x02s.",
    "empty stack": b"\x80\x02.",
    "pop beyond the stack": b"\x80\x02000.",
    "missing memo": b"\x80\x02h\x07.",
    "memo bomb": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "giant bytes": b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\x00\x00x.",
    "giant text": b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\x00\x00x.",
    "giant frame": b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\x00\x00N.",
    "giant number": b"\x80\x02\x8b\xff\xff\xff\x7f\x01.",
    "negative number length": b"\x80\x02\x8b\xff\xff\xff\xff\x01.",
    "future protocol": b"\x80\xffN.",
}


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("wrap", [bytes, with_pickle], ids=["pickle", "zip"])
def test_opcodes_that_no_checkpoint_needs_are_refused(tmp_path, name, wrap):
    (tmp_path / "evil.pth").write_bytes(wrap(RAW[name]))
    with pytest.raises(CheckpointError):
        read(tmp_path / "evil.pth")


def laughs(depth: int, pair: bytes) -> bytes:
    """A pickle of containers each of which holds the one before twice: 2^depth of them."""
    return b"\x80\x02" + b"]" + pair * depth


BOMBS = {
    # a list twice in a tuple, forty times over
    "billion laughs of tuples": laughs(60, b"2\x86") + b".",
    # the same as a key of a dict, which would have to be hashed
    "billion laughs as a key": b"\x80\x02}" + b")" + b"2\x86" * 60 + b"Ns.",
    "billion laughs of modules": b"\x80\x02}U\x01aK\x00s"
    + b"".join(b"q\x00}U\x01ah\x00sU\x01bh\x00s" for _ in range(60))
    + b".",
    "depth": b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".",
    "stack": b"\x80\x02" + b"N" * 3_000_000 + b".",
    "marks": b"\x80\x02" + b"(" * 3_000_000 + b".",
    "sets": b"\x80\x04" + b"\x8f" * 3_000_000 + b".",
    "memo": b"\x80\x04N" + b"\x94" * 3_000_000 + b".",
    "copies of a list": b"\x80\x02]q\x00("
    + b"N" * 200_000
    + b"e0"
    + b"c__builtin__\nlist\nh\x00\x85R" * 20_000
    + b".",
    "colliding keys": b"\x80\x02}("
    + b"".join(
        b"\x8a\x10" + (k * ((1 << 61) - 1)).to_bytes(16, "little") + b"N" for k in range(60_000)
    )
    + b"u.",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_small_and_quick(tmp_path, name):
    (tmp_path / "bomb.pth").write_bytes(with_pickle(BOMBS[name]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with pytest.raises(CheckpointError):
        read(tmp_path / "bomb.pth")
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 400_000  # kB


def tensor_call(storage: bytes, offset: int, size: tuple, stride: tuple) -> bytes:
    """A pickle {"w": tensor} with whatever shape one likes."""
    parts = b"".join(pickle.dumps(p, protocol=2)[2:-1] for p in (offset, size, stride))
    return b"\x80\x02}U\x01wctorch._utils\n_rebuild_tensor_v2\n(" + storage + parts + b"\x89}tRs."


def storage(count: int, kind: bytes = b"FloatStorage", key: bytes = b"0") -> bytes:
    number = pickle.dumps(count, protocol=2)[2:-1]
    name = b"U" + bytes([len(key)]) + key
    return b"(U\x07storagectorch\n" + kind + b"\n" + name + b"U\x03cpu" + number + b"tQ"


FOUR = storage(4)


@pytest.mark.parametrize(
    "program",
    {
        "claims more numbers than there are": tensor_call(storage(1 << 40), 0, (1 << 40,), (1,)),
        "claims a negative count": tensor_call(storage(-4), 0, (4,), (1,)),
        "reaches past its storage": tensor_call(FOUR, 0, (5,), (1,)),
        "begins past its storage": tensor_call(FOUR, 1 << 60, (1,), (1,)),
        "begins before its storage": tensor_call(FOUR, -1, (1,), (1,)),
        "runs backwards": tensor_call(FOUR, 3, (4,), (-1,)),
        "strides out": tensor_call(FOUR, 0, (2, 2), (1 << 61, 1)),
        "overflows": tensor_call(FOUR, 0, (1 << 33, 1 << 33), (0, 0)),
        "expands to terabytes": tensor_call(FOUR, 0, (1 << 40,), (0,)),
        "has a negative size": tensor_call(FOUR, 0, (-4,), (1,)),
        "has two lengths of shape": tensor_call(FOUR, 0, (2, 2), (1,)),
        "has a thousand dimensions": tensor_call(FOUR, 0, (1,) * 1000, (1,) * 1000),
        "stores objects": tensor_call(storage(4, b"ObjectStorage"), 0, (4,), (1,)),
        "has another type than its bytes": tensor_call(storage(4, b"DoubleStorage"), 0, (4,), (1,)),
        "leaves the archive": tensor_call(storage(4, key=b"../../etc/passwd"), 0, (4,), (1,)),
        "has no storage": tensor_call(b"N", 0, (4,), (1,)),
    }.items(),
    ids=lambda item: item[0],
)
def test_tensors_stay_inside_their_bytes(tmp_path, program):
    (tmp_path / "evil.pth").write_bytes(with_pickle(program[1]))
    with pytest.raises(CheckpointError):
        read(tmp_path / "evil.pth")


def test_the_forged_pickles_above_differ_from_an_honest_one_in_one_thing(tmp_path):
    (tmp_path / "good.pth").write_bytes(with_pickle(tensor_call(FOUR, 0, (2, 2), (2, 1))))
    assert read(tmp_path / "good.pth").tensors["w"].tolist() == [[1, 1], [1, 1]]


def test_a_state_cannot_be_set_on_a_tensor(tmp_path):
    """`Tensor.__setstate__` would resize a storage to whatever the file says."""
    honest = tensor_call(FOUR, 0, (4,), (1,))
    forged = honest.replace(b"tRs.", b"tR(K\x00K\x00)K\x00tbs.")
    (tmp_path / "evil.pth").write_bytes(with_pickle(forged))
    assert read(tmp_path / "evil.pth").tensors["w"].shape == (4,)


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


HONEST = tensor_call(FOUR, 0, (4,), (1,))


def test_names_cannot_multiply_either(tmp_path):
    """One long name of a module in front of very many short ones of its weights."""
    one = HONEST[HONEST.index(b"ctorch") : -2]
    more = b"".join(b"U\x05%05xh\x00" % number for number in range(70_000))
    inner = b"}(U\x05first" + one + b"q\x00" + more + b"u"
    for length, fits in ((10, True), (1000, False)):
        name = b"X" + struct.pack("<I", length) + b"n" * length
        (tmp_path / "names.pth").write_bytes(with_pickle(b"\x80\x02}" + name + inner + b"s."))
        if fits:
            assert len(read(tmp_path / "names.pth").tensors) == 70_001
        else:
            with pytest.raises(CheckpointError, match="more work or memory"):
                read(tmp_path / "names.pth")


@pytest.mark.parametrize(
    "content",
    [
        archive({"a/data.pkl": HONEST, "a/data/0": bytes(16), "../../evil": b"x"}),
        archive({"a/data.pkl": HONEST, "a/data/0": bytes(16), "/etc/evil": b"x"}),
        archive({"a/data.pkl": HONEST, "a/data/0": bytes(16), "c:\\evil": b"x"}),
        archive({"a/data.pkl": HONEST, "b/data.pkl": HONEST, "a/data/0": bytes(16)}),
        archive({"a/data.pkl": HONEST}),
        archive({"a/data.pkl": HONEST, "a/data/0": bytes(12)}),
        archive({"a/data.pkl": HONEST, "a/data/0": bytes(16), "a/byteorder": b"big"}),
        archive({"readme.txt": b"a zip file of something else"}),
        archive({"a/data.pkl": bytes(50_000_000)}, zipfile.ZIP_DEFLATED),
    ],
)
def test_archives_that_lie_are_refused(tmp_path, content):
    (tmp_path / "evil.pth").write_bytes(content)
    with pytest.raises(CheckpointError):
        read(tmp_path / "evil.pth")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evil.pth"]


def safetensors(table: object, data: bytes = bytes(16)) -> bytes:
    text = table if isinstance(table, bytes) else json.dumps(table).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.mark.parametrize(
    "content",
    [
        struct.pack("<Q", 1 << 62) + b"{}",
        safetensors({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 1 << 40]}}),
        safetensors({"w": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 16]}}),
        safetensors({"w": {"dtype": "F32", "shape": [4], "data_offsets": [-16, 0]}}),
        safetensors({"w": {"dtype": "F32", "shape": [-4], "data_offsets": [0, 16]}}),
        safetensors({"w": {"dtype": "F32", "shape": [2.0, 2], "data_offsets": [0, 16]}}),
        safetensors({"w": {"dtype": "X", "shape": [4], "data_offsets": [0, 16]}}),
        safetensors({"w": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}}),
        safetensors({"w": {"shape": [4]}}),
        safetensors({"w": 3}),
        safetensors([1, 2]),
        safetensors(b"[" * 100_000),
        safetensors(b'{"a":{},"a":{}}'),
        safetensors(
            {
                "w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
                "v": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
            }
        ),
    ],
)
def test_safetensors_tables_that_lie_are_refused(tmp_path, content):
    (tmp_path / "evil.safetensors").write_bytes(content)
    with pytest.raises(CheckpointError):
        read(tmp_path / "evil.safetensors")


def test_a_checkpoint_inside_a_checkpoint_inside_a_checkpoint_is_refused(tmp_path):
    def inline(content: bytes) -> bytes:
        size = struct.pack("<I", len(content))
        return (
            b"\x80\x03}X\x01\x00\x00\x00wctorch.storage\n_load_from_bytes\nB"
            + size
            + content
            + b"\x85Rs."
        )

    legacy = saved(torch.ones(4).untyped_storage(), _use_new_zipfile_serialization=False)
    for depth in range(2, 5):
        content = legacy
        for _ in range(depth):
            content = inline(content)
        (tmp_path / "evil.pkl").write_bytes(content)
        with pytest.raises(CheckpointError):
            read(tmp_path / "evil.pkl")
