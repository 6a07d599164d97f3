"""What a layer needed stays for the next one, and what a file needed does not stay with the process."""

import subprocess
import sys

import pytest

BEGIN = """
import ctypes, re, resource, threading
from pathlib import Path
from transcription_engine.memory import give_back_memory, keep_memory

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
"""
GIVEN_BACK = """
# Blocks too small for a mapping of their own, kept from the heap's end by one that stays.
blocks = [libc.malloc(100_000) for _ in range(1000)]
for block in blocks:
    ctypes.memset(block, 1, 100_000)
for block in blocks[:-1]:
    libc.free(block)
held = resident()
give_back_memory()
print(held, resident())
"""
# As layers do: in a thread of its own, each block is filled and freed before the next.
KEPT = """
keep_memory()

def layers():
    for _ in range(50):
        block = libc.malloc(100_000_000)
        ctypes.memset(block, 1, 100_000_000)
        libc.free(block)

before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = threading.Thread(target=layers)
thread.start()
thread.join()
faults, held = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before, resident()
give_back_memory()
print(faults * resource.getpagesize(), held, resident())
"""


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps freed memory, and only Linux tells")


def printed_by(program):
    run = subprocess.run([sys.executable, "-c", BEGIN + program], capture_output=True, text=True, check=True)
    return [int(number) for number in run.stdout.split()]


def test_freed_memory_goes_back_to_the_system():
    held, left = (kibibytes * 1024 for kibibytes in printed_by(GIVEN_BACK))

    assert held - left > 90_000_000, f"{held} bytes before, {left} after"


def test_what_one_layer_frees_the_next_one_has():
    faulted, held, left = printed_by(KEPT)

    # Once, and not for each of the fifty.
    assert faulted < 150_000_000
    assert (held - left) * 1024 > 90_000_000, f"{held} KiB before, {left} after"
