"""Disks without room: file systems in memory, sized so that each run finds them full at another place."""

import contextlib
import os
import shutil
import subprocess

from breaking import UNTOUCHED
from swap_world import Broken, Skipped, must, remove

# In KiB. A file takes whole pages of a file system in memory.
PAGE = 4


class SmallDisk:
    """A file system in memory; only root may mount one."""

    def __init__(self, path, kilobytes):
        self.path = path
        path.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", path], check=True)

    def remount(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.path], check=True)

    def make_room(self):
        self.remount("size=64m")

    def unmount(self):
        # Lazily: it goes when the last file is closed, and nothing waits for that.
        subprocess.run(["umount", "--lazy", self.path], check=True)


@contextlib.contextmanager
def small_disk(path, kilobytes=65536):
    """A disk for as long as it is worked with; what is on it when a promise is broken is kept beside it."""
    disk = SmallDisk(path, kilobytes)
    try:
        yield disk
    except Broken:
        shutil.copytree(path, path.with_name(path.name + "-kept"), dirs_exist_ok=True)
        raise
    finally:
        disk.unmount()


def cannot_mount(folder):
    """Why no disk can be mounted here; None when one can."""
    if os.geteuid() != 0:
        return Skipped("small disks can only be mounted by root")
    try:
        with small_disk(folder / "tried", PAGE):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return Skipped(f"no small disk can be mounted here: {error}")


def pages(*paths):
    """KiB that files take on a disk of pages."""
    return sum(-(-path.stat().st_size // (PAGE * 1024)) * PAGE for path in paths)


def copied(store, target):
    """A copy of a store with its log, in place of the one before."""
    for path in target.parent.glob(target.name + "*"):
        remove(path)
    for end in ("", "-wal"):
        if os.path.exists(f"{store}{end}"):
            shutil.copyfile(f"{store}{end}", f"{target}{end}")
    return target


def apply_on(tool, disk, places, old):
    """Applies with the store, the judgements of jobs or the outputs on a disk, and checks all.

    Says whether it was full, and whether that was between customers.
    """
    store, out = tool.new_store(), tool.folder / "out"
    if "store" in places:
        store = disk.path / "store.db"
        shutil.copyfile(tool.fresh, store)
    if places == ("judgements",):
        (disk.path / "jobs").mkdir()
        store.with_name(store.name + ".jobs").symlink_to(disk.path / "jobs")
    if "outputs" in places:
        out = disk.path / "out"
    if old:
        shutil.copytree(old, out)
    ended = tool.run("apply", tool.manifest, "--yes", "--out", out, store=store)
    code, errors = ended.returncode, ended.stderr
    must(code in (0, 3), f"it ended with {code}: {errors[-300:]}")
    if code == 3:
        must(errors.startswith("Error: "), f"no message: {errors[-300:]}")
        must(str(disk.path) in errors or f"{store}.jobs" in errors, f"the message names no path on the disk: {errors[-300:]}")
    if "store" in places:
        # Away from the full disk: who looks at a store needs room beside it.
        kept = copied(store, tool.folder / "copied.db")
    else:
        kept = store
    tool.check_whole(kept)
    tool.check_files(out, ended=code == 0)
    tool.check_told(kept, out)
    if old and (out / "summary.json").exists():
        # An old summary may only stand beside old results.
        is_old = [(out / name).read_bytes() == (old / name).read_bytes() for name in ("summary.json", "results.csv")]
        must(is_old[0] == is_old[1], "an old output stands beside a new one")
    partly = code == 3 and tool.is_partly_done(kept)
    disk.make_room()
    tool.finish(store, out)
    return code == 3, partly


# What is on the disk; whether in a world that takes several transactions; by how many pages each disk is larger than
# the one before; and KiB that are about enough beside what is there before.
DISKS = (
    ("the store", ("store",), False, 1, 600),
    ("a larger store", ("store",), True, 8, 6000),
    ("judgements", ("judgements",), False, 1, 480),
    ("the outputs", ("outputs",), False, 1, 480),
    ("all of them", ("store", "outputs"), False, 2, 1200),
)


def disks(tool, chance, quick):
    """Applies on disks from the smallest up to those with room enough, some pages more each time."""
    reason = cannot_mount(tool.folder)
    if reason:
        yield reason
        return
    small, big = tool, tool.bigger
    old = tool.folder / "old"
    tool.check("plan", tool.manifest, "--out", old, store=tool.new_store())
    for name, places, is_big, step, enough in DISKS:
        tool = big if is_big else small
        full = partly = rounds = untouched = room = 0
        while untouched < UNTOUCHED and (not quick or rounds < 6):
            room = PAGE * chance.randint(1, enough // PAGE) if quick else room + PAGE * step
            # Every second time there are outputs of an earlier run.
            before = old if "outputs" in places and rounds % 2 else None
            size = room + (pages(tool.fresh) if "store" in places else 0)
            size += pages(*before.iterdir()) if before else 0
            with small_disk(tool.folder / "disk", size) as disk:
                was_full, was_partly = apply_on(tool, disk, places, before)
            untouched = 0 if was_full else untouched + 1
            full, partly, rounds = full + was_full, partly + was_partly, rounds + 1
        yield f"{name} on disks of {rounds} sizes, {full} of them too small, {partly} with some customers done"
