"""Everything that is measured: Seatwise's commands, its peers' on the same world, and what must be ready for them."""

import shutil
import sys

import measuring
import pathological
import worlds
from measuring import STDOUT, Case, CommandFailed, check, copy_database, summary_parts
from worlds import TABLES, say

# The keys by which an import finds what to update: without them the comparison would be with less work.
KEYS = (
    "products(GUID, Service_Plan_Id)",
    "customers(customer)",
    "customers(domain)",
    "users(customer, user)",
    "users(id)",
    "subscriptions(customer, product)",
    "assignments(customer, user, product)",
)
SOME_REFUSED = (0, 1)
# A pathological file may take a judge out of its depth: long enough to tell by how much, short enough to go on.
PATIENCE = 120


class Contenders:
    """Cases by a short name, and for those that cannot be run here, why.

    What is prepared here is not timed. The order is that of a turn: what is compared runs close together.
    """

    def __init__(self, seatwise, made, size, larger):
        self.seatwise, self.worlds, self.size, self.work = seatwise, made, size, made.work
        self.world = made.world(size)
        self.manifest, self.store, self.out = self.world / "manifest.csv", self.work / "seatwise.db", self.work / "out"
        self.cases, self.missing = {}, {}
        say("Preparing the stores")
        worlds.store(seatwise, self.world, self.store)
        self._floor()
        self.cases["plan"] = self.plan("`seatwise plan`", self.manifest, self.store)
        self._duckdb()
        self._python()
        self._import()
        self._variants(larger)
        half = len(pathological.ALL) // 2
        self._pathologies(pathological.ALL[:half])
        # Once more, amid those that are compared with it: the machine may have become slower since the first time.
        self.cases["default"] = self.plan("`seatwise plan`, again", self.manifest, self.store, twice=True)
        self._pathologies(pathological.ALL[half:])
        for workers in (1, 2):
            self.cases[f"judge {workers}"] = self.judge(workers)
        self.cases["version"] = Case("`seatwise --version`", [seatwise, "--version"])

    def plan(self, name, manifest, store, *flags, **options):
        command = [self.seatwise, "plan", manifest, "--store", store, "--out", self.out, "--quiet", *flags]
        return Case(name, command, SOME_REFUSED, warm=(manifest, store), writes=(self.out,), **options)

    def judge(self, workers):
        flags = ("--json", "--parallelism", str(workers))
        name = f"`seatwise plan --parallelism {workers}`"
        return self.plan(name, self.manifest, self.store, *flags, after=judging_seconds)

    def _floor(self):
        try:
            check(["cc", "-O2", "-w", self.worlds.bench / "parse_floor.c", "-o", self.work / "parse_floor", "-lcsv"])
        except (CommandFailed, OSError) as problem:
            self._leave_out("floor", "parse_floor.c could not be compiled with libcsv", problem)
            return
        command = [self.work / "parse_floor", self.manifest]
        self.cases["floor"] = Case("libcsv alone, counting fields", command, warm=(self.manifest,))

    def _duckdb(self):
        folder = self.work / "duckdb"
        try:
            duck = [duckdb_python(self.work), self.worlds.bench / "peer_duckdb.py"]
        except (CommandFailed, OSError) as problem:
            self._leave_out("duckdb", "pip could not install DuckDB here", problem)
            return
        check([*duck, "prepare", self.world, folder])
        output = self.work / "duckdb.csv"
        command = [*duck, "plan", self.world, folder, output]
        self.cases["duckdb"] = Case("peer_duckdb plan", command, warm=(self.manifest, folder), writes=(output,))

    def _python(self):
        peer, database = [sys.executable, self.worlds.bench / "peer_python.py"], self.work / "peer.db"
        check([*peer, "prepare", self.world, database])
        mine, theirs = self.work / "apply.db", self.work / "peer-apply.db"
        self.cases["peer plan"] = Case(
            "peer_python plan",
            [*peer, "plan", self.world, database, self.work / "peer-plan.csv"],
            warm=(self.manifest, database),
            writes=(self.work / "peer-plan.csv",),
        )
        self.cases["apply"] = Case(
            "`seatwise apply --yes`",
            [self.seatwise, "apply", self.manifest, "--yes", "--store", mine, "--out", self.out, "--quiet"],
            SOME_REFUSED,
            before=lambda: copy_database(self.store, mine),
            warm=(self.manifest, self.store),
            writes=(self.out,),
        )
        self.cases["peer apply"] = Case(
            "peer_python apply",
            [*peer, "apply", self.world, theirs, self.work / "peer-apply.csv"],
            before=lambda: copy_database(database, theirs),
            warm=(self.manifest, database),
            writes=(self.work / "peer-apply.csv",),
        )

    def _import(self):
        mine, bare = self.work / "import.db", self.work / "bare.db"
        files = tuple(self.world / f"{name}.csv" for name in TABLES)
        self.cases["import"] = Case(
            "`seatwise import`",
            [self.seatwise, "import", self.world, "--store", mine, "--quiet"],
            before=lambda: measuring.remove_database(mine),
            warm=files,
        )
        if not shutil.which("sqlite3"):
            self._leave_out("sqlite", "there is no sqlite3 shell", "apt-get install sqlite3")
            return
        lines = [".bail on", ".mode csv"] + [f".import {file} {file.stem}" for file in files]
        lines += [f"create unique index key{i} on {key};" for i, key in enumerate(KEYS)]
        script = self.work / "import.sql"
        script.write_text("\n".join(lines) + "\n")
        self.cases["sqlite"] = Case(
            "sqlite3 `.import` and keys",
            ["sqlite3", bare, f".read {script}"],
            before=lambda: measuring.remove_database(bare),
            warm=files,
        )

    def _variants(self, larger):
        """The same store with fewer and more rows, and the same rows at one customer with a fifth of the users."""
        rows, total = self.size.rows, self.size.all_users
        small = self.worlds.first_rows(self.world, 100)
        self.cases["small"] = self.plan("`seatwise plan`, 100 rows", small, self.store)
        if larger:
            manifest = self.worlds.more_rows(self.size, rows * 10)
            self.cases["larger"] = self.plan(f"`seatwise plan`, {rows * 10:,} rows", manifest, self.store, twice=True)
        one = worlds.Size(rows, 1, max(1, total // 5))
        folder = self.worlds.world(one)
        store = worlds.store(self.seatwise, folder, self.work / "one-customer.db")
        name = f"`seatwise plan`, one customer with {one.users:,} users"
        self.cases["one customer"] = self.plan(name, folder / "manifest.csv", store)

    def _pathologies(self, which):
        for each in which:
            folder = self.worlds.pathological(each, self.size.rows)
            say(f"Importing the world of {self.size.rows:,} rows: {each.title}")
            store = worlds.store(self.seatwise, folder, self.work / f"{each.name}.db")
            options = {"after": lambda _, each=each: self._expect(each), "limit": PATIENCE}
            name = f"`seatwise plan`, {each.title}"
            self.cases[each.name] = self.plan(name, folder / "manifest.csv", store, **options)

    def _expect(self, pathology):
        """A hard file that is judged wrongly, or is not what it is meant to be, would measure something else."""
        summary = summary_parts(self.out / "summary.json", "counts", "manifest")
        if pathology.ends and summary["counts"].get(pathology.ends) != summary["manifest"]["rows"]:
            raise CommandFailed(f"{pathology.title}: not every row was {pathology.ends}: {summary['counts']}")

    def _leave_out(self, name, why, problem):
        say(f"{why}, its line is left out: {problem}")
        self.missing[name] = why


def judging_seconds(log_folder):
    """What Seatwise says its judging took, loading included; None from one that does not say."""
    return (summary_parts(log_folder / STDOUT, "timings")["timings"] or {}).get("judge")


def duckdb_python(work):
    """A Python that has DuckDB, from a virtual environment in the working folder."""
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        check([sys.executable, "-m", "venv", work / "venv"])
    if measuring.first_line([python, "-c", "import duckdb; print('here')"]) != "here":
        say("Installing the Python package duckdb with pip, into", work / "venv")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        check([*pip, "--retries", "1", "--timeout", "15", "duckdb"])
    return python


def versions(work, seatwise):
    found = {
        "seatwise": measuring.first_line([seatwise, "--version"]),
        "Swift": measuring.first_line(["swift", "--version"]),
        "libcsv": measuring.first_line(["dpkg-query", "-W", "-f", "${Version}", "libcsv3"]),
        "Python": sys.version.split()[0],
        "sqlite3": measuring.first_line(["sqlite3", "--version"])[:17],
    }
    python = work / "venv" / "bin" / "python"
    if python.exists():
        found["DuckDB"] = measuring.first_line([python, "-c", "import duckdb; print(duckdb.__version__)"])
    return found
