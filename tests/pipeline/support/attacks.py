# SPDX-License-Identifier: Apache-2.0
"""What hostile callers send."""

import zlib

from support import frames
from support.api import pb
from support.rollcalld import SERVICE

WATCH = f"/{SERVICE}/WatchStatus"
LIST = f"/{SERVICE}/ListNodes"
REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
CLOSED_WINDOWS = frames.PREFACE + frames.settings(INITIAL_WINDOW_SIZE=0)  # a greeting: no answer fits


def open_call(path, stream, **headers):
    return frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.call_headers(path, **headers))


def _rapid_resets(path, request):
    return b"".join(frames.call(stream, path, request) + frames.reset(stream) for stream in frames.streams(20_000))


FLOODS = {
    "rapid resets": lambda: b"".join(
        open_call(WATCH, stream) + frames.reset(stream) for stream in frames.streams(20_000)
    ),
    "rapid resets of whole watches": lambda: _rapid_resets(WATCH, b""),
    "rapid resets of whole lists": lambda: _rapid_resets(LIST, b""),
    "PING": lambda: frames.frame(frames.PING, payload=b"12345678") * 20_000,
    "SETTINGS": lambda: frames.settings(INITIAL_WINDOW_SIZE=1) * 20_000,
    "SETTINGS that move windows": lambda: (
        (frames.settings(INITIAL_WINDOW_SIZE=1) + frames.settings(INITIAL_WINDOW_SIZE=70_000)) * 10_000
    ),
    "empty DATA": lambda: open_call(LIST, 1) + frames.frame(frames.DATA, stream=1) * 20_000,
    "WINDOW_UPDATE": lambda: frames.window_update(0, 1) * 20_000,
    "PRIORITY": lambda: b"".join(
        frames.frame(frames.PRIORITY, 0, stream, b"\0\0\0\0\x10") for stream in frames.streams(20_000)
    ),
    "requests that break a rule": lambda: b"".join(
        frames.frame(frames.HEADERS, frames.END_HEADERS, stream, frames.literal("UPPER", "case"))
        for stream in frames.streams(20_000)
    ),
    "more streams than there may be": lambda: b"".join(open_call(LIST, stream) for stream in frames.streams(20_000)),
    "windows that overflow": lambda: b"".join(
        open_call(LIST, stream) + frames.window_update(stream, 0x7FFFFFFF) for stream in frames.streams(20_000)
    ),
    "headers that are too large, by reference": lambda: (
        frames.frame(frames.HEADERS, frames.END_HEADERS, 1, b"\x40" + frames.text(b"x-bomb") + frames.text(b"x" * 3000))
        + b"".join(
            frames.frame(frames.HEADERS, frames.END_HEADERS, stream, b"\xbe" * 1000)
            for stream in list(frames.streams(20_000))[1:]
        )
    ),
}


def huge_header():
    """A header of 8 MB (CVE-2023-33953)."""
    block = frames.call_headers(LIST) + frames.literal("x-huge", "x" * 8_000_000)
    first, *more = (block[at : at + 16384] for at in range(0, len(block), 16384))
    rest = (frames.frame(frames.CONTINUATION, 0, 1, piece) for piece in more)
    return frames.frame(frames.HEADERS, 0, 1, first) + b"".join(rest)


def gzip_bomb():
    """A compressed message: half a gigabyte of zeros."""
    squeeze, zeros = zlib.compressobj(1, wbits=31), bytes(1 << 20)
    return frames.message(b"".join([*(squeeze.compress(zeros) for _ in range(512)), squeeze.flush()]), compressed=1)


def expensive_watch(stream, number):
    """A watch of 200 globs, which no other stream and number has."""
    wanted = pb.Filter(
        names=[f"*{stream}*a*{number}*{one}*b*" for one in range(100)],
        input_topics=[f"*{one}*c*{stream}*{number}*d*" for one in range(100)],
    )
    return frames.call(stream, WATCH, pb.WatchStatusRequest(filter=wanted).SerializeToString())
