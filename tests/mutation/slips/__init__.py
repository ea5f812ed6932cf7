"""Every slip: one wrong line each, in the theory (first) or in the checker itself, as a replacement of source text that occurs once."""

from tests.mutation.slips import arithmetic, evidence, judging, models, records, training

SLIPS = (*models.SLIPS, *training.SLIPS, *arithmetic.SLIPS, *judging.SLIPS, *evidence.SLIPS, *records.SLIPS)
