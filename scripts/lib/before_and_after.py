"""Two builds of Seatwise side by side: what an apply cost before a change, and what it costs now."""

import performance_page
import targets
import worlds
from measuring import Case, copy_database


def apply(name, binary, made, size):
    """The apply of a build, over and over on a copy of a store that the same build has imported."""
    world, out = made.world(size), made.work / "out"
    manifest, source, store = world / "manifest.csv", made.work / f"{name}.db", made.work / f"{name}-apply.db"
    worlds.store(binary, world, source)
    return Case(
        f"`seatwise apply --yes`, {name}",
        [binary, "apply", manifest, "--yes", "--store", store, "--out", out, "--quiet"],
        (0, 1),
        before=lambda: copy_database(source, store),
        warm=(manifest, source),
        writes=(out,),
    )


def table(before, now):
    line = targets.ratio("`apply` now / before", "<= 1.25 x", "<= 1.1 x", now, before)
    return "\n\n".join([performance_page.targets_table([line], True), performance_page.times_table([before, now])])
