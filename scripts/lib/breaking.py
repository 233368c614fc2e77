"""What the torments have in common: instants to break a run at, and calls of the system to fail."""

import subprocess
import time

from swap_world import Broken, Skipped, looking, must

# After so many undisturbed runs there is no such call, or no such lack of room, any more.
UNTOUCHED = 3


def each_of(*parts):
    """What the parts of a torment yield; one that is broken does not keep the next from being done."""
    for part in parts:
        try:
            yield from part
        except Broken as broken:
            yield broken


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


def each_call(tool, call, what, on, chance, quick, start):
    """Fails the Nth call of a kind, for N = 1, 2, 3, until a run passes untouched; strace counts calls by thread.

    `start` begins a run under the words it is given. Yields what was injected, the exit code, the messages and the trace
    of each run that was hit.
    """
    # Killed at every one of them; of hundreds of failing writes of one kind, the later ones are left out here and there.
    far = 1 if "signal" in what else 9
    times = untouched = number = 0
    while untouched < UNTOUCHED and (not quick or times < 2):
        number += chance.randint(1, 4) if quick else 1 if number < 12 else far
        trace = tool.folder / "trace"
        inject = f"inject={call}:{what}:when={number}{on}"
        run = start(("strace", "-f", "-qq", "-y", "-o", trace, "-e", f"trace={call}", "-e", inject))
        errors = run.communicate(timeout=120)[1].decode(errors="replace")
        text = trace.read_text(errors="replace")
        if "(INJECTED)" in text or "killed by SIGKILL" in text or "--- SIGTERM" in text:
            times, untouched = times + 1, 0
            yield inject, run.returncode, errors, text
        else:
            untouched += 1
            must(run.returncode == 0, f"nothing was injected, and it ended with {run.returncode}: {errors}")


def cannot_trace():
    """Why no call of the system can be disturbed here; None when one can."""
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else Skipped("strace may not trace here")
