# SPDX-License-Identifier: Apache-2.0
"""Rounds of all faults, each in an order of its own, until the time is over; the round that has begun is finished.

After each fault everything must come to rest: records flow, every replica shows them as current and equals a second
reader of the topic, and every watcher has what the lists have. What must hold all the time:

- a watch's fold has the digest of each checkpoint, and revisions never go back;
- what is shown of a selection at a revision is the same in every list and watch of every replica;
- no process ends by itself; of those that are never restarted none grows, keeps descriptors or floods its log
  (gauges.py).
"""

import pathlib
import random
import tempfile
import time

from soak import faults
from soak.world import World


class Soak:
    def __init__(self, world, seed):
        self._world = world
        self._random = random.Random(seed)
        self._begun = time.monotonic()
        self._done = {fault.__name__: 0 for fault in faults.ALL}
        self._settling_s = []

    @property
    def minutes(self):
        return (time.monotonic() - self._begun) / 60

    @property
    def has_rested(self):
        """Whether there is something to report."""
        return bool(self._settling_s)

    def run(self, minutes):
        self._world.start()
        self._rest()
        self._round()
        while self.minutes < minutes:
            self._round()
        self._world.finish()

    def report(self):
        world = self._world
        return {
            "minutes": round(self.minutes, 1),
            "faults": self._done,
            "records": world.publisher.acked,
            "watchers": len(world.crowd.watchers),
            "streams": sum(watcher.streams for watcher in world.crowd.watchers),
            "checkpoints": sum(watcher.checkpoints for watcher in world.crowd.watchers),
            "lists": world.lister.lists,
            "lists_refused": world.lister.refused,
            "states_compared": world.shown.compared,
            "longest_rest_s": round(max(self._settling_s), 1),
            "processes": {gauge.name: gauge.summary() for gauge in world.gauges},
        }

    def _round(self):
        for fault in self._random.sample(faults.ALL, len(faults.ALL)):
            print(f"{self.minutes:7.1f} min  {fault.__name__}", flush=True)
            fault(self._world)
            self._done[fault.__name__] += 1
            self._rest()

    def _rest(self):
        begun = time.monotonic()
        self._world.settle()
        self._world.sample()
        self._settling_s.append(time.monotonic() - begun)
        for gauge in self._world.gauges:
            gauge.check(sum(self._done.values()), self.minutes)


def soak(minutes, seed, watchers):
    """Returns the report. Fails with AssertionError."""
    with tempfile.TemporaryDirectory(prefix="rollcall-soak-") as folder:
        world = World(pathlib.Path(folder), seed, watchers)
        random.seed(seed)
        run = Soak(world, seed)
        try:
            run.run(minutes)
            return {"seed": seed} | run.report()
        except AssertionError as failure:
            if run.has_rested:
                failure.add_note(f"until then: {run.report()}")
            raise
        finally:
            world.stop()
