# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 frames made by hand (RFC 9113), for what no client library sends."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
INITIAL_WINDOW_SIZE = 4  # a setting

CANCEL, ENHANCE_YOUR_CALM = 8, 11  # error codes


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def settings(**values):
    pairs = (struct.pack(">HI", globals()[name], value) for name, value in values.items())
    return frame(SETTINGS, payload=b"".join(pairs))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def reset(stream):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))


def text(value):
    """A string of HPACK (RFC 7541, section 5.2), without Huffman coding."""
    size, prefix = len(value), 127
    if size < prefix:
        return bytes([size]) + value
    encoded, size = bytes([prefix]), size - prefix
    while size >= 128:
        encoded += bytes([size % 128 + 128])
        size //= 128
    return encoded + bytes([size]) + value


def literal(name, value):
    return b"\0" + text(name.encode()) + text(value.encode())


def call_headers(path, **more):
    """The header block of a call."""
    pairs = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "x"}
    pairs |= {"content-type": "application/grpc", "te": "trailers"}
    pairs |= {name.replace("_", "-"): value for name, value in more.items()}
    return b"".join(literal(name, value) for name, value in pairs.items())


def message(body, compressed=0):
    """With the prefix that gRPC gives it."""
    return struct.pack(">BI", compressed, len(body)) + body


def data(stream, body, flags=0):
    """DATA frames of at most 16 KiB."""
    pieces = [body[at : at + 16384] for at in range(0, len(body), 16384)] or [b""]
    return b"".join(
        frame(DATA, flags if at == len(pieces) - 1 else 0, stream, piece) for at, piece in enumerate(pieces)
    )


def call(stream, path, request=b"", **more):
    """A whole call with one message."""
    return frame(HEADERS, END_HEADERS, stream, call_headers(path, **more)) + data(stream, message(request), END_STREAM)


def streams(count):
    """The first ids of a client's streams."""
    return range(1, 2 * count, 2)
