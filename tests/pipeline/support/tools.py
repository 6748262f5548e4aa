# SPDX-License-Identifier: Apache-2.0
"""Runs command line tools: Rollcall's own, kcat and grpcurl."""

import re
import subprocess

from support.paths import BIN, DEPS
from support.process import clean_environment
from support.waiting import DEADLINE_S


class Result:
    """The exit code and the output of a finished command."""

    def __init__(self, command, code, stdout, stderr):
        self.command, self.code, self.stdout, self.stderr = command, code, stdout, stderr

    def check(self, code=0):
        assert self.code == code, f"{self}\nexpected exit code {code}"
        return self

    def __str__(self):
        return (
            f"$ {' '.join(self.command)}\nexit code {self.code}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}\n"
        )


def run_tool(*command, stdin=None, deadline_s=DEADLINE_S, **environment):
    """Runs a command to its end. Decodes its output as UTF-8; surrogateescape keeps other bytes."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        input=(stdin or "").encode(errors="surrogateescape"),
        capture_output=True,
        timeout=deadline_s,
        env=clean_environment(**environment),
    )
    out, err = (data.decode(errors="surrogateescape") for data in (done.stdout, done.stderr))
    return Result(words, done.returncode, out, err)


def program(name):
    path = BIN / name
    assert path.is_file(), f"{path} is not built"
    return path


def buf_program():
    """buf itself: the script that npm installs would start it as a child that survives the script."""
    [buf] = (DEPS / "buf" / "node_modules" / "@bufbuild").glob("buf-linux-*/bin/buf")
    return buf


def rollcall(server, *arguments, **more):
    """Runs `rollcall` with a server (a Rollcalld or an address). What it says after a second without an answer, which
    may be the machine's fault, is left out of its stderr."""
    done = run_tool(program("rollcall"), "--server", getattr(server, "address", server), *arguments, **more)
    done.stderr = re.sub(r"^rollcall: waiting for an answer from .*\n", "", done.stderr, flags=re.MULTILINE)
    return done


def agent(topic, *arguments, **more):
    """Runs `rollcall-agent` for a topic."""
    return run_tool(program("rollcall-agent"), "--brokers", topic.brokers, "--topic", topic.name, *arguments, **more)


def grpcurl(server, *arguments, flags=(), **more):
    return run_tool(DEPS / "bin" / "grpcurl", "-plaintext", *flags, server.address, *arguments, **more)
