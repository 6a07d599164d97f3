"""Runs ministack with what AWS keeps on disk, so that it can be killed and started again.

Usage: with_parent.py ministack_with_disk, with ministack's own PERSIST_STATE=1, STATE_DIR, S3_PERSIST=1 and S3_DATA_DIR.

By itself it saves everything but objects only when it is told to end. SIGUSR2 is the power failure: what every service
has acknowledged by then is saved, nothing is answered any more, and the process kills itself as `kill -9` would.
"""

import os
import signal
import sys
from types import FrameType


def lose_power(_signal: int, _frame: FrameType | None) -> None:
    """Save, answer nobody, end."""
    from ministack.app import _build_persistence_save_dict
    from ministack.core.persistence import save_all

    # Answers are sent by this thread, which is here now; the others stand still until the end.
    sys.setswitchinterval(1000)
    save_all(_build_persistence_save_dict())
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from ministack.app import main

    signal.signal(signal.SIGUSR2, lose_power)
    main()
