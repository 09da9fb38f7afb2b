#!/usr/bin/env python3
"""Measure what each feature of errhub costs: in a first build, in a build without changes, and on a page.

    python3 benches/features.py --articles 1000 --runs 5

A feature that is on by default is switched off in site.yaml, and one that is off by default is switched on.
The difference to a build with the defaults is what it costs. Times are CPU times, the least of all runs. With
`--instructions`, valgrind counts instructions instead: this takes thirty times as long, but another program
on the machine makes no difference.

Each feature has a budget, which is below in `FEATURES`, `ASSETS` and `FUNCTIONS`: shares of the instructions with 200
rich articles. Whatever is over its budget is marked with `(!)`, and then the script fails.

`--functions PROGRAM` measures what cannot be switched off, such as the index of the search: it counts the
instructions in functions of a program that has symbols. docs/performance.md says how to compile it.

The programs must be there already: `python3 benches/compare.py` compiles them. Only Python's standard
library is used, and valgrind.
"""

import argparse
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from compare import Hub, errhub_command, make_hub, positive, walk

# What a reader's browser loads besides the page: the first part of each file's name, and the budget of the file in
# bytes, compressed.
ASSETS = {"style": 10_000, "theme": 1_000, "errhub": 2_000, "filter": 1_500, "matcher": 10_240}
# The budgets of the index of the search, and of the index with the largest piece, in bytes, compressed.
INDEX = 40 << 10
INDEX_AND_PIECE = 150 << 10
# Marks what is over its budget.
OVER = " (!)"
# Those that are not loaded with each page.
LOADED = {"filter": "with lists", "matcher": "to search"}
# Functions that do one thing and are too large for the compiler to inline; the largest of each counts. With the
# budget, in percent of a first build.
FUNCTIONS = {
    "reading an article": (r"errhub::parse::Parser::document", 45),
    "… its YAML": (r"errhub::yaml::decode_with|errhub::parse::own_fields::decode", 12),
    "… its Markdown": (r"errhub::parse::markdown::Page::render_both", 30),
    "reading the final HTML": (r"errhub::pipeline::output::Making::check", 20),
    "the index of the search": (r"errhub::matcher::index::Index::(new|with_readings)", 5),
    "messages that match too much": (r"errhub::matcher::standing::first", 15),
    "templates": (r"errhub::render::templates::Templates::render", 20),
    "feeds": (r"errhub::render::atom::.*::atom", 12),
}

@dataclass
class Budget:
    """What a feature may cost."""

    # In percent of a first build.
    cold: float
    # In percent of a build without changes, whose instructions vary by a few percent.
    warm: float
    # Bytes of an article's page, compressed.
    page: float


@dataclass
class Feature:
    """Something that site.yaml switches."""

    name: str
    # The lines that change the default.
    settings: str
    # Whether the lines switch it off.
    is_default: bool
    budget: Budget
    # Changes the content as well.
    change: Callable[[Path], None] | None = None


@dataclass
class Cost:
    """The numbers of one variant of the hub."""

    cold: float
    warm: float
    # Bytes of all files.
    output: int
    # The mean size of an article's page, as it is and compressed with gzip.
    page: float
    compressed: float


def translate(folder: Path) -> None:
    """Copies the whole hub into a second language."""
    content = folder / "content"
    copies = [(path, content / "de" / path.relative_to(content)) for path in walk(content)]
    for path, copy in copies:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


FEATURES = [
    Feature("errors.json", "formats: {registry: false}\n", True, Budget(3, 3, 0)),
    Feature("Markdown twins", "formats: {markdown: false}\n", True, Budget(8, 8, 25)),
    Feature("llms.txt", "formats: {llms_txt: false}\n", True, Budget(1, 3, 25)),
    Feature("colours of code", "highlight: false\n", True, Budget(15, 3, 100)),
    Feature("offline copy", "formats: {offline: true}\n", False, Budget(50, 25, 50)),
    Feature("feedback", "feedback: {url: https://example.com/feedback}\n", False, Budget(4, 3, 200)),
    Feature("links to sources", "edit_url: https://example.com/edit/{path}\n", False, Budget(1, 3, 50)),
    Feature("cards", "cards: true\n", False, Budget(800, 15, 150)),
]
LANGUAGE = Feature(
    "a second language",
    "languages:\n  - {code: de, title: Fehlerhilfe}\n",
    False,
    Budget(5, 40, 150),
    change=translate,
)


