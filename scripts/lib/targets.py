"""What is asked of Seatwise's speed and memory, each line beside what was measured."""

import statistics
from dataclasses import dataclass, field
from fractions import Fraction

UNITS = {"x": 1, "ms": 1e-3, "MB": 1e6, "GB": 1e9}


@dataclass
class Limit:
    """`<= 1/3 x`, as a person writes it: the one place that says the number, its unit and which side is good."""

    text: str

    def __post_init__(self):
        sign, number, self.unit = self.text.split()
        self.at_least, self.number = sign == ">=", float(Fraction(number))

    def kept_by(self, value):
        value /= UNITS[self.unit]
        return value >= self.number if self.at_least else value <= self.number

    def digits(self, value):
        value /= UNITS[self.unit]
        return f"{value:.0f}" if self.unit in ("ms", "MB") else f"{value:.2f}"


@dataclass
class Line:
    """One line of the table. Without `values`, one for each run, it was not measured, and `why` tells the reason."""

    what: str
    must: str
    aim: str
    figure: float = 0
    values: list = field(default_factory=list)
    why: str = ""
    over: bool = False

    def verdict(self):
        """`aim`, `must` or `missed`; None when not measured."""
        if not self.values:
            return None
        if Limit(self.aim).kept_by(self.figure):
            return "aim"
        return "must" if Limit(self.must).kept_by(self.figure) else "missed"

    def cells(self, judged):
        limit = Limit(self.must)
        if not self.values:
            return (self.what, self.must, self.aim, "not measured", self.why, "")
        spread = f"{limit.digits(min(self.values))} - {limit.digits(max(self.values))} {limit.unit}"
        verdict = {"aim": "yes, and the aim", "must": "yes", "missed": "**no**"}[self.verdict()]
        measured = f"{'> ' if self.over else ''}{limit.digits(self.figure)} {limit.unit}"
        return (self.what, self.must, self.aim, measured, spread, verdict if judged else "not judged")


def ratio(what, must, aim, case, other, absent=""):
    """Wall time to wall time: the ratio of the medians, with the ratios of the single runs as spread."""
    if not case or not other:
        return Line(what, must, aim, why=absent)
    pairs = [a / b for a, b in zip(case.seconds, other.seconds)]
    return Line(what, must, aim, case.median / other.median, pairs, over=case.stopped)


def wall(what, must, aim, case):
    return Line(what, must, aim, case.median, case.seconds)


def peak(what, must, aim, case):
    """The largest of all runs, not the median: memory that is sometimes needed is needed."""
    return Line(what, must, aim, case.peak, case.peak_bytes)


def judging(what, must, aim, one, two):
    """How much faster two workers judge than one, by the times Seatwise itself reports."""
    pairs = list(zip(one.readings, two.readings))
    if not pairs or any(not a or not b for a, b in pairs):
        return Line(what, must, aim, why="this seatwise reports no `timings.judge` in its JSON")
    values = [a / b for a, b in pairs]
    return Line(what, must, aim, statistics.median(one.readings) / statistics.median(two.readings), values)


def table(cases, missing, pathologies, larger):
    """All lines. `missing` tells why a case is not there; `larger` is whether ten times the rows were measured."""

    def against(what, must, aim, name, other):
        return ratio(what, must, aim, cases.get(name), cases.get(other), missing.get(name) or missing.get(other, ""))

    lines = [
        against("`plan` / `parse_floor`", "<= 4.0 x", "<= 2.5 x", "plan", "floor"),
        against("`plan` / `peer_duckdb.py plan`", "<= 1/3 x", "<= 1/5 x", "plan", "duckdb"),
        against("`plan` / `peer_python.py plan`", "<= 0.2 x", "<= 0.2 x", "plan", "peer plan"),
        against("`apply --yes` / `peer_python.py apply`", "<= 1/6 x", "<= 1/10 x", "apply", "peer apply"),
        against("`import` / `sqlite3` `.import` and keys", "<= 1.0 x", "<= 0.6 x", "import", "sqlite"),
        peak("`plan`, peak memory", "<= 300 MB", "<= 200 MB", cases["plan"]),
    ]
    if larger:
        lines += [
            against("`plan`, ten times the rows / the rows", "<= 11 x", "<= 10 x", "larger", "default"),
            peak("`plan`, ten times the rows, peak memory", "<= 1.5 GB", "<= 1 GB", cases["larger"]),
        ]
    one = "`plan`, one customer with a fifth of the users / the default world"
    lines.append(against(one, "<= 1.3 x", "<= 1.0 x", "one customer", "default"))
    for each in pathologies:
        lines.append(against(f"`plan`, {each.title} / the default world", "<= 2 x", "<= 1 x", each.name, "default"))
    judges = cases["judge 1"], cases["judge 2"]
    return [
        *lines,
        wall("`plan`, 100 rows", "<= 60 ms", "<= 30 ms", cases["small"]),
        wall("`--version`", "<= 30 ms", "<= 15 ms", cases["version"]),
        judging("judging alone, `--parallelism 2` to 1, times faster", ">= 1.7 x", ">= 1.9 x", *judges),
    ]
