"""The measurements. Machines are shared and noisy: what counts are ratios of runs that take turns."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from bench.error_rate import word_error_rate
from bench.peers import Engine, Run, Stock

Result = dict[str, Any]
# Processes started for the comparison with one process per file; more would only take longer.
_COLD_FILES = 5
_WARM_UP_REQUESTS = 100


def long_file(model: str, threads: int, audio: str, reference: str, runs: int) -> Result:
    """Compare the peers on one file, each in every round."""
    peers = {
        "engine": Engine(model, threads),
        "engine_fast": Engine(model, threads, "fast"),
        "stock_sequential": Stock(model, threads, "sequential"),
        "stock_batched": Stock(model, threads, "batched"),
    }
    rounds = [{name: peer.transcribe([audio]) for name, peer in peers.items()} for _round in range(runs)]
    table = {
        name: {
            **_times([turn[name] for turn in rounds]),
            "error_rate_percent": _rounded(median(word_error_rate(reference, turn[name].texts[0]) for turn in rounds)),
            "peak_memory_mb": _rounded(peer.memory_mb()),
        }
        for name, peer in peers.items()
    }
    _close(peers.values())
    return {"peers": table, "engine_is_faster_than": _ratios(rounds, "engine")}


def short_clips(model: str, threads: int, clips: Sequence[str], runs: int) -> Result:
    """Compare the peers on many short files."""
    peers = {
        "engine": Engine(model, threads),
        "stock_sequential": Stock(model, threads, "sequential"),
        "stock_batched": Stock(model, threads, "batched"),
    }
    rounds = [{name: peer.transcribe(clips) for name, peer in peers.items()} for _round in range(runs)]
    _close(peers.values())
    cold = median(_seconds(lambda clip=clip: _one_process(model, threads, clip)) for clip in clips[:_COLD_FILES])
    engine = median(turn["engine"].seconds for turn in rounds)
    return {
        "clips": len(clips),
        "peers": {name: _times([turn[name] for turn in rounds]) for name in peers},
        "one_process_a_file_seconds": _rounded(cold * len(clips)),
        "engine_is_faster_than": {
            **_ratios(rounds, "engine"),
            "one_process_a_file": _rounded(cold * len(clips) / engine),
        },
    }


def memory_growth(model: str, threads: int, clip: str, requests: int) -> Result:
    """Watch the engine's memory over many short requests."""
    engine = Engine(model, threads)
    idle = engine.memory_mb("VmRSS")
    engine.transcribe([clip] * _WARM_UP_REQUESTS)
    warm = engine.memory_mb("VmRSS")
    engine.transcribe([clip] * requests)
    after = engine.memory_mb("VmRSS")
    engine.close()
    growth = 100 * (after / warm - 1) if after and warm else None
    return {
        "requests": requests,
        "idle_mb": _rounded(idle),
        "warm_mb": _rounded(warm),
        "after_mb": _rounded(after),
        "growth_percent": _rounded(growth),
    }


def _one_process(model: str, threads: int, clip: str) -> None:
    peer = Stock(model, threads, "sequential")
    peer.transcribe([clip])
    peer.close()


def _times(turns: Sequence[Run]) -> Result:
    return {
        "seconds": _rounded(median(turn.seconds for turn in turns)),
        "all_seconds": [_rounded(turn.seconds) for turn in turns],
        "first_text_seconds": _rounded(median(turn.first_seconds for turn in turns)),
    }


def _ratios(rounds: Sequence[dict[str, Run]], ours: str) -> Result:
    others = [name for name in rounds[0] if name.startswith("stock")]
    return {name: _rounded(median(turn[name].seconds / turn[ours].seconds for turn in rounds)) for name in others}


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _close(peers: Any) -> None:
    for peer in peers:
        peer.close()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
