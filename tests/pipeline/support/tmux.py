# SPDX-License-Identifier: Apache-2.0
"""A terminal with a person at it: a shell in tmux, whose screen is read as text."""

import os
import shlex
import signal

from support.process import Child
from support.tools import run_tool
from support.waiting import wait_until

PROMPT = "READY>"


class Terminal:
    def __init__(self, folder, width, height):
        self._socket = folder / "tmux.socket"
        # -D keeps the server in the foreground, so that it cannot outlive the tests.
        self._server = Child(
            ["tmux", "-u", "-D", "-S", self._socket, "-f", "/dev/null"],
            folder,
            "tmux",
            LC_ALL="C.UTF-8",
        )
        self._server.wait_for(self._socket.exists, "tmux has its socket")
        # The words are not one text, because the shell that tmux would start for a text drops PS1.
        shell = ["env", f"PS1={PROMPT} ", "HISTFILE=", "bash", "--norc", "--noprofile"]
        self._tmux("new-session", "-d", "-x", width, "-y", height, *shell)
        self._tty = self._ask("#{pane_tty}")
        self.wait_for_prompt()

    def close(self):
        self._server.kill()

    def _tmux(self, *words):
        return run_tool("tmux", "-u", "-S", self._socket, *words, LC_ALL="C.UTF-8").check().stdout

    def _ask(self, what):
        return self._tmux("display-message", "-p", what).strip()

    def run(self, *words, environment="", redirection=""):
        """Types a command line into the shell."""
        self._tmux("send-keys", "-l", f"clear; {environment} {shlex.join(map(str, words))} {redirection}")
        self.press("Enter")

    def press(self, *keys):
        """Presses keys by tmux's names: Enter, Up, PPage, C-c, or a character."""
        for key in keys:
            self._tmux("send-keys", key)

    def resize(self, width, height):
        self._tmux("resize-window", "-x", width, "-y", height)

    def lines(self):
        return self._tmux("capture-pane", "-p").split("\n")[:-1]

    def text(self):
        return "\n".join(self.lines())

    def wait_for(self, found, what):
        """Waits until found(lines) is true, and returns the lines."""
        shown = []

        def check():
            shown[:] = self.lines()
            return found(shown)

        wait_until(check, lambda: f"{what}; the terminal shows\n" + "\n".join(shown))
        return list(shown)

    def wait_for_text(self, text):
        return self.wait_for(lambda lines: text in "\n".join(lines), f"the text {text!r}")

    def wait_for_prompt(self):
        """Waits for the shell's prompt at the end of the text."""
        return self.wait_for(lambda lines: "\n".join(lines).rstrip().endswith(PROMPT), "the prompt of the shell")

    def check_restored(self):
        """The terminal is as the shell left it: its first screen, a cursor, lines, echo."""
        wait_until(lambda: self._ask("#{alternate_on} #{cursor_flag}") == "0 1", "the first screen and the cursor")
        # The shell's own line editor changes the mode while it waits for a line, so a command reads it.
        self.run("stty", "-a")
        lines = self.wait_for(lambda lines: any("icanon" in line for line in lines), "the mode of the terminal")
        mode = " ".join(lines).replace(";", " ").split()
        assert {"icanon", "echo", "isig", "icrnl", "opost"} <= set(mode), mode

    def signal(self, command, name):
        """Sends a signal to the one process of this terminal that runs `command`."""
        processes = run_tool("ps", "-t", self._tty, "-o", "pid=,args=").check().stdout.splitlines()
        (pid,) = [line.split()[0] for line in processes if line.split()[1] == str(command)]
        os.kill(int(pid), getattr(signal, f"SIG{name}"))

    def attributes(self):
        """How many changes of color, weight and so on the screen has."""
        return self._tmux("capture-pane", "-p", "-e").count("\x1b[")
