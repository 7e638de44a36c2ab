# SPDX-License-Identifier: Apache-2.0
#
# What checks of nwops saw and told, held against the truth of one fault.
# Belongs here: comparing. Does not: when to look (drive.py), the truth itself.

import json

OK = "ok"
NORMAL = "normal"
GROUP_STATUS = {"switched": "caution", "degraded": "caution", "split": "warning", "none": "warning",
                "unknown": "unknown"}
WORSE = ["down", "warning", "unknown", "caution", OK]


class Untrue(Exception):
    """What was seen or told is not what the truth says."""


class Sight:
    """One check: its items by name, the transitions, and the end of it."""

    def __init__(self, text):
        rows = [json.loads(line) for line in text.splitlines()]
        if not rows or rows[-1].get("type") != "check":
            raise Untrue("nwops gave no result")
        self.end = rows[-1]
        self.items = {row["item"]: row for row in rows if row["type"] == "item"}
        self.transitions = [row for row in rows if row["type"] == "transition"]

    def unread(self, item):
        """The login without which this could not be read; None: it was read."""
        login = item.partition("/")[0] + "/login"
        if item == login or login not in self.items or self.items[item]["status"] != "unknown":
            return None
        return login if self.items[login]["status"] != OK else None


def transition_in_words(row):
    how = "told" if row["told"] else f"covered by {row['hidden_by'] or row['window'] or row['silence'] or 'nothing'}"
    return f"{row['item']}: {row['kind']} {row['from']} -> {row['to']}, {how}"


def item_in_words(row):
    state = row["state"]
    return (f"{row['item']}: seen {row['status']} ({row['message']}), is {state['status']}"
            f"{', flapping' if state['flapping'] else ''}, hidden by {state['hidden_by'] or 'nothing'}")


def rows_of(said, key, kinds):
    """The rows of these kinds under a key of the truth, as one mapping."""
    return {item: value for kind, items in said.get(key, {}).items() if kind in kinds
            for item, value in items.items()}


def lower(value):
    return [one.lower() for one in value] if isinstance(value, list) else value.lower()


