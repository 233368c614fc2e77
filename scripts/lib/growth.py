"""How a plan's cost grows with rows, users, customers and rules: one of them at a time, the others as they were."""

import csv
import shutil

import worlds
from measuring import Case, CommandFailed, check, copy_database, remove_database, summary_parts
from performance_page import table, times_of
from worlds import Size, say

FACTORS = (0.01, 0.1, 1, 10)
CUSTOMERS = (1, 10, 100, 1_000, 10_000)
RULES = (1, 10, 100)
# Seconds; a plan that needs more is told to need more.
PATIENCE = 600


class Growth:
    """Measures point by point, each in turn with the default world, and leaves nothing but that one behind.

    The points are compared with runs of the same minutes, not with each other: a slow minute falls on both.
    """

    def __init__(self, seatwise, made, size, runs):
        self.seatwise, self.worlds, self.size, self.runs, self.work = seatwise, made, size, runs, made.work
        self.world = made.world(size)
        say("Importing the default world")
        self.store = worlds.store(seatwise, self.world, self.work / "seatwise.db")
        self.scratch = self.work / "growing"
        self.scratch_store = self.work / "growing.db"

    def tables(self):
        parts = {"rows": self._rows, "users": self._users, "customers": self._customers, "rules": self._rules}
        return "\n\n".join(self._table(name, points()) for name, points in parts.items())

    def _rows(self):
        for rows in (round(self.size.rows * factor) for factor in FACTORS):
            if rows < self.size.rows:
                manifest = self.worlds.first_rows(self.world, max(1, rows))
            elif rows == self.size.rows:
                manifest = self.world / "manifest.csv"
            else:
                manifest = self.worlds.more_rows(self.size, rows)
            yield max(1, rows), self._measure(manifest, self.store)

    def _users(self):
        """The same customers with fewer and more users each."""
        sizes = [round(self.size.users * factor) for factor in FACTORS]
        for size, point in self._sizes(Size(self.size.rows, self.size.customers, max(1, users)) for users in sizes):
            yield size.all_users, point

    def _customers(self):
        """The same users spread over fewer and more customers."""
        total = self.size.all_users
        sizes = [Size(self.size.rows, customers, total // customers) for customers in CUSTOMERS if customers <= total]
        for size, point in self._sizes(sizes):
            yield size.customers, point

    def _sizes(self, sizes):
        for size in sizes:
            if size == self.size:
                yield size, self._measure(self.world / "manifest.csv", self.store)
                continue
            folder = self.worlds.world(size)
            worlds.store(self.seatwise, folder, self.scratch_store)
            yield size, self._measure(folder / "manifest.csv", self.scratch_store)
            shutil.rmtree(folder)

    def _rules(self):
        """The world's own rules, and more of the same kinds that every user is held to and no row breaks."""
        manifest = self.world / "manifest.csv"
        own = sum(1 for _ in open(self.world / "rules.csv", encoding="utf-8")) - 1
        verdicts = None
        for factor in RULES:
            shutil.rmtree(self.scratch, ignore_errors=True)
            harmless_rules(self.world, self.scratch, own * (factor - 1))
            copy_database(self.store, self.scratch_store)
            check([self.seatwise, "import", self.scratch, "--store", self.scratch_store, "--quiet"])
            yield own * factor, self._measure(manifest, self.scratch_store)
            found = summary_parts(self.work / "out" / "summary.json", "codes")
            verdicts = verdicts or found
            if found != verdicts:
                raise CommandFailed(f"more rules were to change no verdict: {verdicts} became {found}")
        shutil.rmtree(self.scratch)

    def _measure(self, manifest, store):
        """Runs of a plan, each after one of the default world: (the case, the default world's)."""
        own = (self.world / "manifest.csv", self.store)
        default = self._plan(*own)
        case = default if (manifest, store) == own else self._plan(manifest, store)
        for turn in range(1, self.runs + 1):
            for each in (default, case) if case is not default else (case,):
                say(f"run {turn} of {self.runs}: {each.name}: {each.run(self.work):.2f} s")
        return case, default

    def _plan(self, manifest, store):
        out = self.work / "out"
        command = [self.seatwise, "plan", manifest, "--store", store, "--out", out, "--quiet"]
        name = f"plan of {manifest.name} on {store.name}"
        return Case(name, command, (0, 1), warm=(manifest, store), writes=(out,), limit=PATIENCE)

    def _table(self, what, points):
        rows = []
        for number, (case, default) in points:
            ratio = f"{'> ' if case.stopped else ''}{case.median / default.median:.2f} x"
            rows.append((f"{number:,}", *times_of(case)[:2], ratio, times_of(case)[2]))
        remove_database(self.scratch_store)
        return table((what, "plan", "min - max", "to the default world", "peak memory"), "rrrrr", rows)


def harmless_rules(world, folder, number):
    """Writes a catalog with so many more rules, of the kinds and in the proportions of the world's own.

    Each brings a product that nobody holds: what conflicts with it, or may be had instead of it, is what users do hold,
    so that the judge has to look, and finds nothing.
    """
    folder.mkdir()
    with open(world / "products.csv", newline="", encoding="utf-8") as source:
        products = list(csv.reader(source))
    with open(world / "rules.csv", newline="", encoding="utf-8") as source:
        rules = list(csv.reader(source))
    held = sorted({row[1] for row in products[1:]})
    kinds = [row[0] for row in rules[1:]]
    for i in range(number):
        extra, subject = f"EXTRA_{i:05d}", f"product:{held[i % len(held)]}"
        ids = [f"{kind:08x}-0000-4000-8000-{i:012x}" for kind in (1, 2)]
        products.append([f"Extra {i}", extra, ids[0], f"PLAN_{extra}", ids[1], f"Plan of extra {i}"])
        rules.append(
            {
                "unavailable": ["unavailable", f"product:{extra}", "CN;IR", ""],
                "available": ["available", f"product:{extra}", "US;IT;DE;FR", ""],
                "conflicts": ["conflicts", subject, f"product:{extra}", ""],
                "requires": ["requires", subject, f"{subject};product:{extra}", ""],
            }[kinds[i % len(kinds)]]
        )
    for name, rows in (("products", products), ("rules", rules)):
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as target:
            csv.writer(target, lineterminator="\n").writerows(rows)
