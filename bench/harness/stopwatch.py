# SPDX-License-Identifier: Apache-2.0
"""How long a command takes."""

import subprocess
import time


def wall_ms(*command):
    """Runs a command and discards its output. Returns how long it took."""
    words = [str(word) for word in command]
    begin = time.monotonic()
    subprocess.run(
        words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600
    )
    return (time.monotonic() - begin) * 1e3
