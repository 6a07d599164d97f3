"""What of a file could not be decoded, put in words for whoever uploaded it."""

from dataclasses import dataclass


@dataclass
class Damage:
    """Counts what is left out while a file is decoded."""

    packets: int = 0
    seconds: float = 0.0
    broken_off: str | None = None

    def leave_out(self, seconds: float) -> None:
        """Count a packet that cannot be decoded; `seconds` is 0 where the file does not tell its length."""
        self.packets += 1
        self.seconds += seconds

    def break_off(self, reason: str) -> None:
        """Remember why the file cannot be read to its end."""
        self.broken_off = reason

    def found(self) -> bool:
        """Return whether anything was left out."""
        return self.packets > 0 or self.broken_off is not None

    def in_words(self, decoded: float, announced: float | None) -> str:
        """Say what is missing and what that means.

        Args:
          decoded: seconds that could be decoded.
          announced: seconds that the file says it has, or None where it only lets one guess.
        """
        causes = [self._left_out()] if self.packets else []
        if self.broken_off is not None:
            causes.append(f"the file cannot be read to its end ({self.broken_off})")
        if announced is not None and announced > decoded:
            causes.append(f"{decoded:.2f} of the {announced:.2f} seconds that the file announces were decoded")
        return (
            f"the audio is damaged: {'; '.join(causes)}. Words may be missing, and times after a damaged place may be "
            "too early by what is missing there: upload an undamaged copy for a whole transcript"
        )

    def _left_out(self) -> str:
        packets = "1 damaged packet" if self.packets == 1 else f"{self.packets} damaged packets"
        # A packet tells the length that it was meant to have; what a reader skips to find the next one is not in it.
        length = f" (at least {self.seconds:.2f} seconds)" if self.seconds else ""
        return f"{packets}{length} left out"
