"""Turns measurements into tables, and writes them between two marks in docs/performance.md."""

from pathlib import Path

BEGIN, END = "<!-- bench:begin (written by scripts/bench) -->", "<!-- bench:end -->"

NEW_PAGE = f"""# Performance

Measured with `scripts/bench`, which anyone can run: it makes a world, runs Seatwise and its peers in turn, and writes what follows.

{BEGIN}
{END}
"""


def short(seconds):
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.3f}"


def times_table(cases):
    lines = ["| command | median | min - max | peak memory |", "|---|---:|---:|---:|"]
    for case in cases:
        spread = f"{short(min(case.seconds))} - {short(max(case.seconds))} s"
        lines.append(f"| {case.name} | {short(case.median)} s | {spread} | {case.peak / 1e6:,.0f} MB |")
    return "\n".join(lines)


def musts_table(musts):
    """`musts`: (what, value, limit, unit)."""
    lines = ["| what must hold | measured | must be at most | |", "|---|---:|---:|---|"]
    for what, value, limit, unit in musts:
        verdict = "holds" if value <= limit else "**missed**"
        lines.append(f"| {what} | {value:.3g}{unit} | {limit:g}{unit} | {verdict} |")
    return "\n".join(lines)


def facts_table(facts):
    return "\n".join(["| | |", "|---|---|"] + [f"| {name} | {value} |" for name, value in facts.items()])


def write(page, text):
    """Replaces what stands between the marks; a page without them is left alone and reported by False."""
    page = Path(page)
    old = page.read_text(encoding="utf-8") if page.exists() else NEW_PAGE
    if BEGIN not in old or END not in old:
        return False
    head, rest = old.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    temporary = page.with_suffix(".tmp")
    temporary.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
    temporary.replace(page)
    return True
