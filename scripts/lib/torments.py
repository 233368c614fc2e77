"""The ways in which an apply is broken. Each yields a line for each thing it did, once all of it held."""

import os
import signal
import subprocess
import time

from swap_world import looking, must, oversold

# Ends that are true: all done, some rows refused or failed, could not run, interrupted.
TRUE_ENDS = (0, 1, 3, 4)


def wait_for_changes(store, apply):
    """Until the job is begun, just before its first change, or the apply has ended."""
    with looking(store) as database:
        while apply.poll() is None and not database.execute("SELECT 1 FROM job LIMIT 1").fetchone():
            pass


def somewhere(store, apply, chance, whole):
    """Sleeps to some instant of an apply; half of the times to one in which changes are made."""
    if chance.random() < 0.5:
        wait_for_changes(store, apply)
        time.sleep(chance.random() * whole / 4)
    else:
        time.sleep(chance.random() * whole * 1.1)


def duration(tool):
    """Seconds that an undisturbed apply takes."""
    start = time.monotonic()
    tool.check("apply", tool.manifest, "--yes", "--out", tool.folder / "out", store=tool.new_store())
    return time.monotonic() - start


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
# After so many undisturbed runs there is no such call any more.
UNTOUCHED = 3


def calls(tool, chance, quick):
    """Fails the Nth call of a kind, for N = 1, 2, 3, until a run passes untouched; strace counts calls by thread."""
    for call, what, on in CALLS:
        times = untouched = ended = 0
        number = 0
        while untouched < UNTOUCHED and (not quick or times < 6):
            number += 1 if not quick else chance.randint(1, 4)
            store, out = tool.new_store(), tool.folder / "out"
            trace = tool.folder / "trace"
            inject = f"inject={call}:{what}:when={number}{on}"
            under = ("strace", "-f", "-qq", "-o", trace, "-e", f"trace={call}", "-e", inject)
            apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store, under=under)
            errors = apply.communicate(timeout=120)[1].decode(errors="replace")
            text = trace.read_text(errors="replace")
            hit = "(INJECTED)" in text or "killed by SIGKILL" in text
            untouched = 0 if hit else untouched + 1
            if not hit:
                must(apply.returncode == 0, f"nothing was injected, and it ended with {apply.returncode}: {errors}")
                continue
            times += 1
            killed = "KILL" in what
            must(killed or apply.returncode in TRUE_ENDS, f"{inject}: ended with {apply.returncode}: {errors[-300:]}")
            # Where nothing can be written, nothing can be said either.
            said = call == "write" or errors.startswith("Error: ")
            must(killed or apply.returncode != 3 or said, f"{inject}: no message: {errors[-300:]}")
            tool.check_whole(store)
            tool.check_files(out, ended=apply.returncode == 0)
            ended += apply.returncode == 0
            tool.finish(store)
        yield f"{call} {what.replace('=', ' ')}{' from then on' if on else ''}, at {times} calls, {ended} of them borne"


def crowd(tool, chance, quick):
    """Sixteen processes apply, undo and import at the same time, while somebody else counts holders."""
    rounds, processes = 3 if quick else 200, 16
    looks = 0
    for _ in range(rounds):
        store = tool.new_store()
        running = []
        for number in range(processes):
            out = tool.folder / "out" / str(number)
            running.append(tool.start("apply", tool.manifest, "--yes", "--wait", "60", "--out", out, store=store))
        while any(each.poll() is None for each in running):
            with looking(store) as database:
                must(not oversold(database), "a reader saw a product with more holders than seats")
                looks += 1
            time.sleep(0.001 + chance.random() * 0.01)
        for number, each in enumerate(running):
            errors = each.communicate()[1].decode(errors="replace")
            must(each.returncode == 0, f"process {number} ended with {each.returncode}: {errors[-300:]}")
            tool.check_files(tool.folder / "out" / str(number), ended=True)
        must(tool.export(store) == tool.after, "sixteen applies do not lead to where one leads")
        with looking(store) as database:
            jobs = database.execute("SELECT job.rows, sum(s.rows) FROM job JOIN job_status s ON job = number GROUP BY number")
            sums = jobs.fetchall()
        must(len(sums) == processes and all(rows == total for rows, total in sums), f"rows of jobs do not add up: {sums}")
    yield f"{processes} processes at one store, {rounds} times, with {looks} looks from outside"


ALL = {"kill": kill, "stop": stop, "calls": calls, "crowd": crowd}
