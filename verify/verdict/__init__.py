"""The verdict on a claim from what its rungs report, and its wording. ``VERDICTS.md`` holds the truth table and the words."""

from verify.verdict.conclude import ENOUGH, Verdict, conclude
from verify.verdict.wording import left_out, verdict_text

__all__ = ["ENOUGH", "Verdict", "conclude", "left_out", "verdict_text"]
