"""Runs ministack with what AWS keeps on disk, so that it can be killed and started again.

Usage: with_parent.py ministack_with_disk, with ministack's own variables PERSIST_STATE=1, STATE_DIR, S3_PERSIST=1 and
S3_DATA_DIR.

By itself it saves everything but objects only when it is told to end. SIGUSR2 is the power failure: what every service
holds is saved, nothing is answered any more, and the process kills itself as `kill -9` would. Requests that are under
way may have reached one service and not another, as they may on AWS; none of them is answered.
"""

import os
import signal
from types import FrameType

from ministack import app
from ministack.core import persistence


def lose_power(_signal: int, _frame: FrameType | None) -> None:
    """Save, answer nobody, end. Answers are sent by this thread, which is here from now on."""
    persistence.save_all(app._build_persistence_save_dict())
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR2, lose_power)
    app.main()
