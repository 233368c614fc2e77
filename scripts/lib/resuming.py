"""Jobs that are killed, stopped or fail and are resumed: nobody can tell them from one that was never disturbed."""

import re
import shutil
import signal
import time
from collections import Counter

from breaking import cannot_trace, each_call, somewhere
from swap_world import looking, must

OUTPUTS = ("results.csv", "failed.csv", "shortages.csv", "undo.csv")
OPEN = ("judged", "running", "interrupted", "failed")
# Ends that are true: all done, could not run, interrupted.
TRUE_ENDS = (0, 3, 4)


def last_state(store):
    with looking(store) as database:
        found = database.execute("SELECT state FROM job ORDER BY number DESC LIMIT 1").fetchone()
    return found[0] if found else None


class Disturbed:
    """A store and the outputs of one job, which is begun from a copy of the manifest and goes on without it."""

    def __init__(self, tool):
        self.tool = tool
        self.out, self.manifest = tool.folder / "out", tool.folder / "taken.csv"
        self.store = tool.new_store()
        shutil.rmtree(self.jobs, ignore_errors=True)
        shutil.copyfile(tool.manifest, self.manifest)

    @property
    def jobs(self):
        return self.store.with_name(self.store.name + ".jobs")

    def apply(self, under=()):
        return self.tool.start("apply", self.manifest, "--yes", "--out", self.out, store=self.store, under=under)

    def resume(self, under=()):
        self.manifest.write_text("something else\n")
        return self.tool.start("jobs", "resume", store=self.store, under=under)

    def check(self):
        """What must hold whenever nobody is at work."""
        self.tool.check_whole(self.store)
        self.tool.check_files(self.out, ended=False)

    def finish(self):
        """What is left is done, and then everything is as after an undisturbed run."""
        state = last_state(self.store)
        if state is None:
            # Nothing was begun, so nothing can be resumed.
            must(self.tool.export(self.store) == self.tool.before, "there is no job, and something was changed")
            self.tool.check("apply", self.tool.manifest, "--yes", "--out", self.out, store=self.store)
        elif state in OPEN:
            self.manifest.unlink(missing_ok=True)
            self.tool.check("jobs", "resume", store=self.store)
        else:
            must(state == "completed", f"the job is {state}")
            # All is done; it was disturbed while it gave its files their names, or later.
            self.tool.check("jobs", "results", "latest", "--out", self.out, store=self.store)
        self.check_same()

    def check_same(self):
        for name in OUTPUTS:
            same = (self.out / name).read_bytes() == (self.tool.folder / "whole" / name).read_bytes()
            must(same, f"{name} is not that of an undisturbed run")
        must(self.tool.export(self.store) == self.tool.after, "the directory is not that of an undisturbed run")
        self.tool.check_files(self.out, ended=True)
        left = [path.name for path in self.out.iterdir() if path.name.startswith(".")]
        must(not left, f"temporary files are left: {left}")
        with looking(self.store) as database:
            states = [row[0] for row in database.execute("SELECT state FROM job")]
            sums = database.execute("SELECT rows FROM job UNION ALL SELECT sum(rows) FROM job_status").fetchall()
        must(states == ["completed"], f"jobs are {states}")
        must(sums[0] == sums[1], f"rows of the job do not add up: {sums}")


def duration(tool):
    """Seconds that an undisturbed apply takes."""
    start = time.monotonic()
    must(Disturbed(tool).apply().wait() == 0, "an undisturbed apply did not end well")
    return time.monotonic() - start


def kill(tool, chance, quick):
    """kill -9 at random instants of an apply, and half of the times at another one of the resume."""
    tool = tool.bigger
    whole, rounds = duration(tool), 20 if quick else 420
    instants = partly = 0
    for _ in range(rounds):
        job = Disturbed(tool)
        for begin in (job.apply, job.resume) if chance.random() < 0.5 else (job.apply,):
            if begin == job.resume and last_state(job.store) not in OPEN:
                continue
            run = begin()
            somewhere(job.store, run, chance, whole)
            run.kill()
            run.communicate()
            job.check()
            instants += 1
        partly += tool.is_partly_done(job.store)
        job.finish()
    yield f"kill -9 at {instants} random instants, {partly} times between two customers, and resumed"


def stop(tool, chance, quick):
    """SIGTERM and SIGINT at random instants: the files of what was done are written, and it ends soon."""
    tool = tool.bigger
    whole, rounds = duration(tool), 20 if quick else 420
    stopped = instants = 0
    for number in range(rounds):
        job = Disturbed(tool)
        for begin in (job.apply, job.resume) if number % 4 == 0 else (job.apply,):
            if begin == job.resume and last_state(job.store) not in OPEN:
                continue
            run = begin()
            somewhere(job.store, run, chance, whole)
            run.send_signal((signal.SIGTERM, signal.SIGINT)[number % 2])
            asked = time.monotonic()
            errors = run.communicate(timeout=60)[1].decode(errors="replace")
            must(time.monotonic() - asked < 2, "it did not end within 2 seconds")
            must(run.returncode in (0, 4, -signal.SIGTERM, -signal.SIGINT), f"it ended with {run.returncode}")
            if run.returncode == 4 and last_state(job.store) == "interrupted" and "nothing was changed" not in errors:
                stopped += 1
                must("`seatwise jobs resume " in errors, f"it does not say how to go on: {errors[-300:]}")
                results = (job.out / "results.csv").exists() or "before anything more" in errors
                must(results, "there are no results of what was done")
            job.check()
            instants += 1
        job.finish()
    yield f"SIGTERM and SIGINT at {instants} random instants, {stopped} times while changes were made, and resumed"


