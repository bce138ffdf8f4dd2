"""The cells of a Parquet table in the kinds that a register is read from; Arrow has many more.

What is no text, number, day or truth value is shown as text: the reader of dossiers then refuses it where it has no
place, as it would in CSV.
"""

from __future__ import annotations

from datetime import date

from qgov.base.parse import fault

_FIRST, _LAST = date.min.toordinal() - date(1970, 1, 1).toordinal(), date.max.toordinal() - date(1970, 1, 1).toordinal()


def cells_of(table, path):
    """The table with columns of text, numbers, days, truth values and lists of text alone; short floats as their
    decimals read. InputError for bytes that are no text."""
    import pyarrow as pa

    for index, field in enumerate(table.schema):
        column = table.column(index)
        changed = _cells(column, path)
        if changed is not column:
            table = table.set_column(index, pa.field(field.name, changed.type), changed)
    return table


def _cells(column, path):
    import pyarrow as pa

    kind = column.type
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        return column.cast(pa.string()).cast(pa.float64())
    if pa.types.is_date32(kind):
        return column if _are_days(column) else text_of(column, path)
    dictionary = pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type)
    plain = pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_float64(kind)
    if pa.types.is_string(kind) or dictionary or plain or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return column
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return column
    return text_of(column, path)


def _are_days(column) -> bool:
    """Whether every day number is one of the calendar."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ends = pc.min_max(column.cast(pa.int32())).as_py()
    return ends["min"] is None or (ends["min"] >= _FIRST and ends["max"] <= _LAST)


def text_of(column, path):
    """A column as text. InputError for bytes that are no text."""
    import pyarrow as pa

    if pa.types.is_string(column.type):
        return column
    try:
        if not pa.types.is_duration(column.type):  # it would read as a number
            return column.cast(pa.string())
    except pa.ArrowException as error:
        if "UTF8" in str(error):
            raise fault("", f"{path}: a column of bytes is no text", "write it as text, in UTF-8") from None
    return pa.chunked_array([pa.array([_shown(cell) for cell in column], pa.string())])


def _shown(cell) -> str | None:
    import pyarrow as pa

    if not cell.is_valid:
        return None
    try:
        return str(cell.as_py())
    except (pa.ArrowException, ValueError, OverflowError):
        return f"<{cell.type}>"


def rows_of(table) -> list:
    """The rows as Python has them; an InputError in the place of a row that it has not."""
    try:
        return table.to_pylist()
    except (ValueError, OverflowError):  # Arrow's errors of values are ValueErrors
        if table.num_rows != 1:
            return [row for place in range(table.num_rows) for row in rows_of(table.slice(place, 1))]
    shown = "a value is outside of what can be read, such as a moment in nanoseconds or a day after the year 9999"
    return [fault("", shown, "write days as dates or text")]
