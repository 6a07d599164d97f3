"""What a long file needed does not stay with the process."""

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, re, sys
from pathlib import Path
from transcription_engine.memory import give_back_memory

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
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


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps freed memory, and only Linux tells")
def test_freed_memory_goes_back_to_the_system():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    held, left = (int(kibibytes) * 1024 for kibibytes in run.stdout.split())

    assert held - left > 90_000_000, f"{held} bytes before, {left} after"
