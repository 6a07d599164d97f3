"""Makes clips in every format, and says what stock faster-whisper hears in them: the yardstick of the tests.

usage: stock.py convert SOURCE OUTPUT... | stock.py transcribe MODEL FILE...
"""

import json
import sys

import av
from faster_whisper import BatchedInferencePipeline, WhisperModel

CODECS = {"mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac", "m4a": "aac", "ogg": "libopus"}
RATE = 48_000


def convert(source: str, output: str) -> None:
    """Write the sound of a file again, in the format that the output's name says."""
    with av.open(source) as reader, av.open(output, "w") as writer:
        stream = writer.add_stream(CODECS[output.rsplit(".", 1)[1]], rate=RATE, layout="mono")
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=RATE, frame_size=stream.frame_size or 0)
        for frame in reader.decode(audio=0):
            for resampled in resampler.resample(frame):
                writer.mux(stream.encode(resampled))
        for resampled in resampler.resample(None):
            writer.mux(stream.encode(resampled))
        writer.mux(stream.encode(None))


def transcribe(model_path: str, files: list[str]) -> dict[str, str]:
    """Return the text of each file by the library's documented batched call."""
    model = WhisperModel(model_path, device="cpu", compute_type="int8", cpu_threads=2)
    pipeline = BatchedInferencePipeline(model=model)
    return {file: " ".join(s.text.strip() for s in pipeline.transcribe(file, batch_size=8)[0]) for file in files}


if __name__ == "__main__":
    command, first, *others = sys.argv[1:]
    if command == "convert":
        for output in others:
            convert(first, output)
    else:
        json.dump(transcribe(first, others), sys.stdout)
