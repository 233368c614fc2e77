"""Clocks that stand wrong, differ between two commands, or are set while one runs."""

import contextlib
import fcntl
import json
import shutil
import subprocess
import time
from pathlib import Path

from breaking import duration, each_of, wait_for_changes
from swap_world import Broken, Skipped, looking, must

OFFSETS = ("+10y", "-3d", "+0", "+1h", "-1h", "-20y")


def at(offset):
    """The words that let a command see the time off by so much. The clock that only runs on is the real one."""
    return ("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-m", "-f", offset)


def by(file):
    """The words that let a command see the time as the offset in a file says, whatever that is at each moment."""
    variables = (f"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_NO_CACHE=1")
    # faketime has to start it, though the offset is not its: without what it sets up first, its library changes the
    # environment before the tool runs, from which Swift can then not find the way to the words of the command line.
    return (*at("+0"), "env", "-u", "FAKETIME", *variables)


def finished(tool, run, what, codes=(0,)):
    """Waits for an end, which must come soon."""
    try:
        errors = run.communicate(timeout=60)[1].decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        run.kill()
        raise Broken(f"{what} did not end within a minute") from late
    must(run.returncode in codes, f"{what} ended with {run.returncode}: {errors[-300:]}")
    return errors


def do(tool, offset, *words, store, codes=(0,)):
    run = tool.start(*words, store=store, under=at(offset))
    return finished(tool, run, f"at {offset}: {' '.join(map(str, words[:2]))}", codes)


def told(tool, offset, *words, store):
    """What a command prints as JSON."""
    command = [*at(offset), *tool.command(*words, "--json", store=store)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tool.folder, timeout=60)
    must(done.returncode == 0, f"at {offset}: {words} ended with {done.returncode}: {done.stderr[-300:]}")
    return json.loads(done.stdout)


def check_jobs(tool, offset, store, count):
    """The jobs are told in the order in which they began, whatever their times are."""
    with looking(store) as database:
        begun = [row[0] for row in database.execute("SELECT id FROM job ORDER BY number DESC")]
    must(len(begun) == count == len(set(begun)), f"there are {len(begun)} jobs, {len(set(begun))} ids, not {count}")
    jobs = told(tool, offset, "jobs", store=store)["jobs"]
    must([job["id"] for job in jobs] == begun, "jobs are not told the latest first")
    must(all(job["state"] == "completed" for job in jobs), f"jobs are {[job['state'] for job in jobs]}")
    latest = told(tool, offset, "jobs", "show", "latest", store=store)
    must(begun[0] in json.dumps(latest), "the latest job is not the one begun last")
    changes = told(tool, offset, "history", "c0", "--user", "u0@c0.example", store=store)["changes"]
    in_history = list(dict.fromkeys(change["job"] for change in changes))
    must(in_history == begun, "the history is not told the latest first")


def between_jobs(tool, chance, quick):
    """Each command sees another time: applies and undoes, and in between plans, lists and refuses."""
    rounds, jobs, out = 1 if quick else 20, 0, tool.folder / "out"
    for _ in range(rounds):
        store, count = tool.new_store(), 0
        # The two of the largest steps first.
        steps = [("+10y", "-3d"), *((chance.choice(OFFSETS), chance.choice(OFFSETS)) for _ in range(2))]
        for there, back in steps:
            do(tool, there, "apply", tool.manifest, "--yes", "--out", out, store=store)
            must(tool.export(store) == tool.after, f"an apply at {there} leads elsewhere")
            tool.check_files(out, ended=True)
            count += 1
            check_jobs(tool, back, store, count)
            do(tool, back, "apply", tool.manifest, "--yes", "--once", "--out", out, store=store, codes=(7,))
            do(tool, back, "plan", tool.manifest, "--out", out, store=store)
            tool.check_files(out, ended=True)
            do(tool, back, "jobs", "undo", "latest", "--yes", "--out", tool.folder / "undone", store=store)
            must(tool.export(store) == tool.before, f"an undo at {back} of a job of {there} leads elsewhere")
            count += 1
            check_jobs(tool, there, store, count)
        jobs += count
        tool.finish(store)
    yield f"clocks set between {jobs} jobs"


def child(run):
    """The process that faketime waits for."""
    ids = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    return int(ids[0]) if ids else None