def cpu(command: list[str], folder: Path) -> float:
    """The CPU time of a command in seconds."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}")
    return usage.ru_utime + usage.ru_stime


def one_thread() -> dict[str, str]:
    """The environment of a program with one thread: others count instructions while they wait."""
    return os.environ | {"RAYON_NUM_THREADS": "1"}


def instructions(command: list[str], folder: Path) -> float:
    """The instructions of a command in millions."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*tool, *command], cwd=folder, capture_output=True, text=True, env=one_thread()
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{done.stderr[-2000:]}")
    return int(found[1].replace(",", "")) / 1e6


def clean(folder: Path) -> None:
    """Removes the output and the cache."""
    for name in ("public", ".errhub"):
        shutil.rmtree(folder / name, ignore_errors=True)


def cost(folder: Path, runs: int, measure: Callable[[list[str], Path], float]) -> Cost:
    """Builds a hub as often as wanted, from scratch and again."""
    command = [*errhub_command(), "--quiet"]
    cold, warm = [], []
    for _ in range(runs):
        clean(folder)
        os.sync()
        cold.append(measure(command, folder))
        # A file that was written less than two seconds ago is read again, because its time proves nothing.
        time.sleep(3)
        warm.append(measure(command, folder))
    output = folder / "public"
    files = walk(output)
    articles = [folder / "public" / path for path in article_pages(folder)]
    pages = [path.read_bytes() for path in articles]
    costs = Cost(
        min(cold),
        min(warm),
        sum(path.stat().st_size for path in files),
        statistics.mean(len(page) for page in pages),
        statistics.mean(len(gzip.compress(page, 6, mtime=0)) for page in pages[:200]),
    )
    print(f"{folder.name}: {costs.cold:.2f}, again {costs.warm:.2f}", file=sys.stderr, flush=True)
    return costs


def article_pages(folder: Path) -> list[Path]:
    """The pages of the articles in the main language, below the output folder."""
    content = folder / "content"
    sources = [path.relative_to(content) for path in content.glob("*/*.md")]
    sources = [path for path in sources if path.name != "_index.md" and path.parts[0] != "de"]
    return sorted(path.with_suffix("") / "index.html" for path in sources)


def variant(hub: Hub, name: str, feature: Feature | None) -> Path:
    """A hub of its own, with the feature switched."""
    folder = hub.root / "features" / re.sub(r"\W+", "-", name.lower())
    shutil.rmtree(folder, ignore_errors=True)
    make_hub("errhub", hub, folder)
    if feature:
        with (folder / "site.yaml").open("a") as settings:
            settings.write(feature.settings)
        if feature.change:
            feature.change(folder)
    return folder


def within(value: float, budget: float, unit: str = "") -> list[str]:
    """Two cells: the value, marked if it is over its budget, and the budget."""
    digits = 1 if unit else 0
    mark = OVER if value > budget else ""
    return [f"{value:.{digits}f}{unit}{mark}", f"{budget:.0f}{unit}"]


def row(feature: Feature, base: Cost, changed: Cost) -> list[str]:
    """A feature's row of the table."""
    more, less = (base, changed) if feature.is_default else (changed, base)
    budget = feature.budget
    return [
        feature.name,
        "on" if feature.is_default else "off",
        *within(100 * (more.cold - less.cold) / base.cold, budget.cold, "%"),
        *within(100 * (more.warm - less.warm) / base.warm, budget.warm, "%"),
        f"{more.page - less.page:.0f}",
        *within(more.compressed - less.compressed, budget.page),
        f"{(more.output - less.output) / 1024:.0f}",
    ]


