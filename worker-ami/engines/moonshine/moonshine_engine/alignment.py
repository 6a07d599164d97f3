"""When each token is said, by what the decoder looked at while it said it."""

import numpy as np

# Frames of 24 ms over which a look is spread, so that one stray frame does not decide.
_SMOOTHED = 5


def beginnings(looks: np.ndarray) -> list[int]:
    """Return the frame that each token begins at.

    Args:
      looks: for each token, in order, how much of its look each frame of the sound had.

    Every frame is given to one token, and none to a token before that of an earlier frame, so that as much as can be of
    the looks is where their token is.
    """
    tokens, frames = looks.shape
    if frames < tokens:
        return [token * frames // tokens for token in range(tokens)]
    cost = -_smoothed(_standardized(looks))
    best = np.full(tokens, np.inf)
    best[0] = cost[0, 0]
    moved = np.zeros((frames, tokens), dtype=bool)
    for frame in range(1, frames):
        before = np.concatenate([[np.inf], best[:-1]])
        moved[frame] = before < best
        best = np.where(moved[frame], before, best) + cost[:, frame]
    return _traced(moved)


def _standardized(looks: np.ndarray) -> np.ndarray:
    # Some frames are looked at all the time, whatever is said.
    return (looks - looks.mean(axis=0)) / (looks.std(axis=0) + 1e-6)


def _smoothed(looks: np.ndarray) -> np.ndarray:
    padded = np.pad(looks, ((0, 0), (_SMOOTHED // 2, _SMOOTHED // 2)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SMOOTHED, axis=1)
    return np.median(windows, axis=2)


def _traced(moved: np.ndarray) -> list[int]:
    frames, tokens = moved.shape
    token, found = tokens - 1, [0] * tokens
    for frame in range(frames - 1, 0, -1):
        if moved[frame, token]:
            found[token] = frame
            token -= 1
    return found
