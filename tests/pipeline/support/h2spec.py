# SPDX-License-Identifier: Apache-2.0
"""Runs h2spec, which checks a server of HTTP/2 against RFC 7540, and reads its report."""

import collections
import re
import xml.etree.ElementTree

from support.paths import DEPS
from support.tools import run_tool

# `section`: a part of h2spec and the section, such as "http2/5.1". `failure`: what was expected, what came; or None.
Check = collections.namedtuple("Check", "section title failure")

_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]")
_ALL_S = 600


def run_h2spec(address, folder, timeout_s):
    """Returns a Check for each of h2spec's checks, those left out that it skipped. One that awaits something fails
    after this time."""
    host, port = address.rsplit(":", 1)
    report = folder / "h2spec.xml"
    command = [DEPS / "bin" / "h2spec", "-h", host, "-p", port, "-o", timeout_s, "-j", report]
    done = run_tool(*command, deadline_s=_ALL_S)
    assert report.is_file(), done
    # h2spec writes the data of frames as they came, which XML does not allow.
    text = _NOT_XML.sub("?", report.read_bytes().decode(errors="replace"))
    cases = xml.etree.ElementTree.fromstring(text).iter("testcase")
    return [_check(case) for case in cases if case.find("skipped") is None]


def _check(case):
    failed = next((child for child in case if child.tag in ("error", "failure")), None)
    return Check(case.get("package"), case.get("classname"), None if failed is None else _failure(failed.text))


def _failure(text):
    """In one line; h2spec writes what it expected, line by line, and then what came."""
    *expected, came = text.splitlines()
    return f"expected {' or '.join(expected)}; came {came}"
