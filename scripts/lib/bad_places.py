"""Stores and outputs that cannot be used, or are lost while they are."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import time

from breaking import duration, each_of, somewhere, wait_for_changes
from resuming import OPEN, last_state
from small_disks import cannot_mount, copied, small_disk
from swap_world import Broken, looking, must, remove

# How long the tool waits for another program that writes to the store, in seconds.
PATIENCE = 5


def ended(tool, *words, store, codes, surroundings=None, seconds=60):
    """Runs a command that must end with one of the codes, and for 3 with a message."""
    done = tool.run(*words, store=store, surroundings=surroundings, seconds=seconds)
    said = f"{' '.join(map(str, words[:2]))} ended with {done.returncode}: {done.stderr[-300:]}"
    must(done.returncode in codes, said)
    must(done.returncode != 3 or done.stderr.startswith("Error: "), f"no message: {said}")
    return done


def refused(tool, *words, store, path, surroundings=None, seconds=60):
    """A command that must end with 3, and with a message that names the path."""
    done = ended(tool, *words, store=store, codes=(3,), surroundings=surroundings, seconds=seconds)
    must(str(path) in done.stderr, f"the message names no path: {done.stderr[-300:]}")


def untouched(tool, store):
    """The store is as it was, and has no job."""
    must(tool.export(store) == tool.before, "what was refused has changed the store")
    with looking(store) as database:
        must(not database.execute("SELECT 1 FROM job").fetchone(), "what was refused has left a job")


@contextlib.contextmanager
def read_only_file(path):
    """A file that even root cannot write, as it is mounted upon itself."""
    subprocess.run(["mount", "--bind", path, path], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", path], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def leave_log(tool, store):
    """Leaves a log beside a store, with changes in it that come to nothing, as a program that was killed does."""
    source = tool.new_store()
    with contextlib.closing(sqlite3.connect(source, isolation_level=None)) as other:
        for change in ("name || '-'", "substr(name, 1, length(name) - 1)"):
            other.execute(f"UPDATE customer SET name = {change}")
        copied(source, store)
    must(store.with_name("store.db-wal").stat().st_size > 0, "there is no log to leave")


def read_only(tool):
    """A store, its folder, the folders of outputs and of temporary files that can only be read."""
    out = tool.folder / "out"
    apply = ("apply", tool.manifest, "--yes", "--out", out)
    plan = ("plan", tool.manifest, "--out", out)
    writers = (apply, ("import", tool.folder / "world"))

    def planned(store):
        done = ended(tool, *plan, store=store, codes=(0, 3))
        must(done.returncode == 0 or str(store) in done.stderr, f"the message names no path: {done.stderr[-300:]}")
        tool.check_files(out, ended=done.returncode == 0)
        shutil.rmtree(out, ignore_errors=True)

    store = tool.new_store()
    with read_only_file(store):
        for command in writers:
            refused(tool, *command, store=store, path=store)
        planned(store)
    untouched(tool, store)
    tool.finish(store)
    with small_disk(tool.folder / "disk") as disk:
        store = disk.path / "store.db"
        for has_log in (False, True):
            shutil.copyfile(tool.fresh, store)
            if has_log:
                leave_log(tool, store)
            disk.remount("ro")
            for command in writers:
                refused(tool, *command, store=store, path=store)
            planned(store)
            disk.remount("rw")
            untouched(tool, store)
            tool.new_store()
            tool.finish(store)
    with small_disk(tool.folder / "disk") as disk:
        disk.remount("ro")
        store = tool.new_store()
        for command in (apply, plan):
            for place in (("--out", disk.path / "out"), ("--out", disk.path), ("--results", disk.path / "results.csv")):
                refused(tool, *command, *place, store=store, path=disk.path)
        # What an apply copies its manifest to is kept beside the store.
        refused(tool, *plan, store=store, path=disk.path, surroundings={"TMPDIR": str(disk.path)})
        untouched(tool, store)
        tool.finish(store)
    yield "a store, its folder, folders of outputs and of temporary files that can only be read"


def taken(tool):
    """Places of outputs at which something stands that must not be written over, or cannot be."""
    store, out, places = tool.new_store(), tool.folder / "out", tool.folder / "places"
    shutil.rmtree(places, ignore_errors=True)
    places.mkdir()
    text = tool.manifest.read_bytes()
    (places / "folder").mkdir()
    os.mkfifo(places / "pipe")
    (places / "to-manifest").symlink_to(tool.manifest)
    (places / "to-store").symlink_to(store)
    (places / "to-nothing").symlink_to(places / "none" / "results.csv")
    (places / "to-itself").symlink_to(places / "to-itself")
    os.link(tool.manifest, places / "manifest-too")
    os.link(store, places / "store-too")
    results = [*sorted(places.iterdir()), tool.manifest, store, places / "none" / "results.csv", "/dev/full"]
    times = 0
    for command in (("apply", tool.manifest, "--yes"), ("plan", tool.manifest)):
        for path in results:
            shutil.rmtree(out, ignore_errors=True)
            refused(tool, *command, "--out", out, "--results", path, store=store, path=path)
            times += 1
        for path in (places / "pipe", places / "to-manifest", places / "to-nothing", tool.manifest, store):
            refused(tool, *command, "--out", path, store=store, path=path)
            times += 1
        for name in ("results.csv", "failed.csv", "shortages.csv", "undo.csv", "summary.json"):
            if name == "undo.csv" and command[0] == "plan":
                continue
            for make in (lambda path: path.mkdir(), os.mkfifo, lambda path: path.symlink_to(tool.manifest)):
                shutil.rmtree(out, ignore_errors=True)
                out.mkdir()
                make(out / name)
                refused(tool, *command, "--out", out, store=store, path=out / name)
                times += 1
    must(tool.manifest.read_bytes() == text, "the manifest was written over")
    (places / "store-too").unlink()
    untouched(tool, store)
    shutil.rmtree(out, ignore_errors=True)
    tool.finish(store)
    yield f"outputs to {times} places that are taken: folders, pipes, links, the manifest, the store"


@contextlib.contextmanager
def held(store):
    """Another program that has the store to itself, as soon as it can."""
    with contextlib.closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as other:
        while not other.in_transaction:
            with contextlib.suppress(sqlite3.OperationalError):
                other.execute("BEGIN EXCLUSIVE")
        yield other


def waits_in_vain(tool, *words, store):
    """A command that must give up about when it says it does."""
    start = time.monotonic()
    refused(tool, *words, store=store, path=store, seconds=3 * PATIENCE)
    took = time.monotonic() - start
    must(took > PATIENCE - 1, f"{words[0]} waited for {took:.1f} seconds")


def kept_waiting(tool, chance, quick):
    """A store that another program writes to for longer than the tool waits, and for shorter."""
    out, store = tool.folder / "out", tool.new_store()
    with held(store):
        waits_in_vain(tool, "apply", tool.manifest, "--yes", "--out", out, store=store)
        if not quick:
            waits_in_vain(tool, "import", tool.folder / "world", store=store)
        # Others can go on reading.
        ended(tool, "plan", tool.manifest, "--out", out, store=store, codes=(0,))
        tool.check_files(out, ended=True)
    untouched(tool, store)
    with held(store) as other:
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store)
        time.sleep(1 if quick else PATIENCE - 1.5)
        must(apply.poll() is None, "it did not wait")
        other.execute("ROLLBACK")
        errors = apply.communicate(timeout=60)[1].decode(errors="replace")
        must(apply.returncode == 0, f"it ended with {apply.returncode}: {errors[-300:]}")
    must(tool.export(store) == tool.after, "it does not lead to where one leads that need not wait")
    tool.finish(store)
    yield "a store held by another program for longer and for shorter than the tool waits"


def shut_out(tool):
    """A store that another program has set to a journal in which nobody can read while it writes."""
    out, store = tool.folder / "out", tool.new_store()
    with contextlib.closing(sqlite3.connect(store)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
    with held(store):
        waits_in_vain(tool, "plan", tool.manifest, "--out", out, store=store)
    untouched(tool, store)
    tool.finish(store)
    yield "a store that another program lets nobody read"


# Lets some thousandths of a second go by behind each lock that is taken or given back: else the store is free for so
# short a time between two transactions that nobody comes in between.
SLOWLY = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fcntl", "-e", "inject=fcntl:delay_exit=4000")


def seized(tool, chance, quick):
    """Another program takes the store for itself between two transactions of an apply."""
    tool = tool.bigger
    out, rounds, lost, partly = tool.folder / "out", 1 if quick else 6, 0, 0
    for _ in range(rounds):
        store = tool.new_store()
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store, under=SLOWLY)
        wait_for_changes(store, apply)
        time.sleep(chance.random() * 0.3)
        with held(store):
            errors = apply.communicate(timeout=60)[1].decode(errors="replace")
        must(apply.returncode in (0, 3), f"it ended with {apply.returncode}: {errors[-300:]}")
        must(apply.returncode == 0 or str(store) in errors, f"the message names no path: {errors[-300:]}")
        tool.check_whole(store)
        tool.check_files(out, ended=apply.returncode == 0)
        tool.check_told(store, out)
        lost += apply.returncode == 3
        partly += tool.is_partly_done(store)
        tool.finish(store)
    yield (
        f"a store seized by another program amid an apply, {rounds} times, {lost} of them for too long, "
        f"{partly} with some customers done"
    )


def of_another_format(tool):
    """Stores of a newer and of an older seatwise are left as they are."""
    out = tool.folder / "out"
    commands = (
        ("plan", tool.manifest, "--out", out),
        ("apply", tool.manifest, "--yes", "--out", out),
        ("import", tool.folder / "world"),
        ("export", tool.folder / "exported"),
        ("jobs",),
        ("jobs", "undo", "latest", "--yes"),
        ("history", "c0"),
        ("licenses", "c0"),
    )
    versions = (1, 2, 99, 2**31 - 1, -1)
    for version in versions:
        store = tool.new_store(tool.done)
        with contextlib.closing(sqlite3.connect(store)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute(f"PRAGMA user_version = {version}")
        before = store.read_bytes()
        for command in commands:
            refused(tool, *command, store=store, path=store)
        must(store.read_bytes() == before, "a store of another format was changed")
    yield f"stores of {len(versions)} other formats, with {len(commands)} commands each"


def damage(store, chance):
    """Changes bytes of a store at random; says how."""
    size = store.stat().st_size
    kind = chance.choice(("bytes", "bytes", "run", "page", "end"))
    with open(store, "r+b") as file:
        if kind == "bytes":
            # At least one in ten somewhere in the head or the tables' definitions.
            for _ in range(chance.choice((1, 1, 2, 8, 64))):
                at = chance.randrange(16384 if chance.random() < 0.1 else size)
                file.seek(at)
                old = file.read(1)[0]
                file.seek(at)
                file.write(bytes([old ^ chance.randint(1, 255)]))
        elif kind == "run":
            file.seek(chance.randrange(size - 512))
            file.write(chance.randbytes(chance.randint(2, 512)))
        elif kind == "page":
            file.seek(chance.randrange(size // 8192) * 8192)
            file.write(bytes(8192))
        else:
            file.truncate(chance.randrange(1, size))
    return kind


def damaged(tool, chance, quick):
    """Stores with bytes flipped: a true end, never a crash, and never a success that lacks rows."""
    rounds, out = 40 if quick else 900, tool.folder / "out"
    plan, apply = ("plan", tool.manifest, "--out", out), ("apply", tool.manifest, "--yes", "--out", out)
    others = (
        ("import", tool.folder / "world"),
        ("import", tool.folder / "world", "--replace"),
        ("export", tool.folder / "exported"),
        ("jobs",),
        ("jobs", "show", "latest"),
        ("jobs", "undo", "latest", "--yes", "--out", out),
        ("history", "c0"),
        ("licenses", "c0"),
    )
    ends, broken = {}, []
    for number in range(rounds):
        store = tool.new_store(chance.choice((tool.fresh, tool.done)))
        kind = damage(store, chance)
        copied(store, tool.folder / "damaged.db")
        command = (plan, apply, others[number // 3 % len(others)])[number % 3]
        # What a name no longer known, or one that holds no text any more, leads to.
        codes = (0, 1, 3) if command in (plan, apply) else (0, 1, 3, 64, 65)
        try:
            code = ended(tool, *command, store=store, codes=codes).returncode
            if command in (plan, apply):
                tool.check_files(out, ended=code in (0, 1))
                ends[code] = ends.get(code, 0) + 1
        except Broken as reason:
            # All are told: each may have its own cause.
            broken.append(f"damaged-{number}.db, by {kind}: {str(reason).strip()}")
            (tool.folder / "damaged.db").rename(tool.folder / f"damaged-{number}.db")
    told = ", ".join(f"{times} with {code}" for code, times in sorted(ends.items()))
    said = f"{rounds} damaged stores, of which plans and applies ended {told}"
    must(not broken, f"{len(broken)} of {said}:\n" + "\n".join(broken))
    yield said


def take_away(out, at_once):
    """Takes a folder of outputs away, in one step or file by file; answers where it is, or what was in it."""
    if at_once:
        gone = out.with_name("out-gone")
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            out.rename(gone)
        return gone, set()
    names = set()
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir(out):
            with contextlib.suppress(FileNotFoundError):
                (out / name).unlink()
                names.add(name)
    # It stays when a file was made meanwhile.
    with contextlib.suppress(OSError):
        out.rmdir()
    return None, names


def outputs_vanish(tool, chance, quick):
    """The folder of the outputs is taken away while an apply runs."""
    tool = tool.bigger
    whole, rounds, out = duration(tool), 6 if quick else 60, tool.folder / "out"
    lost = partly = 0
    for number in range(rounds):
        store = tool.new_store()
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store)
        somewhere(store, apply, chance, whole)
        gone, names = take_away(out, at_once=number % 2 == 0)
        errors = apply.communicate(timeout=60)[1].decode(errors="replace")
        must(apply.returncode in (0, 3), f"it ended with {apply.returncode}: {errors[-300:]}")
        tool.check_whole(store)
        tool.check_files(out, ended=False)
        tool.check_told(store, out)
        if gone and gone.exists():
            tool.check_files(gone, ended=False)
            tool.check_told(store, gone)
        if apply.returncode == 3:
            must(str(out) in errors, f"the message names no path: {errors[-300:]}")
        else:
            # Where it said that all is well they had their place, even if they were taken from there afterwards.
            had = (out / "results.csv").exists() or "results.csv" in names or gone and (gone / "results.csv").exists()
            must(had, "it ended with 0 and there are no results")
            must(tool.export(store) == tool.after, "it ended with 0 and not everything is done")
        lost += apply.returncode == 3
        partly += tool.is_partly_done(store)
        if apply.returncode == 3 and last_state(store) in OPEN:
            tool.check("jobs", "resume", store=store)
            must((out / "results.csv").read_bytes() == (tool.folder / "whole" / "results.csv").read_bytes(), "other results")
        tool.finish(store)
    yield f"outputs taken away at {rounds} random instants, {lost} times noticed, {partly} with some customers done"


def store_vanishes(tool, chance, quick):
    """The store is taken away, or another one put in its place, while an apply runs."""
    tool = tool.bigger
    whole, rounds, out = duration(tool), 6 if quick else 60, tool.folder / "out"
    kept = tool.folder / "kept.db"
    lost = partly = 0
    for number in range(rounds):
        store = tool.new_store()
        for path in tool.folder.glob("kept.db*"):
            remove(path)
        # So that what the tool works on can be looked at when it no longer has its name.
        os.link(store, kept)
        shutil.copyfile(tool.fresh, tool.folder / "other.db")
        apply = tool.start("apply", tool.manifest, "--yes", "--out", out, store=store)
        somewhere(store, apply, chance, whole)
        how = ("removed", "removed with its log", "replaced", "moved")[number % 4]
        if how == "replaced":
            (tool.folder / "other.db").replace(store)
        elif how == "moved":
            store.replace(tool.folder / "moved.db")
        else:
            for end in ("", "-wal", "-shm") if "log" in how else ("",):
                store.with_name(store.name + end).unlink(missing_ok=True)
        errors = apply.communicate(timeout=60)[1].decode(errors="replace")
        must(apply.returncode in (0, 3), f"{how}: it ended with {apply.returncode}: {errors[-300:]}")
        must(apply.returncode == 0 or str(store) in errors, f"the message names no path: {errors[-300:]}")
        tool.check_files(out, ended=apply.returncode == 0)
        tool.check_whole(kept)
        tool.check_told(kept, out)
        if apply.returncode == 0:
            must(tool.export(kept) == tool.after, f"{how}: it ended with 0 and not everything is done")
        lost += apply.returncode == 3
        partly += tool.is_partly_done(kept)
        if how == "replaced":
            tool.check_whole(store)
            tool.finish(store)
        else:
            refused(tool, "apply", tool.manifest, "--yes", "--out", out, store=store, path=store)
    yield (
        f"the store taken away or replaced at {rounds} random instants, {lost} times noticed, "
        f"{partly} with some customers done"
    )


def places(tool, chance, quick):
    """Stores and outputs that cannot be used, or are lost while they are."""
    reason = cannot_mount(tool.folder)
    yield from each_of(
        [reason] if reason else read_only(tool),
        taken(tool),
        of_another_format(tool),
        kept_waiting(tool, chance, quick),
        shut_out(tool),
        seized(tool, chance, quick),
        damaged(tool, chance, quick),
        outputs_vanish(tool, chance, quick),
        store_vanishes(tool, chance, quick),
    )
