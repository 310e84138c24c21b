"""ONNX and ncnn: weights beside a graph, in one file or in two; honest, damaged and hostile."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
import torch
from onnx import AttributeProto, TensorProto, helper

from gan_core.checkpoints.reading import read
from gan_core.errors import CheckpointError
from tests.checkpoints.samples import ncnn_pair, onnx_file, small_network
from tests.checkpoints.test_reading_fuzz import outcome


def write_pair(folder: Path, text: bytes, numbers: bytes) -> Path:
    (folder / "net.bin").write_bytes(numbers)
    (folder / "net.param").write_bytes(text)
    return folder / "net.param"


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("chosen", ["net.param", "net.bin"])
def test_either_file_of_a_pair_stands_for_the_network(tmp_path, chosen, half):
    write_pair(tmp_path, *ncnn_pair(half))
    contents = read(tmp_path / chosen)
    (other,) = {"net.param", "net.bin"} - {chosen}
    assert contents.format == "ncnn" and contents.companions == (other,)
    shapes = {name: tuple(tensor.shape) for name, tensor in contents.tensors.items()}
    assert shapes == {
        "first.weight": (5, 3, 3, 3),
        "first.bias": (5,),
        "bent.slope": (5,),
        "mean.data": (5, 1, 1),
        "last.weight": (5, 3, 4, 4),  # inputs first, as torch has it
    }
    values = (torch.arange(240) % 17 - 8) / 16
    assert torch.equal(contents.tensors["last.weight"].transpose(0, 1).flatten(), values)
    assert contents.operations[1].options[10] == (0.2,)


def test_a_text_with_windows_line_ends_is_the_same(tmp_path):
    text, numbers = ncnn_pair()
    assert read(write_pair(tmp_path, text.replace(b"\n", b"\r\n"), numbers)).tensors


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"6=135", b"6=135000000", "more numbers than it has bytes"),
        (b"6=135", b"6=134", "no consistent shape"),
        (b"0=5 1=3", b"0=0 1=3", "no consistent shape"),
        (b"0=5 1=3", b"0=-5 1=3", "impossible size"),
        (b"9=2", b"8=1 9=2", "quantized"),
        (b"PReLU bent", b"Custom bent", "not known here: 'Custom'"),
        (b"6 9\n", b"7 9\n", "cut short or damaged"),
        (b"6 9\n", b"1000000000 9\n", "cut short or damaged"),
        (b"PReLU bent", b"PReLU first", "two layers alike"),
        (b"-23310=1,0.2", b"-23310=9,0.2", "a list is cut short"),
        (b"-23310=1,0.2", b"-23310=1,nan", "not a number"),
        (b"6=240", b"6=192", "longer than its text says"),
        (b"BinaryOp less 2 1", b"BinaryOp less 99 1", "lacks inputs"),
    ],
)
def test_a_text_that_asks_for_what_is_not_there_is_refused(tmp_path, old, new, reason):
    text, numbers = ncnn_pair()
    assert old in text
    assert reason in refusal(write_pair(tmp_path, text.replace(old, new), numbers))


@pytest.mark.parametrize(
    ("flag", "reason"), [(0x000D4B38, "fewer bits"), (0x00000101, "fewer bits")]
)
def test_integers_and_tables_are_refused(tmp_path, flag, reason):
    text, numbers = ncnn_pair()
    assert reason in refusal(write_pair(tmp_path, text, struct.pack("<I", flag) + numbers[4:]))


def test_numbers_that_are_none_are_refused(tmp_path):
    text, numbers = ncnn_pair()
    broken = numbers[:-2] + struct.pack("<e", float("nan"))
    assert "'last' are not numbers" in refusal(write_pair(tmp_path, text, broken))


def test_a_text_alone_says_what_has_to_lie_beside_it(tmp_path):
    (tmp_path / "net.param").write_bytes(ncnn_pair()[0])
    assert "'.bin' of the same name" in refusal(tmp_path / "net.param")
    (tmp_path / "net.bin").write_bytes(ncnn_pair()[1])
    (tmp_path / "net.param").unlink()
    assert "unknown format" in refusal(tmp_path / "net.bin")


def test_damaged_pairs_end_in_one_sentence(tmp_path):
    dice = random.Random(16)
    for _ in range(400):
        files = [bytearray(part) for part in ncnn_pair(dice.random() < 0.5)]
        for _ in range(dice.randint(1, 4)):
            data = dice.choice(files)
            place = dice.randrange(len(data))
            if dice.random() < 0.7:
                data[place] ^= dice.randrange(1, 256)
            else:
                del data[place : place + dice.randint(1, 40)]
            data.extend(b"\n" if not data else b"")
        (tmp_path / "fuzzed.bin").write_bytes(files[1])
        (tmp_path / "fuzzed.param").write_bytes(files[0])
        try:
            found = read(tmp_path / "fuzzed.param")
        except CheckpointError as error:
            assert str(error).endswith(".") and "\n" not in str(error)
        else:
            assert all(t.isfinite().all() for t in found.tensors.values())


def model(**changes: object) -> bytes:
    """An ONNX file with something unusual in it."""
    tensor = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1.0, 2, 3, 4])
    node = helper.make_node("Conv", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "g", [], [], [tensor])
    made = helper.make_model(graph)
    for change in changes.values():
        change(made)
    return made.SerializeToString()


def test_lists_of_numbers_are_read_like_raw_bytes(tmp_path):
    (tmp_path / "m").write_bytes(model())
    assert torch.equal(read(tmp_path / "m").tensors["w"], torch.tensor([[1.0, 2], [3, 4]]))


def test_the_graph_comes_in_the_order_of_running(tmp_path):
    (tmp_path / "m").write_bytes(onnx_file(small_network().state_dict()))
    contents = read(tmp_path / "m")
    assert [(step.type, step.inputs) for step in contents.operations] == [
        ("Conv", ("image", "0.weight", "0.bias"))
    ]
    assert contents.operations[0].options == {"kernel_shape": (3, 3)}


def _external(made):
    made.graph.initializer[0].data_location = TensorProto.EXTERNAL
    entry = made.graph.initializer[0].external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"


def _branch(made):
    inner = made.graph.node[0].attribute.add()
    inner.name, inner.type = "then_branch", AttributeProto.GRAPH
    inner.g.name = "inner"


def _large(made):
    made.graph.initializer[0].dims[0] = 1 << 40


def _negative(made):
    made.graph.initializer[0].dims[0] = -2


def _domain(made):
    made.graph.node[0].domain = "com.example"


def _infinite(made):
    made.graph.initializer[0].float_data[0] = float("inf")


def _twice(made):
    made.graph.initializer.append(made.graph.initializer[0])


def _text(made):
    made.graph.initializer[0].data_type = TensorProto.STRING


def _function(made):
    made.functions.add().name = "f"


def _short(made):
    made.graph.initializer[0].dims[0] = 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_external, "in another file"),
        (_branch, "branches or loops"),
        (_large, "more numbers than it has bytes"),
        (_negative, "more numbers than it has bytes"),
        (_domain, "'com.example'"),
        (_infinite, "not numbers"),
        (_twice, "names a tensor twice"),
        (_text, "type that is not supported"),
        (_function, "functions"),
        (_short, "no consistent shape"),
    ],
)
def test_what_a_graph_must_not_have(tmp_path, change, reason):
    (tmp_path / "m").write_bytes(model(change=change))
    assert reason in refusal(tmp_path / "m")


def test_numbers_without_end_and_messages_in_messages_cost_nothing(tmp_path):
    start = b"\x08\x08\x12\x00"
    nested = b""
    for _ in range(2000):  # graphs in nodes in graphs: nothing below the first is looked at
        nested = b"\x0a" + _varint(len(nested)) + nested
    for content in (start + b"\xff" * 100, start + b"\x3a" + _varint(len(nested)) + nested):
        assert outcome(content, tmp_path) == "refused"


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])