class Expectation:
    """What is to be seen and told of one fault when these kinds of probe ask."""

    def __init__(self, said, kinds, items):
        self.said, self.kinds = said, kinds
        self.groups = {f"group:{name}": verdict for name, verdict in said.get("groups", {}).items()}
        self.every_row = rows_of(said, "items", said.get("items", {}))
        self.rows = {item: lower(status) for item, status in rows_of(said, "items", kinds).items()}
        self.rows |= {item: GROUP_STATUS[verdict] for item, verdict in self.groups.items() if item in items}
        self.own_view = bool(said.get("own-view"))
        if self.own_view:
            self.rows = {item: "unknown" for item in items if item not in said["beyond"]}
        self.over_time = {item: lower(all_of) for item, all_of in rows_of(said, "over-time", kinds).items()}
        self.may = {item: lower(any_of) for item, any_of in rows_of(said, "may", kinds).items()}
        self.flapping = [item for item in said.get("flapping", []) if item in items]
        self.switched = [f"group:{name}" for name in said.get("switched", []) if f"group:{name}" in items]
        self.hidden = {}
        for words, those in said.get("hidden", {}).items():
            causes = [cause for cause in words.split(" or ") if cause in items]
            self.hidden |= {item: causes for item in those if causes and item in items}
        self.all_seen = {item: set() for item in self.over_time}
        self.told = []          # transitions since it is on
        self.covered = []
        unknown = [item for item in {**self.rows, **self.over_time, **self.may} if item not in items]
        if unknown:
            raise Untrue(f"nwops has no item {' and no item '.join(unknown)}")

    def is_open(self, item):
        """It is to be told: exactly once that it is so, and once that it is over."""
        return item in self.rows and item not in self.hidden and not self.own_view

    def comes_with_login(self, item):
        """A figure of a device whose login is unwell: some of its readings lack it, and that
        is nobody's news."""
        login = item.partition("/")[0] + "/login"
        return item != login and (login in self.may or login in self.rows)

    # --- what was seen ---

    def amiss(self, sight):
        """The lines in which one check differs from the truth."""
        self.hear(sight)
        lines = [line for item in sorted(sight.items) for line in self.amiss_of(sight, item)]
        view = "lost" if self.own_view else "fine"
        if sight.end["view"] != view:
            lines.append(f"our view: expected {view}, seen {sight.end['view']}")
        for item, wanted in self.over_time.items():
            lacking = set(wanted) - self.all_seen[item]
            if lacking:
                lines.append(f"{item}: not yet seen as {' and '.join(sorted(lacking))}")
        return lines + self.untold() + self.verdict_amiss(sight)

    def amiss_of(self, sight, item):
        row, lines = sight.items[item], []
        login = sight.unread(item)
        if item in self.over_time:
            self.all_seen[item].add(row["status"])
        right = {self.rows.get(item, OK)} | set(self.may.get(item, [])) | set(self.over_time.get(item, []))
        if login:
            if not self.own_view:
                causes = self.hidden.get(login, [login])
                if row["state"]["hidden_by"] not in causes:
                    lines.append(f"{item}: not read, and hidden by {row['state']['hidden_by']}, "
                                 f"not by {' or '.join(causes)}")
            return lines
        if row["status"] not in right:
            lines.append(f"{item}: expected {' or '.join(sorted(right))}, "
                         f"seen {row['status']} ({row['message']})")
        if item.startswith("group:") and not self.own_view:
            verdict = self.groups.get(item, NORMAL)
            if row["facts"]["verdict"] != verdict:
                lines.append(f"{item}: expected {verdict}, seen {row['facts']['verdict']} ({row['message']})")
        return lines + self.state_amiss(item, row["state"])

    def state_amiss(self, item, state):
        """What became of it: its hard status, and what hides it."""
        if item in self.flapping:
            return [] if state["flapping"] else [f"{item}: not flapping"]
        if item in self.may and item not in self.rows:
            return []
        status = self.rows.get(item, OK) if not self.own_view else OK
        lines = []
        if state["status"] != status:
            lines.append(f"{item}: expected to become {status}, is {state['status']}")
        if state["flapping"]:
            lines.append(f"{item}: flapping")
        if self.own_view:
            return lines
        causes = self.hidden.get(item) if item in self.rows else None
        if state["hidden_by"] not in (causes or [None]):
            lines.append(f"{item}: hidden by {state['hidden_by'] or 'nothing'}, not by "
                         f"{' or '.join(causes or ['nothing'])}")
        return lines

    # --- what was told ---

    def hear(self, sight):
        """Takes the transitions of a check; what must not be among them is untrue at once."""
        for row in sight.transitions:
            (self.told if row["told"] else self.covered).append(row)
            reason = self.wrong(sight, row)
            if reason:
                raise Untrue("\n  ".join([reason, transition_in_words(row), *self.around(sight, row["item"])]))

    def around(self, sight, item):
        """For people: how an item was seen in that check, and what should hide it."""
        return [item_in_words(sight.items[one]) for one in [item, *self.hidden.get(item, [])]]

    def wrong(self, sight, row):
        item = row["item"]
        if self.own_view:
            return "our own view is lost, and yet something changed"
        if row["kind"] == "switched":
            return self.wrong_switch(row)
        if item in self.flapping:
            return None
        if sight.unread(item) or item in self.hidden:
            if row["told"]:
                return "what is hidden was told"
            if row["to"] == OK and item in self.may:
                return None
            causes = self.hidden.get(item, [])
            return "it is hidden by something else" if causes and row["hidden_by"] not in causes else None
        if item in self.may or (self.comes_with_login(item) and not row["told"]):
            return None
        if item not in self.rows:
            return "what is well changed"
        if not row["told"]:
            return "what is hidden by nothing was not told"
        if row["kind"] != "status" or (row["from"], row["to"]) != (OK, self.rows[item]):
            return f"expected one change from {OK} to {self.rows[item]}"
        return "told twice" if sum(one["item"] == item and one["kind"] == "status" for one in self.told) > 1 else None

    def wrong_switch(self, row):
        item = row["item"]
        if item not in self.switched:
            return "no group switched over"
        if row["told"] == (item in self.hidden):
            return "a switchover is told unless it is hidden"
        all_of = [one for one in self.told + self.covered if one["kind"] == "switched" and one["item"] == item]
        return "one switchover told twice" if len(all_of) > 1 else None

    def untold(self):
        """What should have been told by now."""
        told = {(row["item"], row["kind"]) for row in self.told}
        lines = [f"{item}: not told" for item in self.rows if self.is_open(item) and (item, "status") not in told]
        lines += [f"{item}: not told to flap" for item in self.flapping if (item, "flapping") not in told]
        switched = {row["item"] for row in self.told + self.covered if row["kind"] == "switched"}
        return lines + [f"{item}: its switchover is missing" for item in self.switched if item not in switched]

    def verdict_amiss(self, sight):
        """The verdict is that of the worst that is told and no group; of groups, when nothing else is."""
        said = self.said.get("verdict", "none")
        wanted = "undecided" if said == "none" else said
        if any(kind not in self.kinds for kind in self.said.get("verdict-by", [])):
            return []
        if self.own_view:
            items = [item for item in self.rows if item in sight.items]
        else:
            items = self.worst(self.every_row) or self.worst(self.groups) or self.flapping
        given = {row["item"]: row["verdict"] for row in self.told if row["kind"] != "switched"}
        if self.own_view:
            given = {item: sight.items[item]["state"]["verdict"] for item in items}
        return [f"{item}: expected the verdict {wanted}, given {given[item]}"
                for item in items if given.get(item, wanted) != wanted]

    def worst(self, rows):
        """Those that are told at their worst, whether they can be seen by these kinds or not."""
        hidden = {item for those in self.said.get("hidden", {}).values() for item in those}
        by_status = {}
        for item, status in rows.items():
            if item not in hidden:
                by_status.setdefault(GROUP_STATUS.get(status, status.lower()), []).append(item)
        return next((by_status[status] for status in WORSE if status in by_status), [])


