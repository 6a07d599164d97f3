"""The Moonshine network: an encoder and a decoder, asked token by token."""

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from moonshine_engine.alignment import beginnings
from moonshine_engine.network import decoder, encoder
from moonshine_engine.vocabulary import read_vocabulary
from transcription_engine.resample import SAMPLE_RATE

ENCODER, DECODER, VOCABULARY = FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")

_BEGIN, _END = 1, 2
# Nobody says more; a model that goes on is in a loop. Its makers stop it there, too.
_TOKENS_A_SECOND = 6.5
_FEWEST_TOKENS = 12
# The encoder's strides need some sound to give anything.
_SHORTEST_SAMPLES = SAMPLE_RATE // 2

_Memory = dict[str, np.ndarray]


@dataclass
class Said:
    """What the model makes of a sound."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    """Of each token, and of the end if it came to it."""
    beginnings: list[float] = field(default_factory=list)
    """Where each token begins and the last one ends, in seconds of the sound."""

    @property
    def average(self) -> float:
        """The average log-probability."""
        return sum(self.log_probabilities) / len(self.log_probabilities)


class Moonshine:
    """One model in memory; several threads may ask it at once, and it works in each of them."""

    def __init__(self, directory: Path):
        """Load a model.

        Raises:
          ValueError: it is not what such models are, or its parts do not fit each other.
        """
        self._encoder = encoder(directory / ENCODER)
        self._decoder, self._looks = decoder(directory / DECODER)
        self.vocabulary = read_vocabulary(directory / VOCABULARY)
        self._memory = {item.name: item.shape for item in self._decoder.get_inputs() if item.name.startswith("past_")}
        known = self._decoder.get_outputs()[0].shape[-1]
        # The decoder's end is padded to a round number.
        if len(self.vocabulary) > known:
            raise ValueError(f"{VOCABULARY} has {len(self.vocabulary)} tokens and the decoder {known}")

    def most_tokens(self, seconds: float) -> int:
        """Return how many tokens a sound of this length can have."""
        return max(_FEWEST_TOKENS, math.ceil(seconds * _TOKENS_A_SECOND))

    def hear(self, samples: np.ndarray) -> Said:
        """Return what is said in some sound: each time the token that is most probable."""
        most = self.most_tokens(samples.size / SAMPLE_RATE)
        sound = np.pad(samples, (0, max(0, _SHORTEST_SAMPLES - samples.size)))
        (states,) = self._encoder.run(None, {"input_values": sound[np.newaxis]})
        said, looks, token, memory = Said(), [], _BEGIN, self._nothing()
        while len(said.tokens) < most:
            logits, look, memory = self._next(token, states, memory, bool(said.tokens))
            token = int(logits.argmax())
            said.log_probabilities.append(float(logits[token] - _log_sum(logits)))
            looks.append(look)
            if token == _END:
                break
            said.tokens.append(token)
        seconds_a_frame = sound.size / SAMPLE_RATE / states.shape[1]
        said.beginnings = [frame * seconds_a_frame for frame in beginnings(np.stack(looks))]
        if token != _END:
            said.beginnings.append(sound.size / SAMPLE_RATE)
        return said

    def _nothing(self) -> _Memory:
        return {name: np.zeros((1, shape[1], 0, shape[3]), np.float32) for name, shape in self._memory.items()}

    def _next(
        self, token: int, states: np.ndarray, memory: _Memory, goes_on: bool
    ) -> tuple[np.ndarray, np.ndarray, _Memory]:
        asked = {"input_ids": np.array([[token]], np.int64), "encoder_hidden_states": states, **memory}
        logits, *rest = self._decoder.run(None, {**asked, "use_cache_branch": np.array([goes_on])})
        present, looks = rest[: len(memory)], rest[len(memory) :]
        # What the decoder keeps of the sound it gives once, with the first token.
        kept = {
            name: memory[name] if goes_on and ".encoder." in name else new
            for name, new in zip(memory, present, strict=True)
        }
        return logits[0, -1], np.mean([look[0, :, -1] for look in looks], axis=(0, 1)), kept


def _log_sum(logits: np.ndarray) -> float:
    highest = logits.max()
    return float(highest + np.log(np.exp(logits - highest).sum()))
