# SPDX-License-Identifier: Apache-2.0
"""librollcall_publisher as an engine's author meets it: installed into a prefix that is moved, found by CMake."""

import json
import re
import shutil
import subprocess

from support.paths import BIN, TOP
from support.process import Child
from support.tools import run_tool


def install(folder):
    """Installs the library, moves what is installed, and returns the prefix."""
    first, moved = folder / "first", folder / "moved"
    run_tool("cmake", "--install", BIN.parent, "--component", "publisher", "--prefix", first).check()
    shutil.move(first, moved)
    return moved


def build(source, prefix, folder):
    """Builds one of our CMake projects in `folder`, against the library that is installed in `prefix`."""
    flags = [f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_FLAGS={_sanitizer_flags()}"]
    run_tool("cmake", "-G", "Ninja", "-S", TOP / source, "-B", folder, *flags).check()
    run_tool("cmake", "--build", folder, deadline_s=300).check()
    return folder


def _sanitizer_flags():
    """A library with a sanitizer can only be loaded by a program with the same one."""
    cache = (BIN.parent / "CMakeCache.txt").read_text()
    sanitizers = re.search(r"^ROLLCALL_SANITIZE:\w+=(.*)$", cache, re.MULTILINE)
    return f"-fsanitize={sanitizers[1]}" if sanitizers and sanitizers[1] else ""


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
