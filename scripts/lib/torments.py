"""The ways in which the tool is broken. Each yields a line for each thing it did, once all of it held."""

import time

from bad_places import places
from clocks import clocks
from imports import imports
from ordering import order
from resuming import kill, steps, stop
from small_disks import disks
from swap_world import looking, must, oversold

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
        WHERE state NOT IN ('judged', 'running') GROUP BY number
        """
    )
    for name, state, rows, total in jobs:
        must(rows == total, f"job {name} is {state}, has {rows} rows, and statuses of {total}")


ALL = {
    "kill": kill,
    "stop": stop,
    "steps": steps,
    "order": order,
    "crowd": crowd,
    "disks": disks,
    "places": places,
    "clocks": clocks,
    "imports": imports,
}
