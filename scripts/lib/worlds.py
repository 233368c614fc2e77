"""Makes the folders that are imported and the manifests that are planned, each once: later runs find them in place.

A name without `.part` means that the folder or file is whole.
"""

import filecmp
import hashlib
import shutil
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import measuring
import pathological

TABLES = ("products", "rules", "customers", "users", "subscriptions", "assignments")


def say(*words):
    print(*words, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Size:
    rows: int
    customers: int
    users: int  # per customer

    @property
    def all_users(self):
        return self.customers * self.users

    def __str__(self):
        return f"{self.rows:,} rows, {self.customers:,} customers of {self.users:,} users"


def made(target, what, make):
    """Returns `target`, made by `make` (given a name to write under) unless it is already there."""
    if not target.exists():
        say(f"Making {what} in {target}")
        part = target.with_name(target.name + ".part")
        if part.is_dir():
            shutil.rmtree(part)
        make(part)
        part.rename(target)
    return target


class Worlds:
    """The worlds below one working folder. `bench` is the folder of the world maker."""

    def __init__(self, work, bench):
        self.work, self.bench = work, bench

    def world(self, size):
        name = f"world-{size.rows}-{size.customers}-{size.users}"
        return made(self.work / name, f"a world of {size}", lambda part: self._make(part, size))

    def _make(self, folder, size):
        sizes = ["--rows", size.rows, "--customers", size.customers, "--users", size.users]
        measuring.check([sys.executable, self.bench / "make_world.py", folder, *sizes])

    def first_rows(self, world, rows):
        """A manifest of the first rows of a world's own: the maker writes the same ones when asked for fewer."""

        def write(part):
            with open(world / "manifest.csv", encoding="utf-8") as source, open(part, "w", encoding="utf-8") as target:
                target.writelines(islice(source, rows + 1))

        return made(self.work / f"first-{rows}-of-{world.name}.csv", f"a manifest of {rows:,} rows", write)

    def more_rows(self, size, rows):
        """A longer manifest for the same directory, so that the same store serves both."""
        world = self.world(size)

        def write(part):
            folder = part.with_name(part.name + ".world")
            shutil.rmtree(folder, ignore_errors=True)
            self._make(folder, Size(rows, size.customers, size.users))
            for name in TABLES:
                if not filecmp.cmp(folder / f"{name}.csv", world / f"{name}.csv", shallow=False):
                    raise measuring.CommandFailed(f"make_world.py made another {name}.csv for {rows:,} rows")
            (folder / "manifest.csv").rename(part)
            shutil.rmtree(folder)

        return made(self.work / f"{rows}-rows-of-{world.name}.csv", f"a manifest of {rows:,} rows", write)

    def pathological(self, pathology, rows):
        """A hard world; when its generator has changed, a new one in place of the old one."""
        digest = hashlib.sha256(Path(pathological.__file__).read_bytes()).hexdigest()[:8]
        prefix = f"hard-{pathology.name}-{rows}"
        for old in self.work.glob(f"{prefix}-????????"):
            if old.name != f"{prefix}-{digest}":
                shutil.rmtree(old)
        what = f"a world of {rows:,} rows: {pathology.title}"
        return made(self.work / f"{prefix}-{digest}", what, lambda part: pathological.write(pathology, part, rows))


def store(seatwise, folder, path):
    """Imports a folder into a store of its own, afresh: the binary may be another than last time."""
    measuring.remove_database(path)
    measuring.check([seatwise, "import", folder, "--store", path, "--quiet"])
    return path
