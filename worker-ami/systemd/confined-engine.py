#!/opt/transcription/engine/bin/python -I
"""Stands for the engine's Python where the worker would start it, and starts it where the worker cannot reach.

Usage: confined-engine ARGUMENT...   as the worker; the arguments are those of the engine's Python
       confined-engine --serve       as a unit that systemd starts for each connection, transcription-engine@.service

The worker's side hands its own standard streams over a socket, so that engine and worker speak as parent and child do.
Each side ends when the other does: a worker that lets go of its engine ends it, and learns how one ended by itself.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys

SOCKET = "/run/transcription-engine.sock"
PYTHON = "/opt/transcription/engine/bin/python"
STREAMS = (0, 1, 2)
LONGEST = 65_536


def main() -> int:
    """Be the side that the arguments name."""
    arguments = sys.argv[1:]
    if arguments == ["--serve"]:
        serve(socket.socket(fileno=0))
        return 0
    return call(arguments)


def call(arguments: list[str]) -> int:
    """Have an engine started on these very streams, and end as it ends."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as unit:
        unit.connect(SOCKET)
        socket.send_fds(unit, [json.dumps(arguments).encode()], STREAMS)
        answer = unit.recv(LONGEST)
    if not answer:
        sys.exit("the engine's unit ended before its engine; its journal says why")
    code = int(answer)
    if code < 0:
        die_of(-code)
    return code


def die_of(number: int) -> None:
    """End by the signal that ended the engine, which is what the worker then tells."""
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def serve(caller: socket.socket) -> None:
    """Run one engine on the streams that the caller sends, until it ends or nobody wants it any more."""
    message, streams, _flags, _address = socket.recv_fds(caller, LONGEST, len(STREAMS))
    stdin, stdout, stderr = streams
    engine = subprocess.Popen([PYTHON, *json.loads(message)], stdin=stdin, stdout=stdout, stderr=stderr)  # noqa: S603
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(engine.pid)
    events = select.poll()
    events.register(ended, select.POLLIN)
    # The caller has said all it says: from now on a sign of it is its end.
    events.register(caller, select.POLLIN)
    if ended in dict(events.poll()):
        caller.send(str(engine.wait()).encode())
    # What is left of it, systemd kills with this unit.


if __name__ == "__main__":
    sys.exit(main())
