"""The ways in which the tool is broken. Each yields a line for each thing it did, once all of it held."""

import signal
import time

from bad_places import places
from breaking import duration, each_call, somewhere
from clocks import clocks
from imports import imports
from small_disks import disks
from swap_world import looking, must, oversold

# Ends that are true: all done, some rows refused or failed, could not run, interrupted.
TRUE_ENDS = (0, 1, 3, 4)


def kill(tool, chance, quick):
    """kill -9 at random instants, and again while the second apply does the rest."""
    whole, rounds = duration(tool), 25 if quick else 250
    reached = 0
    for _ in range(rounds):
        store = tool.new_store()
        for _ in range(2):
            apply = tool.start("apply", tool.manifest, "--yes", "--out", tool.folder / "out", store=store)
            somewhere(store, apply, chance, whole)
            apply.kill()
            apply.communicate()
            tool.check_whole(store)
            tool.check_files(tool.folder / "out", ended=apply.returncode == 0)
        with looking(store) as database:
            reached += bool(database.execute("SELECT 1 FROM job_outcome LIMIT 1").fetchone())
        tool.finish(store)
    yield f"kill -9 at {rounds * 2} random instants, {reached} times behind the first change"


def stop(tool, chance, quick):
    """SIGTERM and SIGINT at random instants: the files of what was done are written, and it ends soon."""
    whole, rounds = duration(tool), 25 if quick else 500
    stopped = 0
    for number in range(rounds):
        store, out = tool.new_store(), tool.folder / "out"
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store)
        somewhere(store, apply, chance, whole)
        apply.send_signal((signal.SIGTERM, signal.SIGINT)[number % 2])
        asked = time.monotonic()
        apply.communicate(timeout=60)
        must(time.monotonic() - asked < 2, "it did not end within 2 seconds")
        must(apply.returncode in (0, 4, -signal.SIGTERM, -signal.SIGINT), f"it ended with {apply.returncode}")
        tool.check_whole(store)
        tool.check_files(out, ended=apply.returncode == 0)
        stopped += apply.returncode == 4 and (out / "results.csv").exists()
        tool.finish(store)
    yield f"SIGTERM and SIGINT at {rounds} random instants, {stopped} times while changes were made"


# A call of the system, and what it is made to answer from its Nth time on, once or for good; `signal` ends the process.
CALLS = (
    ("pwrite64", "error=ENOSPC", "+"),
    ("pwrite64", "error=EIO", ""),
    ("write", "error=ENOSPC", "+"),
    ("fsync", "error=EIO", ""),
    ("fdatasync", "error=EIO", ""),
    ("rename", "error=EIO", ""),
    ("ftruncate", "error=ENOSPC", ""),
    ("fallocate", "error=ENOSPC", ""),
    ("pwrite64", "signal=KILL", ""),
    ("fsync", "signal=KILL", ""),
    ("rename", "signal=KILL", ""),
)


def calls(tool, chance, quick):
    """Fails the Nth call of a kind, for N = 1, 2, 3, until a run passes untouched."""
    store, out = tool.folder / "store.db", tool.folder / "out"

    def start(under):
        return tool.start("apply", tool.manifest, "--yes", "--out", out, store=tool.new_store(), under=under)

    for call, what, on in CALLS:
        times = ended = 0
        for inject, code, errors in each_call(tool, call, what, on, chance, quick, start):
            times += 1
            killed = "KILL" in what
            must(killed or code in TRUE_ENDS, f"{inject}: ended with {code}: {errors[-300:]}")
            # Where nothing can be written, nothing can be said either.
            said = call == "write" or errors.startswith("Error: ")
            must(killed or code != 3 or said, f"{inject}: no message: {errors[-300:]}")
            tool.check_whole(store)
            tool.check_files(out, ended=code == 0)
            ended += code == 0
            tool.finish(store)
        yield f"{call} {what.replace('=', ' ')}{' from then on' if on else ''}, at {times} calls, {ended} of them borne"


