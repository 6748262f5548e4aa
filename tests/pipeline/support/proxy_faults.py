# SPDX-License-Identifier: Apache-2.0
"""What a proxy may do to a server's responses, and to what is sent to it."""

import struct
import threading

_SLICE = 16384
# A batch of records, format v2 (Kafka's documentation, "Record Batch"): where its fields begin.
_LENGTH, _AFTER_LENGTH, _MAGIC, _RECORDS = 8, 12, 16, 61


class Cut(Exception):
    """The connection is to be closed."""


class Fault:
    """Does nothing; the others are made of it."""

    def __init__(self):
        self.ended = threading.Event()
        self.met = 0  # responses that it did something to

    def pieces(self, response):
        """The bytes to send on. One that waits waits for `ended`."""
        yield response

    def request(self, data):
        """The bytes to send on to the server."""
        return data


class Vanishes(Fault):
    """As a machine that lost its power: nothing arrives in either direction, and nobody closes anything."""

    def pieces(self, response):
        self.met += 1
        return ()

    def request(self, data):
        return b""


class Hangs(Fault):
    """As a broker that was stopped: what it has to say comes when it goes on."""

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
            piece = response[begin:begin + _SLICE]
            self.ended.wait(len(piece) / self._bytes_per_s)
            yield piece


class CutsMidway(Fault):
    """In the middle of every response that holds `marker`."""

    def __init__(self, marker=b""):
        super().__init__()
        self._marker = marker

    def pieces(self, response):
        if self._marker not in response:
            yield response
            return
        self.met += 1
        yield response[:len(response) // 2]
        raise Cut


class Damages(Fault):
    """The batch that begins at `offset`, wherever a response holds it, by one of the functions below."""

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
    """A byte within the last record: the checksum does not fit."""
    data[_end(data, begin) - 3] ^= 0x20


def unknown_format(data, begin):
    data[begin + _MAGIC] = 9


def endless(data, begin):
    """It claims to be longer than anything that follows."""
    struct.pack_into(">i", data, begin + _LENGTH, 0x7fff0000)


def _end(data, begin):
    return begin + _AFTER_LENGTH + struct.unpack_from(">i", data, begin + _LENGTH)[0]


def _is_batch(data, begin):
    return len(data) > begin + _RECORDS and data[begin + _MAGIC] == 2 and begin + _RECORDS < _end(data, begin) <= len(data)
