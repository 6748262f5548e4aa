# SPDX-License-Identifier: Apache-2.0
"""A thread that runs beside a test."""

import threading


class Background(threading.Thread):
    """Runs work(), which returns once `stopping` is set. check() and finish() raise the exception that work()
    raised."""

    def __init__(self):
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self._failure = None

    def run(self):
        try:
            self.work()
        except BaseException as failure:
            self._failure = failure

    def check(self):
        if self._failure:
            raise self._failure

    def finish(self):
        self.stopping.set()
        self.join()
        self.check()