# What each of sixteen processes does; every second time some of them undo.
CROWD = ["apply"] * 9 + ["plan"] * 3 + ["import"] * 4
CROWD_WITH_UNDO = ["apply"] * 7 + ["plan"] * 3 + ["import"] * 3 + ["undo"] * 3
# Exit codes that are true. An undo may find no job yet, or that another undo was there before.
ENDS_IN_CROWD = {"apply": (0,), "plan": (0,), "import": (0,), "undo": (0, 1, 64)}


def newcomers(tool, number):
    """A folder to import that brings users who hold nothing, so that nobody's licenses change by it."""
    folder = tool.folder / "newcomers" / str(number)
    if not folder.exists():
        folder.mkdir(parents=True)
        lines = [f"c{c},new{number}@c{c}.example,n{number},IT\n" for c in range(tool.customers)]
        (folder / "users.csv").write_text("customer,user,id,usage_location\n" + "".join(lines))
        for name in ("products.csv", "customers.csv", "subscriptions.csv"):
            (folder / name).write_text((tool.folder / "world" / name).read_text())
    return folder


def start_in_crowd(tool, kind, number, store):
    out = tool.folder / "out" / str(number)
    words = {
        "apply": ("apply", tool.manifest, "--yes", "--wait", "60", "--out", out),
        "plan": ("plan", tool.manifest, "--out", out),
        "import": ("import", newcomers(tool, number), "--wait", "60"),
        "undo": ("jobs", "undo", "latest", "--yes", "--wait", "60", "--out", out),
    }
    return tool.start(*words[kind], store=store)


def crowd(tool, chance, quick):
    """Sixteen processes apply, plan, undo and import at the same time, while somebody else counts holders and rows."""
    rounds = 4 if quick else 200
    looks = 0
    for turn in range(rounds):
        store, kinds = tool.new_store(), list(CROWD_WITH_UNDO if turn % 2 else CROWD)
        chance.shuffle(kinds)
        running = [start_in_crowd(tool, kind, number, store) for number, kind in enumerate(kinds)]
        while any(each.poll() is None for each in running):
            with looking(store) as database:
                must(not oversold(database), "a reader saw a product with more holders than seats")
                check_sums(database)
                looks += 1
            time.sleep(0.001 + chance.random() * 0.01)
        for number, (kind, each) in enumerate(zip(kinds, running)):
            errors = each.communicate()[1].decode(errors="replace")
            must(each.returncode in ENDS_IN_CROWD[kind], f"{kind} ended with {each.returncode}: {errors[-300:]}")
            if kind in ("apply", "plan"):
                tool.check_files(tool.folder / "out" / str(number), ended=True)
        with looking(store) as database:
            check_sums(database)
            jobs = database.execute("SELECT count(*) FROM job").fetchone()[0]
            new = database.execute("SELECT count(*) FROM user WHERE principal_name_key LIKE 'new%'").fetchone()[0]
        must("undo" in kinds or jobs == kinds.count("apply"), f"there are {jobs} jobs")
        must(new == kinds.count("import") * tool.customers, f"{new} users were imported")
        tool.check_whole(store)
        if "undo" not in kinds:
            must(tool.export(store) == tool.after, "many applies do not lead to where one leads")
        tool.finish(store, tool.folder / "out" / "last")
    yield f"{len(CROWD)} processes at one store, {rounds} times, with {looks} looks from outside"


def check_sums(database):
    """Every job that is not running has a status for each of its rows."""
    jobs = database.execute(
        """
        SELECT id, state, job.rows, coalesce(sum(job_status.rows), 0) FROM job LEFT JOIN job_status ON job = number
        WHERE state <> 'running' GROUP BY number
        """
    )
    for name, state, rows, total in jobs:
        must(rows == total, f"job {name} is {state}, has {rows} rows, and statuses of {total}")


ALL = {
    "kill": kill,
    "stop": stop,
    "calls": calls,
    "crowd": crowd,
    "disks": disks,
    "places": places,
    "clocks": clocks,
    "imports": imports,
}
