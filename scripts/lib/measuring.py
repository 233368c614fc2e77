"""Runs a command and tells how long it took and how much memory it held; describes the machine it ran on."""

import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


class CommandFailed(Exception):
    """A measured or preparing command did not end as expected."""


@dataclass
class Case:
    """One command measured several times.

    `before` puts files back in place and is not timed; `warm` names what the command reads, to be in the page cache, and
    `writes` what it is to find nothing of: giving the blocks of an older file back is not its work.
    With `twice` each counted run comes right behind one that is not counted: a virtual machine gives memory that nobody
    uses back to its host, and has to fetch it again page by page, which is not the time of the command that comes next.
    `after` is given the folder of the command's output, and what it returns is kept in `readings`.
    A command that takes longer than `limit` seconds is stopped, counted with these, and not run again.
    """

    name: str
    command: list
    expected_exits: tuple = (0,)
    before: object = None
    warm: tuple = ()
    writes: tuple = ()
    after: object = None
    limit: float = 600
    twice: bool = False
    seconds: list = field(default_factory=list)
    peak_bytes: list = field(default_factory=list)
    readings: list = field(default_factory=list)
    stopped: bool = False

    def run(self, log_folder):
        if self.stopped:
            return self.limit
        for _ in range(2 if self.twice else 1):
            if self.before:
                self.before()
            for path in self.writes:
                remove(path)
            for path in self.warm:
                read_through(path)
            seconds, peak, self.stopped = measure(self.command, self.expected_exits, Path(log_folder), self.limit)
        self.seconds.append(seconds)
        self.peak_bytes.append(peak)
        if self.after and not self.stopped:
            self.readings.append(self.after(Path(log_folder)))
        return seconds

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def peak(self):
        return max(self.peak_bytes)


STDOUT, STDERR = "last-output.txt", "last-errors.txt"


def measure(command, expected_exits, log_folder, limit):
    """Wall seconds, peak resident bytes and whether the limit stopped it; the output goes to the log folder."""
    overdue = threading.Event()
    with open(log_folder / STDOUT, "wb") as out, open(log_folder / STDERR, "wb") as err:
        # What the command before left to be written is not this one's to wait for.
        os.sync()
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err)

        def stop():
            overdue.set()
            os.kill(process.pid, signal.SIGKILL)

        watch = threading.Timer(limit, stop)
        watch.start()
        try:
            # wait4, not RUSAGE_CHILDREN: that would be the peak of all children so far.
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            watch.cancel()
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected_exits and not overdue.is_set():
        tail = "".join((log_folder / name).read_text(errors="replace")[-2000:] for name in (STDOUT, STDERR))
        raise CommandFailed(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{tail}")
    return seconds, usage.ru_maxrss * 1024, overdue.is_set()  # Linux counts in KiB


def remove(path):
    """Removes a file, or a folder with all that is in it; there need not be one."""
    if Path(path).is_dir():
        shutil.rmtree(path)
    else:
        Path(path).unlink(missing_ok=True)


def read_through(path):
    """Brings a file, or all files of a folder, into the page cache without holding them."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        with open(file, "rb", buffering=0) as source:
            while source.read(1 << 20):
                pass


def check(command, **options):
    """Runs a command that is not measured; its exit code must be 0."""
    # What it prints is not a result of this script.
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=sys.stderr, **options)
    if done.returncode != 0:
        raise CommandFailed(f"{' '.join(map(str, command))}\nended with {done.returncode}")


def first_line(command):
    """The first line a command prints, or `not found`."""
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:
        return "not found"
    return ((done.stdout or done.stderr).splitlines() or ["unknown"])[0].strip()


def summary_parts(path, *keys):
    """Some keys of a summary that may be huge, read in a process of its own.

    What this process has ever held would count as the peak memory of every command it starts later.
    """
    code = "import json, sys; s = json.load(open(sys.argv[1])); print(json.dumps({k: s.get(k) for k in sys.argv[2:]}))"
    done = subprocess.run([sys.executable, "-c", code, str(path), *keys], capture_output=True, text=True)
    if done.returncode != 0:
        raise CommandFailed(f"{path} is no summary:\n{done.stderr[-500:]}")
    return json.loads(done.stdout)


def remove_database(path):
    """Removes an SQLite file, and what SQLite and Seatwise keep beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(f"{path}.jobs", ignore_errors=True)


def copy_database(source, target):
    """Puts a copy of an SQLite file in place of another, and waits until it is on the disk."""
    remove_database(target)
    for suffix in ("", "-wal"):
        if Path(f"{source}{suffix}").exists():
            shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")
            with open(f"{target}{suffix}", "rb") as file:
                os.fsync(file.fileno())  # else the timed command would pay for this copy


def machine():
    """What a reader needs to compare: processor, cores, memory, kernel, and how busy it was."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": model,
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{pages / 1e9:.1f} GB",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load average at the end": f"{os.getloadavg()[0]:.1f}",
    }
