# SPDX-License-Identifier: Apache-2.0
"""Something that goes on beside a test."""

import threading


class Background(threading.Thread):
    """go_on() runs until `over` is set; what it fails with is raised by check() and finish()."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over = threading.Event()
        self._failure = None

    def run(self):
        try:
            self.go_on()
        except BaseException as failure:
            self._failure = failure

    def check(self):
        if self._failure:
            raise self._failure

    def finish(self):
        self.over.set()
        self.join()
        self.check()
