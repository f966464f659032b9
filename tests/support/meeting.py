"""Where processes wait for each other: marks in one folder, no luck and no clock.

A race that needs two workers at the same place is no proof while they only
probably get there together. Here each says where it is and waits for the others.
"""

import os
import time
from collections import Counter
from pathlib import Path

PATIENCE = 60


class Meeting:
    """Marks ``TOPIC.PLACE.PID`` in ``folder``, which all who meet know."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def reach(self, topic: str, place: str) -> None:
        Path(self.folder, f"{topic}.{place}.{os.getpid()}").touch()

    def at(self, topic: str, place: str = "*") -> int:
        """How many have reached it."""
        return len(list(self.folder.glob(f"{topic}.{place}.*")))

    def wait(self, topic: str, place: str, count: int) -> None:
        """Until ``count`` have reached it.

        Raises:
            TimeoutError: they did not; the process ends with an error instead of a guess.
        """
        end = time.monotonic() + PATIENCE
        while self.at(topic, place) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{topic}.{place}: {self.at(topic, place)} of {count}")
            time.sleep(0.005)

    def count(self) -> Counter:
        """How many marks there are of each place, all topics together."""
        return Counter(path.name.split(".")[1] for path in self.folder.iterdir())