def after_a_kill(tool, chance, quick):
    """An apply is killed after an older one, or one of another clock; the next one says that it does the rest."""
    tool, out = tool.bigger, tool.folder / "out"
    whole, rounds, killed, silent = duration(tool), 2 if quick else 24, 0, {}
    orders = (("+0", "+0", "+0"), ("+10y", "-3d", "+0"), ("-3d", "+10y", "+0"))
    for number in range(rounds):
        offsets, store = orders[number % len(orders)], tool.new_store()
        do(tool, offsets[0], "apply", tool.manifest, "--yes", "--out", out, store=store)
        do(tool, offsets[0], "jobs", "undo", "latest", "--yes", "--out", tool.folder / "undone", store=store)
        run = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store, under=at(offsets[1]))
        with looking(store) as database:
            while run.poll() is None and database.execute("SELECT count(*) FROM job").fetchone()[0] < 3:
                pass
        time.sleep(chance.random() * whole / 8)
        with contextlib.suppress(ProcessLookupError, FileNotFoundError, TypeError):
            subprocess.run(["kill", "-9", str(child(run))], stderr=subprocess.DEVNULL)
        run.communicate(timeout=60)
        tool.check_whole(store)
        with looking(store) as database:
            jobs = database.execute("SELECT id, state FROM job ORDER BY number DESC").fetchall()
        if len(jobs) == 3 and jobs[0][1] == "running":
            killed += 1
            # Not quietly, for once.
            command = [*at(offsets[2]), *tool.command("apply", tool.manifest, "--yes", "--out", out, store=store)][:-1]
            done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tool.folder, timeout=60)
            must(done.returncode == 0, f"it ended with {done.returncode}: {done.stderr[-300:]}")
            if f"job {jobs[0][0]} of this manifest was left interrupted" not in done.stderr:
                silent[offsets] = silent.get(offsets, 0) + 1
        tool.finish(store)
    orders = "; ".join(f"finished at {a}, killed at {b}, applied again at {c}: {n}" for (a, b, c), n in silent.items())
    must(not silent, f"an apply after a killed one does not say that it does the rest, {killed} killed: {orders}")
    yield f"clocks set before and after {killed} applies that were killed"


def while_running(tool, chance, quick):
    """The clock is set while an apply runs, and while one waits for another command to end."""
    tool = tool.bigger
    whole, rounds, out, file = duration(tool), 2 if quick else 40, tool.folder / "out", tool.folder / "offset"
    for number in range(rounds):
        store = tool.new_store()
        file.write_text("+0\n")
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store, under=by(file))
        if number % 2:
            wait_for_changes(store, apply)
        time.sleep(chance.random() * whole / 2)
        file.write_text(f"{chance.choice(OFFSETS[:2])}\n")
        finished(tool, apply, "an apply while which the clock was set")
        tool.check_files(out, ended=True)
        must(tool.export(store) == tool.after, "an apply while which the clock was set leads elsewhere")
        tool.finish(store)
    yield f"clocks set while {rounds} applies ran"
    patience, rounds = 2, 2 if quick else 10
    for number in range(rounds):
        store = tool.new_store()
        file.write_text("+0\n")
        lock = store.with_name("store.db.lock")
        lock.touch(mode=0o600)
        with open(lock, "r+b") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            start = time.monotonic()
            words = ("apply", tool.manifest, "--yes", "--wait", patience, "--out", out)
            apply = tool.start(*words, store=store, under=by(file))
            time.sleep(patience / 2)
            file.write_text(f"{OFFSETS[number % 2]}\n")
            errors = finished(tool, apply, "an apply that had to wait", codes=(3,))
            took = time.monotonic() - start
        must(patience - 0.1 < took < patience + 3, f"it was to wait {patience} seconds, and waited {took:.1f}")
        must(str(store) in errors, f"the message names no path: {errors}")
        tool.finish(store)
    yield f"clocks set while {rounds} applies waited"


def clocks(tool, chance, quick):
    """Clocks that stand ten years ahead or three days behind, by turns."""
    if not shutil.which("faketime"):
        yield Skipped("there is no faketime: scripts/setup --tests installs it")
        return
    yield from each_of(
        between_jobs(tool, chance, quick),
        while_running(tool, chance, quick),
        after_a_kill(tool, chance, quick),
    )
