"""A store in which everybody swaps one product for the other with no seat to spare, and what must hold of it."""

import contextlib
import csv
import functools
import json
import os
import shutil
import sqlite3
import subprocess

PRODUCTS = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id\nMail,MAIL,p1,A,a\nChat,CHAT,p2,B,b\n"


# Statuses of rows by what they say of the directory: it is as the row wants it, or as it was.
DONE = {"applied", "unchanged", "superseded"}
NOT_DONE = {"failed", "unprocessed"}


class Broken(Exception):
    """A promise that was not kept."""


class Skipped(str):
    """Why something was not done, yielded in place of what was."""


def remove(path):
    """Takes away a file, a link, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def must(holds, what):
    if not holds:
        raise Broken(what)


class Tool:
    """The binary, in a folder with a world: customers of `users` users, of whom each half holds one product."""

    def __init__(self, binary, folder, customers=24, users=100):
        self.binary, self.folder, self.customers, self.users = binary, folder, customers, users
        self.rows = customers * users * 2
        world = folder / "world"
        world.mkdir()
        (world / "products.csv").write_text(PRODUCTS)
        tables = {
            "customers": "customer,domain\n",
            "users": "customer,user,id,usage_location\n",
            "subscriptions": "customer,product,seats\n",
            "assignments": "customer,user,product\n",
        }
        manifest = "customer,user,product,action,plans\n"
        for c in range(customers):
            tables["customers"] += f"c{c},c{c}.example\n"
            for product in ("MAIL", "CHAT"):
                tables["subscriptions"] += f"c{c},{product},{users // 2}\n"
            for u in range(users):
                name, pair = f"u{u}@c{c}.example", ("MAIL", "CHAT") if u % 2 else ("CHAT", "MAIL")
                tables["users"] += f"c{c},{name},i{u},IT\n"
                tables["assignments"] += f"c{c},{name},{pair[0]}\n"
                manifest += f"c{c},{name},{pair[1]},assign,\nc{c},{name},{pair[0]},revoke,\n"
        for name, text in tables.items():
            (world / f"{name}.csv").write_text(text)
        (folder / "manifest.csv").write_text(manifest)
        self.fresh = folder / "fresh.db"
        self.check("import", world, store=self.fresh)
        self.before = self.export(self.fresh)
        self.done = folder / "done.db"
        shutil.copyfile(self.fresh, self.done)
        self.check("apply", folder / "manifest.csv", "--yes", "--out", folder / "whole", store=self.done)
        self.after = self.export(self.done)
        # Who is as he was, and who is as he will be, by customer.
        must(self.before != self.after, "the manifest changes nothing")

    @property
    def manifest(self):
        return self.folder / "manifest.csv"

    def command(self, *words, store):
        return [str(w) for w in (self.binary, *words, "--store", store, "--quiet")]

    def start(self, *words, store, under=(), surroundings=None):
        command = [*map(str, under), *self.command(*words, store=store)]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={**os.environ, **(surroundings or {})},
        )

    def run(self, *words, store, surroundings=None, seconds=60):
        """Runs to the end, which must come soon."""
        try:
            return subprocess.run(
                self.command(*words, store=store),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                cwd=self.folder,
                env={**os.environ, **(surroundings or {})},
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as late:
            raise Broken(f"{words} did not end within {seconds} seconds") from late

    def check(self, *words, store, surroundings=None):
        done = self.run(*words, store=store, surroundings=surroundings)
        must(done.returncode == 0, f"{words} ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout

    def new_store(self, source=None):
        """A store as it was before the manifest, or as another one, in place of the one before."""
        store = self.folder / "store.db"
        for path in self.folder.glob("store.db*"):
            remove(path)
        shutil.copyfile(source or self.fresh, store)
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return store

    def export(self, store):
        """The assignments, customer by customer."""
        folder = self.folder / "export"
        shutil.rmtree(folder, ignore_errors=True)
        self.check("export", folder, store=store)
        found = {}
        with open(folder / "assignments.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["customer"], []).append((row["user"], row["product"]))
        return found

    @functools.cached_property
    def bigger(self):
        """One whose manifest takes several transactions, so that it can be stopped between customers."""
        folder = self.folder / "bigger"
        folder.mkdir()
        return Tool(self.binary, folder, users=1000)

    def is_partly_done(self, store):
        """Whether some customers are changed and others not."""
        now = self.export(store)
        return now != self.after and any(now[customer] == self.after[customer] for customer in self.before)

    def check_whole(self, store):
        """Every customer is as before or as after, no product has more holders than seats, the store is sound."""
        now = self.export(store)
        for customer, holds in self.before.items():
            must(now.get(customer) in (holds, self.after[customer]), f"{customer} is half changed")
        with looking(store) as database:
            must(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the store is damaged")
            must(not oversold(database), "a product has more holders than seats")

    def check_files(self, out, ended):
        """An output has its name only when it is whole; its rows and its counts add up."""
        results = out / "results.csv"
        if not results.exists():
            must(not ended, "the run came to its end and left no results")
            return
        with open(results, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        must([row["result_line"] for row in rows] == [str(n + 2) for n in range(self.rows)], "rows are lost or doubled")
        summary = out / "summary.json"
        if summary.exists():
            counts = json.loads(summary.read_text())["counts"]
            found = {}
            for row in rows:
                found[row["result_status"]] = found.get(row["result_status"], 0) + 1
            must(counts == found, f"summary.json counts {counts}, results.csv has {found}")
        else:
            must(not ended, "the run came to its end and left no summary")

    def check_told(self, store, out):
        """What the results of a first apply say of a customer is what the store holds."""
        results = out / "results.csv"
        if not results.exists():
            return
        told = {}
        with open(results, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                told.setdefault(row["customer"], set()).add(row["result_status"])
        now = self.export(store)
        for customer, statuses in told.items():
            # Others are those of a plan, which stood there before.
            if statuses <= DONE:
                must(now[customer] == self.after[customer], f"{customer} is said to be changed, and is not")
            elif statuses <= NOT_DONE:
                must(now[customer] == self.before[customer], f"{customer} is said to be as it was, and is not")

    def finish(self, store, out=None, surroundings=None):
        """Applying once more leads to where an undisturbed run leads, and leaves nothing unfinished behind."""
        out = out or self.folder / "out"
        self.check("apply", self.manifest, "--yes", "--out", out, store=store, surroundings=surroundings)
        must(self.export(store) == self.after, "another apply does not lead to the same directory")
        self.check_files(out, ended=True)
        left = [path.name for path in out.iterdir() if path.name.startswith(".")]
        must(not left, f"temporary files are left: {left}")
        with looking(store) as database:
            states = [row[0] for row in database.execute("SELECT state FROM job ORDER BY number")]
        must(states[-1:] == ["completed"] and "running" not in states, f"jobs are {states}")


@contextlib.contextmanager
def looking(store):
    """A connection that only reads, closed in the end: sqlite3's own does not close itself."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
    try:
        yield database
    finally:
        database.close()


def oversold(database):
    return database.execute(
        "SELECT 1 FROM holder_count JOIN subscription USING (customer, product) WHERE holders > seats LIMIT 1"
    ).fetchone()