def table(rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [rows[0], ["---", *["---:"] * (len(rows[0]) - 1)], *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def sizes(path: Path) -> tuple[int, int]:
    """The size of a file, as it is and compressed with gzip."""
    content = path.read_bytes()
    return len(content), len(gzip.compress(content, 9, mtime=0))


def weights(folder: Path) -> str:
    """What a reader's browser loads besides a page, compressed."""
    output = folder / "public"
    rows = [["file", "when", "bytes", "compressed", "budget"]]
    for name, budget in ASSETS.items():
        for path in sorted((output / "assets").glob(f"{name}.*")):
            when = LOADED.get(name, "with each page")
            size, compressed = sizes(path)
            rows.append([name + path.suffix, when, f"{size}", *within(compressed, budget)])
    index, *pieces = sorted((output / "search").iterdir(), key=lambda path: path.stem, reverse=True)
    size, compressed = sizes(index)
    budget = INDEX_AND_PIECE if pieces else INDEX
    rows.append(["search/index.json", "to search", f"{size}", *within(compressed, budget)])
    if pieces:
        largest = max(pieces, key=lambda path: path.stat().st_size)
        size, more = sizes(largest)
        name = f"… with the largest of {len(pieces)} pieces"
        rows.append([name, "to search", f"{size}", *within(compressed + more, INDEX_AND_PIECE)])
    return table(rows)


def functions(program: str, folder: Path) -> str:
    """The share of a first build that features have which cannot be switched off."""
    clean(folder)
    out = folder / "callgrind.out"
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
    command = [program, "build", "--quiet"]
    subprocess.run(
        [*tool, *command], cwd=folder, check=True, capture_output=True, env=one_thread()
    )
    annotate = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", str(out)]
    lines = subprocess.run(annotate, check=True, capture_output=True, text=True).stdout.splitlines()
    shares = {}
    for line in lines:
        found = re.match(r"\s*[\d,]+ \(\s*([\d.]+)%\)\s+\S*?:(\S.*?)('\d+)?( \[.*)?$", line)
        for name, (pattern, _) in FUNCTIONS.items() if found else ():
            if re.fullmatch(pattern, found[2]):
                shares[name] = max(shares.get(name, 0.0), float(found[1]))
    rows = [["what", "first build", "budget"]]
    for name, (_, budget) in FUNCTIONS.items():
        if name not in shares:
            sys.exit(f"no function for “{name}”: was it renamed, or does {program} have no symbols?")
        rows.append([name, *within(shares[name], budget, "%")])
    return table(rows)


def main() -> None:
    """Reads the arguments, measures, and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=positive, default=1000, help="the size of the hub")
    parser.add_argument("--runs", type=positive, default=5, help="how often each hub is built")
    parser.add_argument("--shape", choices=["rich", "plain"], default="rich", help="of the hub")
    parser.add_argument("--only", help="features whose names contain this")
    parser.add_argument("--instructions", action="store_true", help="count with valgrind")
    parser.add_argument("--functions", metavar="PROGRAM", help="errhub with symbols")
    arguments = parser.parse_args()
    measure = instructions if arguments.instructions else cpu
    runs = 1 if arguments.instructions else arguments.runs
    hub = Hub(arguments.shape, arguments.articles)
    base_folder = variant(hub, "defaults", None)
    base = cost(base_folder, runs, measure)

    rows = [["feature", "default", "first build", "budget", "nothing changed", "budget"]]
    rows[0] += ["page, bytes", "compressed", "budget", "output, KB"]
    wanted = [feature for feature in FEATURES if (arguments.only or "") in feature.name]
    for feature in wanted:
        folder = variant(hub, feature.name, feature)
        rows.append(row(feature, base, cost(folder, runs, measure)))
        clean(folder)
    if (arguments.only or "") in LANGUAGE.name:
        # A hub in two languages has twice as many articles: compared with as many in one.
        large = Hub(arguments.shape, arguments.articles * 2)
        twice = cost(variant(large, "defaults", None), runs, measure)
        folder = variant(hub, LANGUAGE.name, LANGUAGE)
        rows.append(row(LANGUAGE, twice, cost(folder, runs, measure)))

    unit = "instructions" if arguments.instructions else "CPU time"
    tables = [table(rows), weights(base_folder)]
    if arguments.functions:
        program = shutil.which(arguments.functions)
        if not program:
            sys.exit(f"{arguments.functions} is not a program")
        tables.append(functions(str(Path(program).absolute()), base_folder))
    print(f"\n{hub.shape}, {hub.articles} articles, {unit}")
    for one in tables:
        print(f"\n{one}")
    if any(OVER in one for one in tables):
        sys.exit(f"over budget: see{OVER}")


if __name__ == "__main__":
    main()
