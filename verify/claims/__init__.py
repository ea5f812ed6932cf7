"""One claim a file, in a folder per setting. Adding a claim means adding one file here and nothing else."""
