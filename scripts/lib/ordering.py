"""What must be on the disk before what: told from the calls that an apply makes, as no disk here loses its power."""

import re

from breaking import cannot_trace
from resuming import Disturbed
from swap_world import must

CALLS = "fsync,fdatasync,rename,linkat,pwrite64"


class Event:
    """A call, from its beginning to its end, as places in the trace."""

    def __init__(self, name, words, began):
        self.name, self.words, self.began, self.ended = name, words, began, None

    def is_of(self, name, pattern):
        return re.fullmatch(name, self.name) and re.search(pattern, self.words)


def events(trace):
    """The calls of a trace in the order in which they began; those of other threads may end in between."""
    found, open_calls = [], {}
    for place, line in enumerate(trace.splitlines()):
        begun = re.match(r"(\d+) +(\w+)\((.*)", line)
        resumed = re.match(r"(\d+) +<\.\.\. (\w+) resumed>", line)
        if begun:
            event = Event(begun[2], begun[3], place)
            found.append(event)
            if "<unfinished" in line:
                open_calls[begun[1]] = event
            else:
                event.ended = place
        elif resumed and resumed[1] in open_calls:
            open_calls.pop(resumed[1]).ended = place
    return found


def ordered(tool):
    """An apply whose calls are looked at."""
    job, trace = Disturbed(tool), tool.folder / "trace"
    under = ("strace", "-f", "-qq", "-y", "-s", "4096", "-o", trace, "-e", f"trace={CALLS}")
    must(job.apply(under).wait() == 0, "an undisturbed apply did not end well")
    calls = events(trace.read_text(errors="replace"))

    def first(name, pattern):
        return next((call for call in calls if call.is_of(name, pattern)), None)

    log = [call for call in calls if call.is_of("pwrite64", r"store\.db-wal>")]
    chain = (
        ("the judgement is brought to the disk", [c for c in calls if c.is_of("fsync", r"\.jobs/\w+/")][-1]),
        ("it gets its name", first("rename", r"\.judgement")),
        ("its folder is brought to the disk", [c for c in calls if c.is_of("fsync", r"\.jobs/\w+>")][-1]),
        ("the job is noted", log[0]),
    )
    for (before, earlier), (after, later) in zip(chain, chain[1:]):
        must(earlier.ended < later.began, f"{after} before {before}")
    renames = [call for call in calls if call.is_of("rename", r"/out/\.seatwise-")]
    for rename in renames:
        name = re.search(r"\.seatwise-\w+\.tmp", rename.words)[0]
        synced = [c for c in calls if c.is_of("fsync", re.escape(name)) and c.ended < rename.began]
        must(synced, f"an output gets its name before it is on the disk: {rename.words}")
    last = renames[-1]
    must(any(c.is_of("fsync", r"/out>") and c.began > last.ended for c in calls), "names of outputs are not brought to the disk")
    results = first("rename", r"results\.csv")
    changes = [call for call in log if call.began < results.began][-1]
    synced = [c for c in calls if c.is_of("fdatasync|fsync", r"-wal>") and changes.ended < c.began and c.ended < results.began]
    must(synced, "results get their name before the changes that they tell of are on the disk")
    end = [call for call in log if call.began > last.ended]
    must(end, "the job is said to be completed before all its files have their names")
    return len(calls)


def order(tool, chance, quick):
    """What an apply brings to the disk, and in which order, as a power cut would find it."""
    reason = cannot_trace()
    if reason:
        yield reason
        return
    rounds = 2 if quick else 20
    calls = sum(ordered(tool.bigger) for _ in range(rounds))
    yield f"the order of {calls} calls of {rounds} applies"
