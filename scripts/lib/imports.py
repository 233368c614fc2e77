"""Imports that are killed, or cannot write: the directory is as before or as after, never in between."""

import csv
import shutil
import time

from breaking import cannot_trace, each_call, each_of
from swap_world import Broken, Tool, looking, must

# As in `CALLS` of torments.py, for what an import does.
CALLS = (
    ("pwrite64", "signal=KILL", ""),
    ("fsync", "signal=KILL", ""),
    ("fdatasync", "signal=KILL", ""),
    ("pwrite64", "error=ENOSPC", "+"),
    ("pwrite64", "error=ENOSPC", ""),
    ("pwrite64", "error=EIO", ""),
    ("fsync", "error=EIO", ""),
    ("fdatasync", "error=EIO", ""),
)


def changed_world(tool):
    """A world to import over the one there is: other products, seats, users, locations and assignments."""
    source, folder = tool.folder / "world", tool.folder / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)

    def rewrite(name, change):
        with open(folder / name, newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *change(rows)])

    users = tool.users
    # The last customer is no longer named, and a new one is.
    last, new = f"c{tool.customers - 1}", f"c{tool.customers}"

    rewrite("products.csv", lambda rows: [*rows, ["Call", "CALL", "p3", "C", "c"]])
    rewrite("customers.csv", lambda rows: [[new, f"{new}.example"] if row[0] == last else row for row in rows])
    rewrite(
        "subscriptions.csv",
        lambda rows: [[new if c == last else c, p, str(2 * users)] for c, p, _ in rows] + [["c0", "CALL", "7"]],
    )
    rewrite(
        "users.csv",
        lambda rows: [
            [new if c == last else c, name.replace(f"@{last}.", f"@{new}."), i, "FR" if number % 7 == 0 else place]
            for number, (c, name, i, place) in enumerate(rows)
            if not name.startswith("u3@")
        ],
    )
    rewrite(
        "assignments.csv",
        lambda rows: [
            [new if c == last else c, name.replace(f"@{last}.", f"@{new}."), "CHAT" if product == "MAIL" else "MAIL"]
            for c, name, product in rows
            if not name.startswith("u3@")
        ]
        + [["c0", "u0@c0.example", "CALL"]],
    )
    return folder


class Imports:
    """An import of a changed world over the store, and where it leads undisturbed."""

    def __init__(self, tool, changed, *words):
        self.tool, self.words = tool, ("import", changed, *words)
        self.store = tool.new_store()
        self.before = self.exported()
        start = time.monotonic()
        tool.check(*self.words, store=self.store)
        self.seconds = time.monotonic() - start
        self.after = self.exported()
        must(self.before != self.after, "the import changes nothing")

    def exported(self):
        """The files of an export, by name."""
        self.tool.export(self.store)
        return {path.name: path.read_bytes() for path in sorted((self.tool.folder / "export").iterdir())}

    def start(self, under=()):
        return self.tool.start(*self.words, store=self.tool.new_store(), under=under)

    def check(self, what, code):
        """All of it is done or nothing, and another import does it. Answers whether it was done."""
        try:
            now = self.exported()
            must(now in (self.before, self.after), "the directory is neither as before nor as after")
            must(code != 0 or now == self.after, "it ended with 0, and nothing was imported")
            self.check_sound()
            self.tool.check(*self.words, store=self.store)
            must(self.exported() == self.after, "another import does not lead to the same directory")
            self.check_sound()
        except Broken as broken:
            raise Broken(f"{' '.join(map(str, self.words))}, {what}: {broken}") from broken
        return now == self.after

    def check_sound(self):
        """SQLite finds the store sound, and holders are counted as they are."""
        found = {}
        with open(self.tool.folder / "export" / "assignments.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                key = row["customer"], row["product"]
                found[key] = found.get(key, 0) + 1
        with looking(self.store) as database:
            must(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the store is damaged")
            counted = database.execute(
                """
                SELECT customer.id, product.part_number, holders FROM holder_count
                JOIN customer ON customer.number = customer JOIN product ON product.number = product WHERE holders > 0
                """
            ).fetchall()
        must({(c, p): count for c, p, count in counted} == found, "holders are counted otherwise than they are")


def killed(tool, words, chance, quick):
    """kill -9 at random instants."""
    these = Imports(tool, changed_world(tool), *words)
    rounds, done = 12 if quick else 200, 0
    for _ in range(rounds):
        run = these.start()
        time.sleep(chance.random() * these.seconds * 1.1)
        run.kill()
        run.communicate()
        done += these.check("killed at some instant", run.returncode)
    yield f"{' '.join(('imports', *words))}: kill -9 at {rounds} random instants, {done} of them behind the commit"


def failed_calls(tool, words, chance, quick):
    """Each call that an import makes fails, or is its last."""
    reason = cannot_trace()
    if reason:
        yield reason
        return
    these = Imports(tool, changed_world(tool), *words)
    for call, what, on in CALLS:
        times = done = 0
        for inject, code, errors, _ in each_call(tool, call, what, on, chance, quick, these.start):
            times += 1
            if "KILL" not in what:
                must(code in (0, 3), f"{inject}: ended with {code}: {errors[-300:]}")
                must(code == 0 or errors.startswith("Error: "), f"{inject}: no message: {errors[-300:]}")
            done += these.check(inject, code)
        # Over a store that is there, only fdatasync is called.
        if times:
            how = f"{call} {what.replace('=', ' ')}{' from then on' if on else ''}"
            yield f"{' '.join(('imports', *words))}: {how}, at {times} calls, {done} of them behind the commit"


def imports(tool, chance, quick):
    """Breaks imports over a store, with and without taking away what their files do not name."""
    # So small that each of its calls can be failed.
    (tool.folder / "small").mkdir()
    small = Tool(tool.binary, tool.folder / "small", customers=6, users=40)
    for words in ((), ("--replace",)):
        yield from each_of(killed(tool, words, chance, quick), failed_calls(small, words, chance, quick))