def amiss_when_well(sight):
    """The lines in which not all is as it always was."""
    lines = []
    if sight.end["view"] != "fine":
        lines.append(f"our view: {sight.end['view']}")
    for item, row in sorted(sight.items.items()):
        state = row["state"]
        if row["status"] != OK:
            lines.append(f"{item}: expected {OK}, seen {row['status']} ({row['message']})")
        elif state["status"] != OK or state["hidden_by"] or state["flapping"]:
            lines.append(f"{item}: still {state['status']}, hidden by {state['hidden_by']}"
                         f"{', flapping' if state['flapping'] else ''}")
    return lines


class Before:
    """Whatever a fault left that did not end as it should: only that it ends."""

    def amiss(self, sight):
        return amiss_when_well(sight)


class Recovery:
    """What is to be told once the fault of an expectation is mended."""

    def __init__(self, expectation):
        self.expectation = expectation
        self.left = {}          # by item, what it was last told as
        for row in expectation.told if expectation else []:
            if row["kind"] != "switched":
                self.left[row["item"]] = row["kind"] if row["kind"] == "flapping" else row["to"]
        self.left = {item: how for item, how in self.left.items() if how != OK}
        # There and back again in one run: that was all of it.
        passing = expectation and expectation.said.get("passing")
        self.back = set(expectation.switched if expectation and not passing else [])

    def amiss(self, sight):
        """The lines in which it is not over yet."""
        for row in sight.transitions:
            self.hear(row)
        lines = [f"{item}: its recovery was not told" for item in self.left]
        lines += [f"{item}: its switching back is missing" for item in self.back]
        return lines + amiss_when_well(sight)

    def hear(self, row):
        item = row["item"]
        if row["kind"] == "switched":
            right = item in self.back and row["told"] != (item in self.expectation.hidden)
            self.back.discard(item)
        elif self.left.get(item) == "flapping":
            right = not row["told"] or (row["kind"], row["to"]) == ("settled", OK)
        else:
            right = row["told"] == (item in self.left) and row["to"] == OK
            right |= not row["told"] and self.expectation.comes_with_login(item)
            # What swayed while it was on sways until it is well, and is no news of its own.
            right |= not row["told"] and item in self.expectation.may
            back_over = self.expectation.said.get("back-over", {}).get(item, [])
            if row["told"] == (item in self.left) and row["to"].upper() in back_over:
                return
        if not right:
            raise Untrue(f"as it was over:\n  {transition_in_words(row)}")
        if row["told"]:
            self.left.pop(item, None)
