"""A Dask cluster that the user runs."""

from __future__ import annotations

from typing import Any

from verify.audit.bad_input import BadInputError


def client_of(scheduler: str) -> Any:
    """A client of the cluster whose scheduler listens at this address; its workers need this package and the same versions of numpy."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise BadInputError("`--scheduler` needs dask.distributed; install the extra `maps`") from error
    try:
        return Client(scheduler, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadInputError(f"`--scheduler` must be the address of a running Dask scheduler; received {scheduler!r} ({error})") from error
