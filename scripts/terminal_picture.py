#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command in a terminal, and draws what is on its screen as SVG.

    terminal_picture.py --size 80x24 --out FILE.svg [--show-command TEXT] [--until TEXT] [--keys KEYS] -- COMMAND...

Without --until the picture is of the screen at the command's end. With it, the command is ended (SIGTERM) once the
screen has shown TEXT; --keys are typed before that is waited for. Needs scripts/requirements.txt.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from xml.sax.saxutils import escape

import pyte

DEADLINE_S = 30
FONT_SIZE, CELL_WIDTH, LINE_HEIGHT, MARGIN = 14, 8.4, 18, 14
BACKGROUND, FOREGROUND = "#1b1f24", "#d5dae0"
COLORS = {
    "black": "#6b7480",  # as text it has to be seen on the background
    "red": "#ff7b72",
    "green": "#6fce7b",
    "brown": "#e3b341",  # pyte's name for yellow
    "blue": "#79b8ff",
    "magenta": "#d2a8ff",
    "cyan": "#76e0e8",
    "white": "#ffffff",
}


def color_of(name, default):
    """A color as pyte names it: one of the eight, "bright" and one of them, or six hex digits."""
    name = name.removeprefix("bright")
    return f"#{name}" if re.fullmatch("[0-9a-f]{6}", name) else COLORS.get(name, default)


def style_of(cell):
    """What differs from plain text: (foreground, background or None, bold, underscore)."""
    front, back = color_of(cell.fg, FOREGROUND), color_of(cell.bg, BACKGROUND)
    if cell.reverse:
        front, back = back, front
    return front, None if back == BACKGROUND else back, cell.bold, cell.underscore


def runs_of(line, columns):
    """The cells of a line in parts of one style: (column, style, width, text)."""
    runs = []
    for column in range(columns):
        cell = line[column]
        if runs and runs[-1][1] == style_of(cell):
            runs[-1][2] += 1
            runs[-1][3] += cell.data
        else:
            runs.append([column, style_of(cell), 1, cell.data])
    return runs


def draw_run(row, column, style, width, text):
    front, back, bold, underscore = style
    x, y = MARGIN + column * CELL_WIDTH, MARGIN + row * LINE_HEIGHT
    if back:
        size = f'width="{width * CELL_WIDTH:.1f}" height="{LINE_HEIGHT}"'
        yield f'<rect x="{x:.1f}" y="{y}" {size} fill="{back}"/>'
    shown = text.rstrip(" ")
    if shown:
        length = (width - len(text) + len(shown)) * CELL_WIDTH  # a wide character has two cells
        more = (' font-weight="bold"' if bold else "") + (' text-decoration="underline"' if underscore else "")
        place = f'x="{x:.1f}" y="{y + FONT_SIZE}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
        yield f'<text {place} fill="{front}"{more}>{escape(shown)}</text>'


def draw(screen):
    lines = len("\n".join(screen.display).rstrip().split("\n"))
    width, height = 2 * MARGIN + screen.columns * CELL_WIDTH, 2 * MARGIN + lines * LINE_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" font-size="{FONT_SIZE}" xml:space="preserve" '
        "font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\">",
        "<!-- SPDX-License-Identifier: Apache-2.0; made by scripts/pictures -->",
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>',
    ]
    for row in range(lines):
        for run in runs_of(screen.buffer[row], screen.columns):
            parts += draw_run(row, *run)
    return "\n".join([*parts, "</svg>", ""])


class Terminal:
    """A command in a pseudo-terminal, and an emulator that shows what the command writes."""

    def __init__(self, columns, rows, command):
        self.screen = pyte.Screen(columns, rows)
        self.screen.write_process_input = self._answer
        self._stream = pyte.ByteStream(self.screen)
        self._deadline = time.monotonic() + DEADLINE_S
        self._descriptor, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(terminal)

    def _answer(self, data):
        """What a terminal sends by itself, for example where its cursor is."""
        os.write(self._descriptor, data.encode())

    def type(self, keys):
        os.write(self._descriptor, keys.encode().decode("unicode_escape").encode())

    def feed(self, text):
        self._stream.feed(text.encode())

    def _read(self):
        """Takes what the command has written. False at its end."""
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([self._descriptor], [], [], left)[0]:
            sys.exit(f"the command did not come to its end, or to what is waited for, within {DEADLINE_S} s")
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:  # EIO: the command has closed the terminal
            return False
        self._stream.feed(data)
        return bool(data)

    def read_until(self, text):
        while text not in "\n".join(self.screen.display):
            if not self._read():
                sys.exit(f"the command ended before it showed {text!r}")

    def read_to_end(self):
        while self._read():
            pass

    def wait(self):
        code = self._process.wait(DEADLINE_S)
        if code != 0:
            sys.exit(f"the command ended with {code}:\n" + "\n".join(self.screen.display).rstrip())

    def terminate(self):
        self._process.terminate()
        self.read_to_end()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="80x24", help="COLUMNSxROWS")
    parser.add_argument("--out", required=True)
    parser.add_argument("--show-command", help="a line before the output")
    parser.add_argument("--until", help="a text on the screen")
    parser.add_argument("--keys", default="", help="what is typed; escapes as in Python")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main():
    options = parse()
    columns, rows = map(int, options.size.split("x"))
    terminal = Terminal(columns, rows, options.command)
    if options.show_command:
        terminal.feed(f"$ {options.show_command}\r\n")
    terminal.type(options.keys)
    if options.until:
        terminal.read_until(options.until)
        picture = draw(terminal.screen)
        terminal.terminate()
    else:
        terminal.read_to_end()
        picture = draw(terminal.screen)
    terminal.wait()
    with open(options.out, "w", encoding="utf-8") as file:
        file.write(picture)


if __name__ == "__main__":
    main()
