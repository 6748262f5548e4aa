# SPDX-License-Identifier: Apache-2.0
"""The live screen of `rollcall watch` in a real terminal: what it shows, keys, sizes, signals."""

import re
import signal

import pytest

from support.tmux import Terminal
from support.tools import program

SIZES = [(40, 10), (80, 24), (200, 50)]
_NODES = 30


@pytest.fixture(scope="module")
def filled(module_topic, start_module_server):
    """A server of 30 nodes with two coprocessors each, one node that is down, and one whose record is broken."""
    for node in range(_NODES):
        module_topic.publish(node, {f"alpha_{node:02}": ["in_a", "in_b"], f"omega_{node:02}": ["in_c"]})
    module_topic.publish(100, status="down")
    module_topic.produce(b"101", b"no JSON")
    return start_module_server(module_topic)


@pytest.fixture
def open_terminal(tmp_path):
    terminals = []

    def open_one(width=80, height=24):
        folder = tmp_path / f"terminal-{len(terminals)}"
        folder.mkdir()
        terminals.append(Terminal(folder, width, height))
        return terminals[-1]

    yield open_one
    for terminal in terminals:
        terminal.close()


def _watch(terminal, server, *arguments, **how):
    terminal.run(program("rollcall"), "--server", server.address, "watch", *arguments, **how)


def _is_screen(lines):
    return "revision" in lines[0] and "up, 1 down, 1 invalid" in lines[1]


@pytest.mark.parametrize("width, height", SIZES)
def test_a_screen_fits_its_terminal_and_its_keys_work(filled, open_terminal, width, height):
    terminal = open_terminal(width, height)
    _watch(terminal, filled)
    lines = terminal.wait_for(lambda lines: _is_screen(lines) and lines[-1].startswith("rows 1-"), "the screen")
    assert len(lines) == height and all(len(line) <= width for line in lines), lines
    assert lines[2].split()[:4] == ["NODE", "STATE", "AGE", "COPROCESSOR"], lines
    assert " >0 " in lines[3] and "alpha_00" in lines[3], lines
    assert "node 101 is invalid" in terminal.text() or "more nodes to look at" in terminal.text(), lines
    assert re.match(r"rows 1-\d+ of 62", lines[-1]), lines

    terminal.press("Enter", "Enter", "Enter", "x", "F5")  # none has a meaning
    terminal.press("j", "Down")
    lines = terminal.wait_for(lambda lines: any(" >2 " in line for line in lines), "the third row")
    assert _is_screen(lines), lines
    terminal.press("G")
    terminal.wait_for(lambda lines: re.match(r"rows \d+-62 of 62", lines[-1]), "the last rows")
    terminal.press("PPage", "g")
    terminal.wait_for(lambda lines: lines[-1].startswith("rows 1-"), "the first rows")
    terminal.press("/", "O", "M", "E", "G", "A")
    terminal.wait_for(lambda lines: lines[-1] == "/OMEGA_", "what is typed")
    terminal.press("Enter", "n")
    terminal.wait_for(lambda lines: any(" >1 " in line and "omega_01" in line for line in lines), "the next match")
    terminal.press("s", "s")
    terminal.wait_for(lambda lines: "invalid" in lines[3], "what is wrong comes first")
    terminal.press("?")
    terminal.wait_for_text("search, next, previous")
    terminal.press("?")
    terminal.wait_for(_is_screen, "the screen again")

    terminal.press("q")
    lines = terminal.wait_for_prompt()
    assert any("revision" in line for line in lines), "the last frame does not stay"
    terminal.check_restored()


def test_a_change_is_marked_counted_and_brought_to_the_top(filled, module_topic, open_terminal):
    terminal = open_terminal()
    _watch(terminal, filled)
    terminal.wait_for(_is_screen, "the screen")
    terminal.press("c")
    terminal.wait_for_text("changed first")
    module_topic.publish(29, {"alpha_29": ["in_new"]})
    lines = terminal.wait_for(lambda lines: lines[3].startswith("*"), "the changed row is the first")
    assert "alpha_29" in lines[3] and "gone" in lines[4] and lines[4].startswith("-"), lines
    assert "1 changed, 1 removed" in lines[1], lines
    terminal.wait_for(lambda lines: "removed" not in lines[1] and "changed," not in lines[1], "after five seconds")
    module_topic.publish(29, {"alpha_29": ["in_a", "in_b"], "omega_29": ["in_c"]})
    terminal.wait_for_text("omega_29")


