"""Worlds that are hard on purpose: folders to import, each with a manifest that hits one weak spot of a judge.

Everything is written as it is made, so that the Python that starts the measured commands stays small: a command's
peak memory is never told to be less than that of the process it was started from.
"""

import csv
import random
from dataclasses import dataclass

HEADERS = {
    "products": (
        "Product_Display_Name",
        "String_Id",
        "GUID",
        "Service_Plan_Name",
        "Service_Plan_Id",
        "Service_Plans_Included_Friendly_Names",
    ),
    "rules": ("rule", "subject", "target", "note"),
    "customers": ("customer", "domain", "name", "country"),
    "users": ("customer", "user", "id", "usage_location", "name"),
    "subscriptions": ("customer", "product", "seats"),
    "assignments": ("customer", "user", "product", "disabled_plans"),
    "manifest": ("customer", "user", "product", "action", "plans", "ticket"),
}
USERS_EACH = 1_000  # per customer, where a world has many customers
SWAPS = 10_000  # in one chain


@dataclass
class Pathology:
    """One hard world. `fill` writes its rows; `ends` is the status in which a right judge leaves every one of them."""

    name: str
    title: str
    fill: object
    ends: str = ""


class World:
    """The files of one folder, open for writing, and the few things that every such world has."""

    def __init__(self, folder):
        folder.mkdir(parents=True)
        self.files, self.writers, self.plans, self.tickets = [], {}, {}, 0
        self.chance = random.Random(7)  # the same world on every run
        for name, header in HEADERS.items():
            file = open(folder / f"{name}.csv", "w", newline="", encoding="utf-8")
            self.files.append(file)
            self.writers[name] = csv.writer(file, lineterminator="\n")
            self.writers[name].writerow(header)

    def identifier(self):
        digits = f"{self.chance.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def close(self):
        for file in self.files:
            file.close()

    def product(self, name, *plans):
        own = self.identifier()
        for plan in plans:
            shared = self.plans.setdefault(plan, self.identifier())
            self.writers["products"].writerow((f"Product {name}", name, own, plan, shared, plan))

    def rule(self, *cells):
        self.writers["rules"].writerow((*cells, ""))

    def customer(self, number):
        """Returns what the other files call the customer: its domain."""
        domain = f"hard{number:05d}.example"
        self.writers["customers"].writerow((self.identifier(), domain, f"Hard {number}", "IT"))
        return domain

    def user(self, domain, number, *holds):
        upn = f"user{number:06d}@{domain}"
        self.writers["users"].writerow((domain, upn, self.identifier(), "IT", f"User {number}"))
        self.writers["assignments"].writerows((domain, upn, product, "") for product in holds)
        return upn

    def seats(self, domain, product, number):
        self.writers["subscriptions"].writerow((domain, product, number))

    def row(self, domain, upn, product, action, plans=""):
        self.writers["manifest"].writerow((domain, upn, product, action, plans, f"T-{self.tickets}"))
        self.tickets += 1


def write(pathology, folder, rows):
    """Writes a world of about so many rows (a chain has two for each swap) into a folder that does not exist yet."""
    world = World(folder)
    try:
        pathology.fill(world, rows)
    finally:
        world.close()


def two_products(world, *rules):
    """The catalog of most of these worlds: A and B, each with a plan of its own and one that both have."""
    world.product("A", "PLAN_A", "MAIL")
    world.product("B", "PLAN_B", "MAIL")
    for rule in rules:
        world.rule(*rule)


def one_user(world, rows):
    """A million changes of mind about twenty products, some of which exclude each other or need another one."""
    chance, products = world.chance, [f"SKU_{i:02d}" for i in range(20)]
    for product in products:
        world.product(product, f"{product}_A", f"{product}_B", "MAIL")
    for i in range(0, 8, 2):
        world.rule("conflicts", f"product:{products[i]}", f"product:{products[i + 1]}")
    world.rule("requires", "product:SKU_19", "product:SKU_00;product:SKU_01")
    domain = world.customer(0)
    upn = world.user(domain, 0, "SKU_00", "SKU_10")
    for product in products:
        world.seats(domain, product, 5)
    for _ in range(rows):
        product, assign = chance.choice(products), chance.random() < 0.7
        plans = f"{product}_A" if chance.random() < 0.2 else ""
        world.row(domain, upn, product, "assign" if assign else "revoke", plans)


