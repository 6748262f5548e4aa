# SPDX-License-Identifier: Apache-2.0
"""What a proxy can do to a server's responses and to the requests that are sent to it."""

import struct
import threading

_SLICE = 16384
# Offsets of the fields of a batch of records, format v2 (Kafka's documentation, "Record Batch").
_LENGTH, _AFTER_LENGTH, _MAGIC, _RECORDS = 8, 12, 16, 61


class Cut(Exception):
    """Raised to make the proxy close the connection."""


class Fault:
    """Does nothing. Base class of the faults."""

    def __init__(self):
        self.ended = threading.Event()
        self.met = 0  # responses that were changed, delayed or dropped

    def pieces(self, response):
        """Yields the bytes to forward. A fault that waits must stop waiting when `ended` is set."""
        yield response

    def request(self, data):
        """Returns the bytes to forward to the server."""
        return data


class Vanishes(Fault):
    """Like a machine without power: nothing arrives in either direction, and neither side is closed."""

    def pieces(self, response):
        self.met += 1
        return ()

    def request(self, data):
        return b""


class Hangs(Fault):
    """Like a stopped broker: the responses arrive when it continues."""

    def pieces(self, response):
        self.met += 1
        self.ended.wait()
        yield response


class Delays(Fault):
    def __init__(self, seconds):
        super().__init__()
        self._seconds = seconds

    def pieces(self, response):
        self.met += 1
        self.ended.wait(self._seconds)
        yield response


class Throttles(Fault):
    def __init__(self, bytes_per_s):
        super().__init__()
        self._bytes_per_s = bytes_per_s

    def pieces(self, response):
        self.met += 1
        for begin in range(0, len(response), _SLICE):
            piece = response[begin : begin + _SLICE]
            self.ended.wait(len(piece) / self._bytes_per_s)
            yield piece


class CutsMidway(Fault):
    """Closes the connection in the middle of every response that contains `marker`."""

    def __init__(self, marker=b""):
        super().__init__()
        self._marker = marker

    def pieces(self, response):
        if self._marker not in response:
            yield response
            return
        self.met += 1
        yield response[: len(response) // 2]
        raise Cut


class Damages(Fault):
    """Damages the batch that begins at `offset`, in every response, by one of the functions below."""

    def __init__(self, offset, how):
        super().__init__()
        self._first = struct.pack(">q", offset)
        self._how = how

    def pieces(self, response):
        damaged = bytearray(response)
        begin = damaged.find(self._first)
        while begin >= 0:
            if _is_batch(damaged, begin):
                self._how(damaged, begin)
                self.met += 1
            begin = damaged.find(self._first, begin + 1)
        yield bytes(damaged)


def another_value(data, begin):
    """Changes a byte of the last record, so the checksum is wrong."""
    data[_end(data, begin) - 3] ^= 0x20


def unknown_format(data, begin):
    data[begin + _MAGIC] = 9


def endless(data, begin):
    """The batch claims to be longer than the response."""
    struct.pack_into(">i", data, begin + _LENGTH, 0x7FFF0000)


def _end(data, begin):
    return begin + _AFTER_LENGTH + struct.unpack_from(">i", data, begin + _LENGTH)[0]


def _is_batch(data, begin):
    return (
        len(data) > begin + _RECORDS and data[begin + _MAGIC] == 2 and begin + _RECORDS < _end(data, begin) <= len(data)
    )
