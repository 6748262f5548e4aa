# SPDX-License-Identifier: Apache-2.0
"""An engine that uses librollcall_publisher."""

import json
import subprocess

from support.process import Child


class Driver(Child):
    """A process that does with a StatusPublisher what it is told (publisher_driver/main.cc)."""

    def __init__(self, program, folder, name, brokers, topic, node_id, **options):
        arguments = [f"{name}={value}" for name, value in options.items()]
        super().__init__([program, brokers, topic, node_id, *arguments], folder, name, stdin=subprocess.PIPE)
        self._flushes = 0

    def tell(self, *lines):
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def said(self, word):
        """What it printed after this word, once for each line that begins with it."""
        return [line[len(word) :].strip() for line in self.stdout().splitlines() if line.startswith(word)]

    def wait_said(self, word, times=1):
        """Waits for that many lines with this word. Returns what follows the word in the last one."""
        return self.wait_for(lambda: len(said := self.said(word)) >= times and said, f"{times} x {word}")[times - 1]

    def flush(self):
        """Waits until the topic shows the last state."""
        self._flushes += 1
        self.tell("flush 50000")
        self.wait_said("flushed", self._flushes)

    def quit(self):
        """Ends it with the publisher's destructor. Returns how long that took, in milliseconds."""
        self.tell("quit")
        assert self.wait() == 0, self.report()
        return int(self.wait_said("closed"))


def counts(records):
    """The states of the coprocessor "counter" in the records, in their order."""
    values = [json.loads(record.value) for record in records if record.value]
    return [int(value["coprocessors"]["counter"]["state"]) for value in values if "counter" in value["coprocessors"]]
