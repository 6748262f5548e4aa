#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes a picture of a page in a real browser, as PNG.

    page_picture.py --size 1280x900 --out FILE.png [--dark] ADDRESS

ADDRESS is HOST:PORT/PATH. The picture is taken once the page says that it follows. Needs
tests/pipeline/requirements.txt.
"""

import argparse
import contextlib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "pipeline"))

from support.browser import Browser


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", required=True, help="WIDTHxHEIGHT in pixels; 0 as HEIGHT: that of the whole page")
    parser.add_argument("--out", required=True)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("address")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    with tempfile.TemporaryDirectory() as profile, contextlib.closing(Browser(profile)) as browser:
        browser.size(width, height or 800, arguments.dark)
        browser.open(arguments.address)
        browser.wait_mode("live")
        if not height:
            browser.size(width, browser.run("return document.documentElement.scrollHeight"), arguments.dark)
        pathlib.Path(arguments.out).write_bytes(browser.driver.get_screenshot_as_png())


if __name__ == "__main__":
    main()