def one_user_conflicts(world, rows):
    """Each refusal makes the next row the one to blame: a million rounds for a judge that starts again at each."""
    two_products(world, ("conflicts", "product:A", "product:B"))
    domain = world.customer(0)
    upn = world.user(domain, 0, "A")
    world.seats(domain, "A", 1)
    world.seats(domain, "B", 1)
    for _ in range(rows):
        world.row(domain, upn, "B", "assign")


def one_user_no_seat(world, rows):
    """The same by way of seats: the last one is another user's, and each refusal brings up the next row."""
    two_products(world)
    domain = world.customer(0)
    world.user(domain, 0, "B")
    upn = world.user(domain, 1)
    world.seats(domain, "B", 1)
    for _ in range(rows):
        world.row(domain, upn, "B", "assign")


def no_seats(world, rows):
    two_products(world)
    for domain, users in crowds(world, rows):
        world.user(domain, 0, "B")
        world.seats(domain, "B", 1)
        for number in users:
            world.row(domain, world.user(domain, number), "B", "assign")


def conflicts(world, rows):
    two_products(world, ("conflicts", "product:A", "product:B"))
    for domain, users in crowds(world, rows):
        world.seats(domain, "A", USERS_EACH)
        world.seats(domain, "B", USERS_EACH)
        for number in users:
            world.row(domain, world.user(domain, number, "A"), "B", "assign")


def crowds(world, rows):
    """Customers of a thousand users until there is one for every row."""
    for number, first in enumerate(range(0, rows, USERS_EACH)):
        yield world.customer(number), range(1, min(USERS_EACH, rows - first) + 1)


def chain(last_seat_taken):
    """User i gives up product i and takes product i + 1, of which user i + 1 has the only seat.

    Without the last seat every swap falls, one after the other: an assign that is refused leaves its user without mail,
    so the revoke is refused as well, and the seat that the user before waits for is not freed.
    """

    def fill(world, rows):
        length = min(SWAPS, max(1, rows // 2))
        links = [f"LINK_{i:05d}" for i in range(length + 1)]
        for link in links:
            world.product(link, f"PLAN_{link}", "MAIL")
        world.product("ARCHIVE", "PLAN_ARCHIVE")
        world.rule("requires", "product:ARCHIVE", "MAIL")
        for number in range(max(1, rows // (2 * length))):
            domain = world.customer(number)
            world.seats(domain, "ARCHIVE", length)
            for link in links:
                world.seats(domain, link, 1)
            if last_seat_taken:
                world.user(domain, length, links[-1])
            for i in range(length):
                upn = world.user(domain, i, links[i], "ARCHIVE")
                world.row(domain, upn, links[i], "revoke")
                world.row(domain, upn, links[i + 1], "assign")

    return fill


def crossing(world, rows):
    """The chain again with two products only: users swap A for B and B for A, and a newcomer above them takes a seat.

    Here each round has thousands of candidates, and the one furthest down the file must be found each time.
    """
    two_products(world, ("requires", "product:ARCHIVE", "MAIL"))
    world.product("ARCHIVE", "PLAN_ARCHIVE")
    length = min(SWAPS, max(2, rows // 4 * 2))
    for number in range(max(1, rows // (2 * length))):
        domain = world.customer(number)
        world.seats(domain, "ARCHIVE", length)
        world.seats(domain, "A", length // 2)
        world.seats(domain, "B", length // 2)
        world.row(domain, world.user(domain, length), "B", "assign")
        for i in range(length):
            old, new = ("A", "B") if i % 2 == 0 else ("B", "A")
            upn = world.user(domain, i, old, "ARCHIVE")
            world.row(domain, upn, old, "revoke")
            world.row(domain, upn, new, "assign")


ALL = (
    Pathology("one-user", "every row for one user", one_user),
    Pathology("one-user-conflicts", "every row for one user, and all conflict", one_user_conflicts, "refused"),
    Pathology("one-user-no-seat", "every row for one user, and no seat left", one_user_no_seat, "refused"),
    Pathology("no-seats", "every row refused for seats", no_seats, "refused"),
    Pathology("chain-holds", "chains of 10,000 swaps that go through", chain(False), "ready"),
    Pathology("chain-falls", "chains of 10,000 swaps that fall one by one", chain(True), "refused"),
    Pathology("crossing-falls", "10,000 swaps of two products that fall one by one", crossing, "refused"),
    Pathology("conflicts", "rows that all conflict", conflicts, "refused"),
)
