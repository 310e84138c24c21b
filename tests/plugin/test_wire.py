"""Frames and HTTP as they come over a connection: in pieces of any size, or broken."""

from __future__ import annotations

import json
import struct

import pytest

from plugin.http import ResponseReader
from plugin.wire import FrameReader, Picture, WireError, encode_header


def frame(payload=b"", **header):
    return encode_header({**header, "bytes": len(payload)}) + payload


def fed(data, size):
    """What a reader makes of data in pieces of `size` bytes."""
    reader = FrameReader()
    return [
        f for at in range(0, len(data), size) for f in reader.feed(data[at : at + size])
    ], reader


STREAM = (
    frame(type="progress", done=1, total=2)
    + frame(bytes(range(16)), type="preview", width=2, height=2, channels="RGBA", dtype="u8")
    + frame(type="result", pictures=[])
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64, len(STREAM)])
def test_frames_come_whole_whatever_the_pieces(size):
    frames, reader = fed(STREAM, size)
    assert [f.type for f in frames] == ["progress", "preview", "result"]
    assert frames[1].picture() == Picture(2, 2, "RGBA", "u8", memoryview(bytes(range(16))))
    assert reader.between_frames


def test_the_end_of_a_stream_in_the_middle_of_a_frame_is_known():
    _, reader = fed(STREAM[:-1], 64)
    assert not reader.between_frames


def test_the_pictures_of_a_result_share_its_payload():
    about = {"width": 1, "height": 1, "channels": "RGBA", "dtype": "u8", "bytes": 4}
    named = [{**about, "name": "a", "recipe": {"seed": 3}}, {**about, "name": "b"}]
    (result,), _ = fed(frame(b"abcdwxyz", type="result", pictures=named), 7)
    first, second = result.pictures()
    assert (bytes(first.data), first.name, first.recipe) == (b"abcd", "a", {"seed": 3})
    assert (bytes(second.data), second.name, second.recipe) == (b"wxyz", "b", {})


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I", 0),
        struct.pack(">I", 1 << 20),
        struct.pack(">I", 3) + b"[1]",
        struct.pack(">I", 4) + b"\xff\xfe\x00\x00",
        encode_header({"bytes": -1}),
        encode_header({"bytes": 1 << 40}),
        encode_header({"bytes": "4"}),
        encode_header({"bytes": True}),
    ],
)
def test_what_is_no_frame_is_one_error(data):
    with pytest.raises(WireError, match="cannot be read"):
        fed(data, 4)


def test_a_picture_that_lies_about_its_size_is_refused():
    (preview,), _ = fed(frame(b"abc", type="preview", width=1, height=1, channels="RGBA"), 9)
    with pytest.raises(WireError):
        preview.picture()


def response(data, size, close=True):
    reader = ResponseReader()
    pieces = [
        bytes(p) for at in range(0, len(data), size) for p in reader.feed(data[at : at + size])
    ]
    if close:
        reader.close()
    return reader, b"".join(pieces)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n"
BODY = json.dumps({"models": []}).encode()
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
        HEAD + b"\r\n" + BODY,
        CHUNKED
        + b"5\r\n"
        + BODY[:5]
        + b"\r\n%x;ext=1\r\n" % (len(BODY) - 5)
        + BODY[5:]
        + b"\r\n0\r\n\r\n",
        CHUNKED + b"%X\r\n" % len(BODY) + BODY + b"\r\n0\r\nTrailer: 1\r\n\r\n",
    ],
    ids=["length", "until closed", "chunks", "trailer"],
)
def test_a_body_comes_whole_whatever_the_pieces(data, size):
    reader, body = response(data, size)
    assert (reader.status, body, reader.complete) == (200, BODY, True)
    assert reader.headers["content-type"] == "x"


@pytest.mark.parametrize(
    "data",
    [HEAD + b"Content-Length: 99\r\n\r\n" + BODY, CHUNKED + b"5\r\nabc", CHUNKED + b"3\r\nabc\r\n"],
)
def test_a_body_that_breaks_off_is_not_complete(data):
    assert not response(data, 6)[0].complete


def test_an_empty_body_is_complete_at_once():
    reader, body = response(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 9, close=False)
    assert (reader.status, body, reader.complete) == (404, b"", True)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        HEAD + b"Content-Length: many\r\n\r\n",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"-5\r\n",
        b"x" * 70000,
    ],
)
def test_what_is_not_http_is_one_error(data):
    with pytest.raises(WireError, match="cannot be read"):
        response(data, 4096)
