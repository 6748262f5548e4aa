# SPDX-License-Identifier: Apache-2.0
"""What was shown at each revision, by whichever replica, in a list or in a watch: it must always be the same."""

import collections
import threading

_KEPT = 20_000  # of the newest entries, so that a run of days needs no more memory than one of minutes


class ShownStates:
    """Thread-safe."""

    def __init__(self):
        self.compared = 0  # how often a state was shown again
        self._lock = threading.Lock()
        self._states = collections.OrderedDict()  # {(selection, revision): (digest, node_count)}

    def note(self, selection, header):
        """`selection`: the name of the filter. Fails if the same selection had another state at this revision."""
        key, state = (selection, header.revision), (header.digest, header.node_count)
        with self._lock:
            known = self._states.setdefault(key, state)
            assert known == state, f"{selection} at revision {header.revision}: {known} was shown, and then {state}"
            self.compared += known is not state
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)
