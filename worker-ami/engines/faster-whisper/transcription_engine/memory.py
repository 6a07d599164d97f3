"""What becomes of freed memory: kept for the next layer, given back after a file."""

import ctypes
from functools import cache

# As malloc.h of glibc numbers them, see mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
# More than a layer of any model needs for one batch on a processor.
_LARGEST_KEPT = 256 * 1024 * 1024
_MOST_KEPT = 1024 * 1024 * 1024


def keep_memory() -> None:
    """Let freed memory stay with the process until `give_back_memory`; to be called before any thread is started.

    glibc gives what is larger than some megabytes back at once, and the next layer gets it anew, page by page: a tenth
    of the processor time of a file. One arena is all there is: what is larger than the 64 MB of another one is given
    back all the same. Does nothing with another C library.
    """
    if mallopt := _of_libc("mallopt"):
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_M_TRIM_THRESHOLD, _MOST_KEPT)


def give_back_memory() -> None:
    """Return what is free to the system.

    glibc keeps freed memory for itself, for each thread that ever asked for some: after a long file hundreds of
    megabytes, which a worker would hold until it ends. Takes milliseconds; does nothing with another C library.
    """
    if trim := _of_libc("malloc_trim"):
        trim(0)


@cache
def _of_libc(name: str) -> "ctypes._NamedFuncPointer | None":
    # The program's own symbols, among them its C library's.
    return getattr(ctypes.CDLL(None), name, None)
