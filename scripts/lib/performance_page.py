"""Turns measurements into tables, and writes them between marks in docs/performance.md."""

from pathlib import Path

# Each block of the page that a script writes: its name, and the command that writes it.
BLOCKS = {
    "bench": "scripts/bench",
    "growth": "scripts/bench --growth",
    "before": "scripts/bench --before BINARY",
}


def short(seconds):
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.3f}"


def table(header, align, rows):
    """A table of Markdown; `align` has one of `l` and `r` for each column."""
    rule = "|".join({"l": "---", "r": "---:"}[side] for side in align)
    return "\n".join([f"| {' | '.join(header)} |", f"|{rule}|"] + [f"| {' | '.join(row)} |" for row in rows])


def targets_table(lines, judged):
    header = ("what", "must", "aim", "measured (median)", "spread (min - max)", "holds")
    return table(header, "lrrrrl", [line.cells(judged) for line in lines])


def times_of(case):
    """Median, spread and peak memory of a case, as cells."""
    median = f"{'stopped after ' if case.stopped else ''}{short(case.median)} s"
    spread = f"{short(min(case.seconds))} - {short(max(case.seconds))} s"
    return (median, spread, f"{case.peak / 1e6:,.0f} MB")


def times_table(cases):
    rows = [(case.name, *times_of(case)) for case in cases]
    return table(("command", "median", "min - max", "peak memory"), "lrrr", rows)


def facts_table(facts):
    return table(("", ""), "ll", [(name, str(value)) for name, value in facts.items()])


def write(page, name, text):
    """Replaces what stands between the marks of a block; returns False, and changes nothing, where they are not."""
    begin, end = f"<!-- {name}:begin (written by {BLOCKS[name]}) -->", f"<!-- {name}:end -->"
    page = Path(page)
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    if begin not in old or end not in old:
        return False
    head, rest = old.split(begin, 1)
    _, tail = rest.split(end, 1)
    temporary = page.with_suffix(".tmp")
    temporary.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")
    temporary.replace(page)
    return True
