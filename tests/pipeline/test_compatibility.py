# SPDX-License-Identifier: Apache-2.0
"""What the last release had, this version has, or the changelog names it as gone (docs/compatibility.md)."""

import re

import pytest

from support.http_port import SERVED
from support.metrics import read, types
from support.paths import TOP
from support.released import VERSION, released
from support.tools import program, run_tool

pytestmark = pytest.mark.release_only

_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_METRIC = re.compile(r"^# TYPE (\w+) (\w+)$", re.MULTILINE)


def _changes():
    """What the changelog says of the versions since the last release."""
    text = (TOP / "CHANGELOG.md").read_text()
    return text[: text.index(f"## [{VERSION}]")]


def _flags(executable, *command):
    """Those that its help defines."""
    text = run_tool(executable, *command, "--help").check().stdout
    lines = (line.strip() for line in text.splitlines())
    return {flag for line in lines if line.startswith("-") for flag in _FLAG.findall(line.split("  ")[0])}


@pytest.mark.parametrize(
    "words",
    [
        ["rollcalld"],
        *(["rollcall", *command] for command in ([], ["list"], ["nodes"], ["watch"])),
        *(["rollcall-agent", *command] for command in ([], ["publish"], ["retire"], ["create-topic"])),
    ],
    ids=" ".join,
)
def test_flags_stay(words):
    name, *command = words
    before, now = _flags(released(name), *command), _flags(program(name), *command)
    assert "--help" in before and len(before) >= 2, before
    gone = {flag for flag in before - now if flag not in _changes()}
    assert not gone, f"{' '.join(words)} has no longer {gone}, and CHANGELOG.md does not say so"


def _metrics(server):
    """{name: type}"""
    address = re.search(r"^(?:http|metrics) on (\S+)$", server.child.stdout(), re.MULTILINE)[1]
    return types(read(address))


def _http_flags(executable):
    """0.1.0 has another name for the option."""
    return SERVED if "--http-listen" in _flags(executable) else ("--metrics-listen", "127.0.0.1:0")


def test_metrics_stay(topic, start_server):
    topic.publish(1)
    before, now = (
        _metrics(start_server(topic, *_http_flags(executable), executable=executable))
        for executable in (released("rollcalld"), program("rollcalld"))
    )
    assert "rollcall_watchers" in before
    changed = {name for name, kind in before.items() if now.get(name) != kind and name not in _changes()}
    assert not changed, f"these are gone or of another type, and CHANGELOG.md does not say so: {changed}"


def test_each_promise_names_a_test_that_exists():
    rows = [line for line in (TOP / "docs" / "compatibility.md").read_text().splitlines() if line.startswith("| **")]
    assert len(rows) >= 10
    for row in rows:
        named = re.findall(r"`([\w/.]+)[^`]*`", row.split("|")[3])
        paths = [TOP / "tests" / "pipeline" / name if name.startswith("test_") else TOP / name for name in named]
        paths = [path for path in paths if path.suffix or "/" in str(path.relative_to(TOP))]
        assert any(path.exists() for path in paths), row
        for name in re.findall(r"`(test_\w+\.py)`", row):
            assert (TOP / "tests" / "pipeline" / name).is_file(), name
    for name in re.findall(r"\(`(\w+)`\)", "\n".join(rows)):
        assert f"def test_{name}" in (TOP / "tests" / "pipeline" / "test_rolling_upgrade.py").read_text(), name
