"""Runs MiniStack without the pause of 0.15 s that it makes before each execution of a state machine.

The pause is for callers that want to see an execution run. A rehearsal has some five hundred executions, which would
wait for over a minute in all.
"""

import time
from types import SimpleNamespace

from ministack.app import main
from ministack.services import stepfunctions

PAUSE_SECONDS = 0.15


def sleep(seconds: float) -> None:
    if seconds != PAUSE_SECONDS:
        time.sleep(seconds)


stepfunctions.time = SimpleNamespace(**{**vars(time), "sleep": sleep})
main()
