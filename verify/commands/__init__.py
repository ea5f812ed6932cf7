"""The commands of ``python -m verify`` that have no room of their own."""