def test_a_node_that_no_longer_matches_is_named_with_the_reason(filled, module_topic, open_terminal):
    terminal = open_terminal(120, 24)
    _watch(terminal, filled, "--name", "alpha_05")
    terminal.wait_for_text("alpha_05")
    module_topic.publish(5, status="down", reason="maintenance")
    terminal.wait_for_text("node 5 is down")
    terminal.wait_for(lambda lines: "0 up, 2 down" in lines[1], "it is counted")
    assert "reason: maintenance" in terminal.text()
    module_topic.publish(5, {"alpha_05": ["in_a", "in_b"], "omega_05": ["in_c"]})
    terminal.wait_for(lambda lines: "1 up, 1 down" in lines[1], "it is back")


def test_a_resized_terminal_is_drawn_again(filled, open_terminal):
    terminal = open_terminal(*SIZES[1])
    _watch(terminal, filled)
    terminal.wait_for(_is_screen, "the screen")
    for width, height in (SIZES[0], SIZES[2], SIZES[1]):
        terminal.resize(width, height)
        lines = terminal.wait_for(
            lambda lines, height=height: len(lines) == height and _is_screen(lines) and lines[-1].startswith("rows 1-"),
            f"the screen at {width}x{height}",
        )
        assert sum("revision" in line for line in lines) == 1, lines
    terminal.press("C-c")
    terminal.wait_for_prompt()
    terminal.check_restored()


def test_stopping_and_going_on_leaves_no_trace(filled, open_terminal):
    terminal = open_terminal()
    _watch(terminal, filled)
    terminal.wait_for(_is_screen, "the screen")
    for _ in range(2):
        terminal.press("C-z")
        lines = terminal.wait_for_prompt()
        assert any("Stopped" in line for line in lines) and not any("revision" in line for line in lines), lines
        terminal.check_restored()
        terminal.run("fg")
        terminal.wait_for(_is_screen, "the screen again")
        terminal.press("j")
        terminal.wait_for(lambda lines: not any(" >0 " in line for line in lines), "the keys work again")
    terminal.press("C-z")
    terminal.wait_for_prompt()
    terminal.run("bg")
    terminal.run("echo", "still", "mine")
    terminal.wait_for(lambda lines: "still mine" in lines, "the shell")
    assert "revision" not in terminal.text(), "it draws in the background"
    terminal.run("fg")
    terminal.wait_for(_is_screen, "the screen again")


# A sanitizer handles SIGSEGV itself.
@pytest.mark.parametrize(
    "end", ["C-\\", "C-c", "q", "TERM", "HUP", "ABRT", pytest.param("SEGV", marks=pytest.mark.release_only)]
)
def test_every_end_restores_the_terminal(filled, open_terminal, end):
    terminal = open_terminal()
    _watch(terminal, filled)
    terminal.wait_for(_is_screen, "the screen")
    if hasattr(signal, f"SIG{end}"):
        terminal.signal(program("rollcall"), end)
    else:
        terminal.press(end)
    terminal.wait_for_prompt()
    terminal.check_restored()


def test_without_a_keyboard_there_is_a_screen_without_keys(filled, open_terminal):
    terminal = open_terminal()
    _watch(terminal, filled, redirection="< /dev/null")
    lines = terminal.wait_for(_is_screen, "the screen")
    assert "? help" not in terminal.text() and " >0 " not in terminal.text(), lines
    terminal.press("C-c")
    terminal.wait_for_prompt()
    terminal.check_restored()


def test_no_color_has_marks_but_no_attributes(filled, open_terminal):
    terminal = open_terminal()
    _watch(terminal, filled, environment="NO_COLOR=1")
    terminal.wait_for(_is_screen, "the screen")
    assert terminal.attributes() == 0 and "! node 101 " in terminal.text()
    terminal.press("q")
    terminal.wait_for_prompt()
    _watch(terminal, filled)
    terminal.wait_for(_is_screen, "the screen")
    assert terminal.attributes() > 0


@pytest.mark.parametrize("term", ["TERM=dumb", "TERM="])
def test_a_dumb_terminal_gets_sentences(filled, open_terminal, term):
    terminal = open_terminal(120, 50)
    _watch(terminal, filled, "--node", "1,100", environment=term)
    terminal.wait_for_text("this terminal cannot show a screen")
    terminal.wait_for_text("node 1 is up and runs alpha_01, omega_01")
    terminal.press("C-c")
    terminal.wait_for_prompt()