# What a call of the system is, by its name and the file that it is about.
STEPS = (
    (r"(pwrite64|write) .*\.jobs/", "the judgement is written"),
    (r"fsync .*\.jobs(/\w+)?>", "the name of the judgement is brought to the disk"),
    (r"(fsync|fdatasync) .*\.jobs/", "the judgement is brought to the disk"),
    (r"linkat ", "the judgement gets a name"),
    (r"rename .*\.judgement", "the judgement gets its own name"),
    (r"pwrite64 .*-wal", "job and changes are written"),
    (r"(fsync|fdatasync) .*-wal", "job and changes are brought to the disk"),
    (r"(pwrite64|ftruncate|fsync|fdatasync) .*store\.db>", "the log is brought into the store"),
    (r"(pwrite64|write|ftruncate|fallocate) .*/\.seatwise-", "an output is written"),
    (r"fsync .*/\.seatwise-", "an output is brought to the disk"),
    (r"rename .*/\.seatwise-", "an output gets its name"),
    (r"fsync .*/out>", "names are brought to the disk"),
    (r"unlink ", "an older summary is taken away"),
    (r"pwrite64 .*-shm>", "the index of the log is made"),
    (r"(pwrite64|ftruncate) .*\.lock>", "the lock is noted"),
    (r"(fsync|fdatasync) .*/bigger>", "the name of the log is brought to the disk"),
)
KILLED = ("pwrite64", "write", "fsync", "fdatasync", "linkat", "rename", "unlink", "ftruncate", "fallocate")
FAILED = (
    ("pwrite64", "error=ENOSPC", "+"),
    ("pwrite64", "error=EIO", ""),
    ("write", "error=ENOSPC", "+"),
    ("fsync", "error=EIO", ""),
    ("fdatasync", "error=EIO", ""),
    ("linkat", "error=EIO", ""),
    ("rename", "error=EIO", ""),
    ("fallocate", "error=ENOSPC", ""),
)


def step_hit(trace, name):
    """What the process was at when the signal came."""
    lines = trace.splitlines()
    came = next((place for place, line in enumerate(lines) if f"--- SIG{name}" in line), len(lines))
    # The call that brought it stands just before it, or is never ended.
    for line in reversed(lines[:came]):
        found = re.match(r"\d+ +(\w+)\((.*)", line)
        if found:
            call = f"{found[1]} {found[2]}"
            return next((name for pattern, name in STEPS if re.match(pattern, call)), "something else")
    return "something else"


def half_done(tool):
    """A job that was killed between two customers; answers how to begin with a copy of it."""
    for number in range(1, 200):
        job = Disturbed(tool)
        under = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-P", f"{job.store}-wal")
        job.apply((*under, "-e", f"inject=fdatasync,fsync:signal=KILL:when={number}")).communicate()
        if last_state(job.store) in OPEN and tool.is_partly_done(job.store):
            break
    else:
        must(False, "no apply could be killed between two customers")
    kept = tool.folder / "half"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for path in tool.folder.glob("store.db*"):
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, kept / path.name)

    def begin():
        job = Disturbed(tool)
        for path in kept.iterdir():
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, tool.folder / path.name)
        return job, job.resume

    return begin


def each_job(tool, begin, call, what, on, chance, quick):
    """A job for each call that was disturbed, with the exit code, the messages, the trace and what was injected."""
    jobs = []

    def start(under):
        job, run = begin()
        jobs.append(job)
        return run(under)

    for inject, code, errors, trace in each_call(tool, call, what, on, chance, quick, start):
        jobs[-1].check()
        yield jobs[-1], code, errors, trace, inject


def steps(tool, chance, quick):
    """kill -9 at every step of an apply and of a resume, and every call failing; then resumed."""
    reason = cannot_trace()
    if reason:
        yield reason
        return
    tool = tool.bigger

    def apply():
        job = Disturbed(tool)
        return job, job.apply

    for verb, begin in (("an apply", apply), ("a resume", half_done(tool))):
        for name in ("KILL", "TERM"):
            hit = Counter()
            for call in KILLED:
                for job, code, errors, trace, _ in each_job(tool, begin, call, f"signal={name}", "", chance, quick):
                    if name == "TERM":
                        must(code in (0, 4, -signal.SIGTERM), f"SIGTERM: ended with {code}: {errors[-300:]}")
                    hit[step_hit(trace, name)] += 1
                    job.finish()
            told = ", ".join(f"{name} {count}" for name, count in hit.items())
            yield f"SIG{name} at {hit.total()} steps of {verb} ({told}), and resumed"
        for call, what, on in FAILED:
            times = ended = 0
            for job, code, errors, _, inject in each_job(tool, begin, call, what, on, chance, quick):
                times += 1
                must(code in TRUE_ENDS, f"{inject}: ended with {code}: {errors[-300:]}")
                # Where nothing can be written, nothing can be said either.
                must(code != 3 or call == "write" or errors.startswith("Error: "), f"{inject}: no message: {errors[-300:]}")
                ended += code == 0
                job.finish()
            failing = f"{call} {what.replace('=', ' ')}{' from then on' if on else ''}"
            yield f"{failing} in {verb}, at {times} calls, {ended} of them borne, and resumed"
