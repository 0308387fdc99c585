"""Rows of a chart as one block of bytes: numbers as Float32, texts as one byte each and a list of the texts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype


def pack(rows: pd.DataFrame) -> tuple[dict[str, Any], bytes]:
    """Pack the rows of a chart.

    Returns the layout, {"rows": n, "columns": [{"name", "start"} or {"name", "start", "texts"}]}, and the bytes.
    Raises ValueError for a text column with more than 256 different texts.
    """
    columns: list[dict[str, Any]] = []
    parts: list[bytes] = []
    start = 0
    # Numbers go first, so that each of their columns starts at a multiple of four bytes.
    for name in sorted(rows.columns, key=lambda column: not is_numeric_dtype(rows[column])):
        values = rows[name]
        column: dict[str, Any] = {"name": name, "start": start}
        if is_numeric_dtype(values):
            data = values.to_numpy(dtype="<f4").tobytes()
        else:
            codes, texts = pd.factorize(values.astype(str))
            if len(texts) > 256:
                raise ValueError(f"column {name!r} has {len(texts)} different texts; a chart's rows may have 256")
            column["texts"] = [str(text) for text in texts]
            data = codes.astype(np.uint8).tobytes()
        columns.append(column)
        parts.append(data)
        start += len(data)
    return {"rows": len(rows), "columns": columns}, b"".join(parts)
