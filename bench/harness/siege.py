# SPDX-License-Identifier: Apache-2.0
"""One hostile caller that attacks again and again, from an address of its own, while others are measured."""

from support import attacks, frames
from support.attacker import Attacker
from support.background import Background

_PAUSE_S = 0.01
_STREAMS = 1900  # on one connection; docs/limits.md


class Siege(Background):
    """`attack(connect)` attacks once; connect(**how) makes an Attacker, which is closed afterwards."""

    def __init__(self, address, attack):
        super().__init__()
        self._address, self._attack = address, attack

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.finish()

    def work(self):
        while not self.stopping.is_set():
            attackers = []

            def connect(attackers=attackers, **how):
                attackers.append(Attacker(self._address, **how))
                return attackers[-1]

            try:
                self._attack(connect)
                self.stopping.wait(_PAUSE_S)
            finally:
                for attacker in attackers:
                    attacker.close()


def _flood(what):
    """Sends what ends the connection."""
    sent = what()
    return lambda connect: connect().send(sent).wait_end()


def _compressed(connect):
    attacker = connect().send(attacks.open_call(attacks.LIST, 1, grpc_encoding="gzip"))
    attacker.send(frames.data(1, _BOMB))
    attacker.read_until(lambda: attacker.of_kind(frames.HEADERS))


def _watches_with_closed_windows(connect):
    for _ in range(4):
        attacker = connect(greeting=attacks.CLOSED_WINDOWS)
        attacker.send(b"".join(frames.call(stream, attacks.WATCH) for stream in frames.streams(_STREAMS)))
        attacker.read_until(lambda a=attacker: len(a.of_kind(frames.HEADERS)) == _STREAMS)


def _reflection_streams(connect):
    for _ in range(4):
        opened = (attacks.open_call(attacks.REFLECTION, stream) for stream in frames.streams(_STREAMS))
        connect().send(b"".join(opened))


def _expensive_watches(connect):
    attackers = [connect() for _ in range(10)]
    for number, attacker in enumerate(attackers):
        attacker.send(b"".join(attacks.expensive_watch(stream, number) for stream in frames.streams(10)))
    for attacker in attackers:
        attacker.read_until(lambda a=attacker: len({one.stream for one in a.of_kind(frames.DATA)} - {0}) == 10)


_BOMB = attacks.gzip_bomb()[:60_000]

ATTACKS = {name: _flood(what) for name, what in attacks.FLOODS.items()} | {
    "a header of 8 MB": _flood(attacks.huge_header),
    "a gzip bomb": _compressed,
    "7,600 watches with closed windows": _watches_with_closed_windows,
    "7,600 reflection streams": _reflection_streams,
    "100 watches of 200 globs": _expensive_watches,
}
