# SPDX-License-Identifier: Apache-2.0
"""The blocks of docs/cookbook.md, or of another page: commands with what they print, and files that these and the
tests use.

A block of commands is a ```console block:

    $ command                 a line that ends with \\ continues on the next one
    what it prints            `...` stands for anything, also for whole lines; white space counts as one space

Every other block is a file. The last line of text before it ends with the file's name: "…, `nginx.conf`:".
"""

import collections
import re

from support.paths import TOP

PATH = TOP / "docs" / "cookbook.md"

Command = collections.namedtuple("Command", "text output")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"`([\w.-]+)`:\s*\Z")


class Block:
    def __init__(self, language, text, before):
        self.language, self.text = language, text
        self.heading = re.findall(r"^#+ (.*)$", before, re.MULTILINE)[-1]
        named = _NAME.search(before)
        self.name = named[1] if named else ""

    @property
    def is_console(self):
        return self.language == "console"

    def commands(self):
        """The commands with what each prints."""
        parts = re.split(r"^\$ ", self.text.replace("\\\n", " "), flags=re.MULTILINE)
        assert parts[0] == "", f"output before the first command: {parts[0]}"
        return [Command(*part.partition("\n")[::2]) for part in parts[1:]]


def blocks(path=PATH):
    text = path.read_text()
    found = [Block(match[1], match[2], text[: match.start()]) for match in _FENCE.finditer(text)]
    assert 2 * len(found) == len(re.findall("^ *```", text, re.MULTILINE)), "a fence that is no block, or is indented"
    return found


def console_blocks():
    return [block for block in blocks() if block.is_console]


def files(path=PATH):
    """{name: text} of the blocks that are files."""
    named = [block for block in blocks(path) if not block.is_console]
    assert all(block.name for block in named), [block.heading for block in named if not block.name]
    return {block.name: block.text for block in named}


def channel_options():
    """{name without "grpc.": number} of the options of the channel in spread.py."""
    found = re.findall(r'\("grpc\.([\w.]+)", (\d+)\)', files()["spread.py"])
    assert found
    return {name: int(number) for name, number in found}


def matches(expected, printed):
    """Whether a command printed what the cookbook shows."""
    parts = [re.escape(part.strip()) for part in _squeezed(expected).split("...")]
    return re.fullmatch(r"\s*.*\s*".join(parts), _squeezed(printed), re.DOTALL) is not None


def _squeezed(text):
    return " ".join(text.split())
