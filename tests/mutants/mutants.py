#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes one thing of exporter/ at a time and lists the changes that no test notices.

Usage: mutants.py [NUMBER [SEED]], by default 100 mutants of seed 1.

A mutant is one change of one operator, number, condition or statement (find.py). It is built in
build/mutants, a copy of the checkout with a build folder of its own. Three steps test it, cheapest
first: the unit program of its room, the other unit programs, the end-to-end and fault tests. The
first step that fails or exceeds its time limit notices the mutant. A mutant that does not compile
does not count, and another is drawn. Every step must pass without a mutant first.
"""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from find import find_mutants

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build/mutants/tree"
BUILD = TREE / "build"
CONFIGURE = ["cmake", "--preset", "release", "-DCCKM_WERROR=OFF",
             "-DCMAKE_CXX_FLAGS_RELEASE=-O0 -DNDEBUG"]
JOBS = os.cpu_count()
REST = "(e2e|faults|system_faults)"
WITHOUT = "Prometheus"  # these tests need the real one, which the copy does not have
MEMORY = 8 << 30  # bytes of address space, for a mutant that allocates without end
WANTED = 0.95


class DoesNotCompile(Exception):
    pass


def run(command, limit=None, output=subprocess.DEVNULL):
    """Returns True if `command` succeeds within `limit` seconds. Kills what it leaves running."""
    process = subprocess.Popen(command, cwd=TREE, stdin=subprocess.DEVNULL, stdout=output,
                               stderr=output, start_new_session=True)
    try:
        return process.wait(limit) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def copy_checkout():
    """Makes the copy equal to the checkout, including changes that are not committed.

    Writes only files that differ, so that a later run builds little.
    """
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = {name for name in listed.split("\0") if (ROOT / name).is_file()}
    for name in names:
        original, copy = ROOT / name, TREE / name
        if not copy.is_file() or copy.read_bytes() != original.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(original, copy)
    copies = [path for path in TREE.rglob("*") if path.is_file() and BUILD not in path.parents]
    for copy in copies:
        if str(copy.relative_to(TREE)) not in names:
            copy.unlink()


class Tests:
    """The test programs, and how long each takes without a mutant."""

    def __init__(self):
        if not run(CONFIGURE, output=None):
            sys.exit("The copy cannot be configured.")
        listed = subprocess.run(["ninja", "-C", BUILD, "-t", "targets", "all"], check=True,
                                capture_output=True, text=True).stdout
        self.units = re.findall(r"^(unit_\w+): ", listed, re.M)
        self.rest = [name for name in re.findall(r"^(\w+)_test: ", listed, re.M)
                     if re.fullmatch(REST, name)]
        if not self.build(self.units + [f"{name}_test" for name in self.rest], output=None):
            sys.exit("The copy does not build.")
        self.limits = {}
        for step in [*self.units, "rest"]:
            begin = time.monotonic()
            if not run(self.command(step)):
                sys.exit(f"{step} fails without a mutant.")
            self.limits[step] = 10 + 5 * (time.monotonic() - begin)

    @staticmethod
    def build(targets, output=subprocess.DEVNULL):
        command = ["cmake", "--build", BUILD, "-j", str(JOBS), "--target", *targets]
        return run(command, output=output)

    @staticmethod
    def command(step):
        limited = ["prlimit", f"--as={MEMORY}"]
        if step != "rest":
            return [*limited, BUILD / step, "--abort"]
        return [*limited, "ctest", "--test-dir", BUILD, "-j", str(2 * JOBS), "--stop-on-failure",
                "--no-tests=error", "--repeat", "until-pass:2", "-R", f"^{REST}:", "-E", WITHOUT]

    def room_of(self, file):
        """Returns the unit program of the deepest folder of `file` that has one."""
        for folder in reversed(Path(file).parts[1:-1]):
            if f"unit_{folder}" in self.units:
                return f"unit_{folder}"
        return "unit_program"

    def fails(self, steps, since):
        """Returns the first of `steps` that fails. Skips programs that were not built `since`."""
        for step in steps:
            stale = step != "rest" and (BUILD / step).stat().st_mtime < since
            if not stale and not run(self.command(step), self.limits[step]):
                return step
        return None

    def notice(self, mutant):
        """Returns the first step that notices `mutant`, which is in the copy; None if none does."""
        since = time.time() - 1
        room = self.room_of(mutant.file)
        others = [unit for unit in self.units if unit != room]
        programs = [f"{name}_test" for name in self.rest]
        for targets, steps in ([room], [room]), (self.units, others), (programs, ["rest"]):
            if not self.build(targets):
                raise DoesNotCompile
            if step := self.fails(steps, since):
                return step
        return None


def try_mutant(tests, mutant):
    """Puts `mutant` into the copy, tests it, restores the file, and returns what noticed it."""
    path = TREE / mutant.file
    original = path.read_text()
    path.write_text(original[:mutant.begin] + mutant.new + original[mutant.end:])
    try:
        return tests.notice(mutant)
    finally:
        path.write_text(original)


def main(number=100, seed=1):
    copy_checkout()
    mutants = find_mutants(TREE)
    print(f"seed {seed}: {number} of {len(mutants)} mutants", flush=True)
    random.Random(seed).shuffle(mutants)
    tried, survivors = 0, []
    try:
        tests = Tests()
        for mutant in mutants:
            if tried == number:
                break
            print(mutant, end="", flush=True)
            begin = time.monotonic()
            try:
                step = try_mutant(tests, mutant)
            except DoesNotCompile:
                print("  (does not compile)", flush=True)
                continue
            tried += 1
            survivors += [] if step else [mutant]
            print(f"  ({step or 'SURVIVED'}, {time.monotonic() - begin:.0f} s)", flush=True)
    except KeyboardInterrupt:
        print("  (interrupted)")
    noticed = tried - len(survivors)
    print("\nNo test noticed:" if survivors else "")
    for mutant in survivors:
        print(f"  {mutant}\n      {mutant.source_line}")
    print(f"{noticed} of {tried} noticed ({100 * noticed / max(tried, 1):.0f} %)")
    sys.exit(0 if noticed >= WANTED * tried else 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
