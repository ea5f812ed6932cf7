"""Speed, measured. Run with ``pytest benchmarks --benchmark-only``; each group is one question, each row one answer.

Set ``OMP_NUM_THREADS=1``: numpy and scipy each bring a BLAS with threads of its own, and on few cores the two pools wait for each
other, which can cost any row of the float64 tables a factor of ten.
"""
