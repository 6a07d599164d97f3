"""Writes, into a folder, what people upload although there is nothing or little to hear in it."""

import gzip
import sys
import zipfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3] / "worker-ami" / "engines" / "faster-whisper"))

from tests.media import truncated, write_audio, write_picture, write_video_without_audio

BOMB_BYTES = 50_000_000


def main(folder: Path) -> None:
    """Write all of them."""
    fixtures = Path(__file__).parents[2] / "fixtures" / "audio"
    write_picture(folder / "cover.png")
    write_video_without_audio(folder / "silent.mp4")
    truncated(fixtures / "sv-short.m4a", folder / "cut.m4a", keep=0.5)
    truncated(fixtures / "en-medium.mp3", folder / "cut.mp3", keep=0.5)
    write_audio(folder / "moment.wav", np.zeros(1600, dtype=np.float32))
    (folder / "random.wav").write_bytes(np.random.default_rng(1).bytes(100_000))
    with zipfile.ZipFile(folder / "audio.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("audio.wav", bytes(BOMB_BYTES))
    with gzip.open(folder / "audio.wav.gz", "wb") as packed:
        packed.write(bytes(BOMB_BYTES))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
