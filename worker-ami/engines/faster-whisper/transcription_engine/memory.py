"""Memory that a file needed and the next one may not."""

import ctypes
from functools import cache


def give_back_memory() -> None:
    """Return what is free to the system.

    glibc keeps freed memory for itself, for each thread that ever asked for some: after a long file hundreds of
    megabytes, which a worker would hold until it ends. Takes milliseconds; does nothing with another C library.
    """
    if trim := _malloc_trim():
        trim(0)


@cache
def _malloc_trim() -> "ctypes._NamedFuncPointer | None":
    # The program's own symbols, among them its C library's.
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
