"""Runs a command and tells how long it took and how much memory it held; describes the machine it ran on."""

import os
import platform
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path


class CommandFailed(Exception):
    """A measured or preparing command ended with an exit code that was not expected."""


@dataclass
class Case:
    """One command measured several times. `before` puts files back in place and is not timed."""

    name: str
    command: list
    expected_exits: tuple = (0,)
    before: object = None
    seconds: list = field(default_factory=list)
    peak_bytes: list = field(default_factory=list)

    def run(self, log_folder):
        if self.before:
            self.before()
        seconds, peak = measure(self.command, self.expected_exits, Path(log_folder) / "last-output.txt")
        self.seconds.append(seconds)
        self.peak_bytes.append(peak)
        return seconds

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def peak(self):
        return max(self.peak_bytes)


def measure(command, expected_exits, log):
    """Wall seconds and peak resident bytes of one command; its output goes to `log`."""
    with open(log, "wb") as out:
        # What the command before left to be written is not this one's to wait for.
        os.sync()
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        # wait4, not RUSAGE_CHILDREN: that would be the peak of all children so far.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected_exits:
        tail = Path(log).read_text(errors="replace")[-2000:]
        raise CommandFailed(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{tail}")
    return seconds, usage.ru_maxrss * 1024  # Linux counts in KiB


def check(command, **options):
    """Runs a command that is not measured; its exit code must be 0."""
    done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        raise CommandFailed(f"{' '.join(map(str, command))}\nended with {done.returncode}")
    return done


def first_line(command):
    """The first line a command prints, or `not found`."""
    try:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:
        return "not found"
    return ((done.stdout or done.stderr).splitlines() or ["unknown"])[0].strip()


def copy_database(source, target):
    """Puts a copy of an SQLite file in place of another, and waits until it is on the disk."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
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
