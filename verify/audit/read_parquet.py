"""Reading .parquet through pandas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from verify.audit.arrays import as_array
from verify.audit.bad_input import BadInputError
from verify.audit.columns import Columns
from verify.audit.table import Table


def read_parquet(path: Path, wanted: Sequence[str] = ()) -> Table:
    """The table in a file with the columns of a .csv."""
    del wanted  # every column is read
    if not path.exists():
        raise FileNotFoundError(2, "No such file or directory")
    try:
        import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]

        frame = pd.read_parquet(path)
    except ImportError as error:
        raise BadInputError("reading .parquet needs pandas and pyarrow: pip install 'goldengap[tables]'; or save it as .csv") from error
    except Exception as error:  # pyarrow has its own classes for a damaged file
        raise BadInputError(f"not a whole .parquet file: {str(error)[:120]}") from error
    columns = Columns.of([str(name) for name in frame.columns])
    flags = frame.iloc[:, columns.forget]
    if not flags.isin([0, 1, False, True]).all():
        raise BadInputError("column `forget` must be 0, 1, true or false in every row; received something else")
    arrays = {
        "features": as_array("features", frame.iloc[:, list(columns.features)]),
        "targets": as_array("targets", frame.iloc[:, list(columns.targets)]),
        "forget": np.asarray(flags.to_numpy(), dtype=bool),
    }
    return Table(arrays, tuple(columns.names[i] for i in columns.features), columns.notes)
