#!/usr/bin/env python3
"""Compare errhub with Hugo, Zola, mdBook and Eleventy, and with the floor, on the same hubs.

    python3 benches/compare.py --articles 1000 --runs 5

The script compiles errhub, `make-hub` and `floor` in release mode, makes a hub of each shape for
each tool in `target/bench/`, and then runs the tools in turn, `--runs` times. Before each run the output and all
caches are moved away, and the disk is given time to write. They are deleted at the end, or
when the disk is nearly full: ext4 makes new files far more slowly for minutes after thousands were
deleted. The script prints the medians of
wall time, CPU time (user and system), peak memory and size of the output, and how they relate to
errhub and to the floor. Every single run is in `target/bench/<shape>-<articles>/runs.json`.

A tool is run where it is found: by the environment variables ERRHUB, HUGO, ZOLA, ZOLA_NEXT (a
second version of Zola), MDBOOK and ELEVENTY, or on PATH. The others are left out.
docs/performance.md says how to install them.

There are two shapes of hubs: `rich` (long articles, many fields, the same page as errhub's for each
tool) and `plain` (short articles, front matter in quotes, one simple layout for the other tools).
`--shape` selects one.

`--warm` adds builds of errhub after a first one: with nothing changed, and with a changed body, title,
category, platform and template.

Only Python's standard library is used. It runs on Linux and macOS.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = REPOSITORY / "target/release/examples"
# Keeps the output of earlier runs until the end.
ASIDE = REPOSITORY / "target/bench/aside"
MEBIBYTE = 1024 * 1024
# Linux reports peak memory in kilobytes, macOS in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass
class Tool:
    """A generator, or the floor."""

    name: str
    # The environment variable with the path of its program.
    variable: str
    # Its name on PATH, or its path.
    program: str
    arguments: list[str]
    # The generator that `make-hub` writes the hub for.
    hub: str


TOOLS = [
    Tool("floor", "FLOOR", str(EXAMPLES / "floor"), [], "errhub"),
    Tool("errhub", "ERRHUB", str(REPOSITORY / "target/release/errhub"), ["build"], "errhub"),
    Tool("hugo", "HUGO", "hugo", ["--quiet"], "hugo"),
    # Before 0.22.1, Zola did not look for `zola.toml` on its own.
    Tool("zola", "ZOLA", "zola", ["--config", "zola.toml", "build"], "zola"),
    Tool("zola-next", "ZOLA_NEXT", "zola-next", ["--config", "zola.toml", "build"], "zola"),
    Tool("mdbook", "MDBOOK", "mdbook", ["build"], "mdbook"),
    Tool("eleventy", "ELEVENTY", "eleventy", ["--quiet"], "eleventy"),
]


@dataclass
class Run:
    """The cost of one run: seconds and bytes."""

    wall: float
    cpu: float
    memory: int
    output: int
    files: int


@dataclass
class Subject:
    """A tool that was found, with its hub."""

    name: str
    command: list[str]
    folder: Path
    output: Path
    # The files before the first run; everything else is output and caches.
    sources: set[str] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)
    # The timeout of a run in seconds, after which the tool is not run again.
    limit: float | None = None
    gave_up: bool = False

    def clean(self) -> None:
        """Moves the output and every cache away, and reads the sources, so that they are in memory."""
        for entry in list(self.folder.iterdir()):
            if entry.name not in self.sources:
                set_aside(entry)
        set_aside(self.output)
        set_aside(caches(self.folder))
        # A cache may be as large as the output.
        make_room(max((2 * run.output for run in self.runs), default=0))
        # Pending writes must not become part of the next run.
        os.sync()
        # Some systems evict files from memory that have not been read for a few seconds.
        for path in walk(self.folder):
            path.read_bytes()

    def run(self) -> None:
        """Runs the tool once, and measures it including all processes that it starts."""
        environment = os.environ | {
            "XDG_CACHE_HOME": str(caches(self.folder)),
            "HUGO_CACHEDIR": str(caches(self.folder) / "hugo"),
        }
        log = self.folder.with_name(f"{self.folder.name}.log")
        with log.open("wb") as said:
            start = time.perf_counter()
            process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            clock = threading.Timer(self.limit or threading.TIMEOUT_MAX, self.stop, [process.pid])
            clock.start()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            clock.cancel()
        # It no longer exists; `Popen` would wait for it.
        process.returncode = os.waitstatus_to_exitcode(status)
        if self.gave_up:
            print(f"{self.name} is left out: over {self.limit:.0f} s", file=sys.stderr)
            return
        if process.returncode != 0:
            sys.exit(f"{self.name} failed:\n{log.read_text(errors='replace')[-2000:]}")
        sizes = [path.stat().st_size for path in walk(self.output)]
        cpu = usage.ru_utime + usage.ru_stime
        memory = usage.ru_maxrss * RSS_UNIT
        self.runs.append(Run(wall, cpu, memory, sum(sizes), len(sizes)))

    def stop(self, process: int) -> None:
        """Ends a run that takes too long, including all its processes."""
        self.gave_up = True
        os.killpg(process, signal.SIGKILL)


def caches(folder: Path) -> Path:
    """A folder for what the tools would put into the home folder."""
    return folder.with_name(f"{folder.name}.caches")


def walk(folder: Path) -> list[Path]:
    """All files below a folder."""
    found = os.walk(folder)
    return [Path(parent) / name for parent, _, names in found for name in names]


def make_room(needed: int) -> None:
    """Deletes what was moved away, but only if the disk would be full otherwise."""
    if ASIDE.exists() and shutil.disk_usage(REPOSITORY).free < needed:
        print("the disk is nearly full: the output of earlier runs is deleted", file=sys.stderr)
        shutil.rmtree(ASIDE)


def set_aside(path: Path) -> None:
    """Moves a file, a link or a folder away, if it exists."""
    if path.exists() or path.is_symlink():
        ASIDE.mkdir(parents=True, exist_ok=True)
        path.rename(Path(tempfile.mkdtemp(dir=ASIDE)) / path.name)


@dataclass
class Hub:
    """What `make-hub` makes."""

    shape: str
    articles: int

    @property
    def root(self) -> Path:
        """The folder of the hub for each tool."""
        return REPOSITORY / f"target/bench/{self.shape}-{self.articles}"


def make_hub(generator: str, hub: Hub, folder: Path) -> None:
    """Makes the hub again."""
    set_aside(folder)
    set_aside(caches(folder))
    size = ["--shape", hub.shape, "--articles", str(hub.articles)]
    command = [EXAMPLES / "make-hub", "--for", generator, *size, folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def idle() -> float:
    """The idle share of the processors' time during half a second; 1 if unknown."""

    def times() -> list[int]:
        fields = Path("/proc/stat").read_text().split(maxsplit=9)[1:9]
        return [int(field) for field in fields]

    try:
        before = times()
        time.sleep(0.5)
        spent = [new - old for new, old in zip(times(), before, strict=True)]
    except OSError:
        return 1
    return (spent[3] + spent[4]) / max(1, sum(spent))


def wait_until_idle(seconds: int) -> None:
    """Waits until other programs leave the processors alone, but not longer than the limit."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and idle() < 0.9:
        pass


def find(tool: Tool) -> str | None:
    """The tool's program."""
    found = shutil.which(os.environ.get(tool.variable, tool.program))
    return found and str(Path(found).absolute())


def link_modules(program: str, folder: Path) -> None:
    """Lets Eleventy find its plugins: they are installed where it is."""
    parents = [Path(program), *Path(program).parents, *Path(program).resolve().parents]
    modules = next((path for path in parents if path.name == "node_modules"), None)
    if modules:
        (folder / "node_modules").symlink_to(modules)


def prepare(tool: Tool, program: str, hub: Hub) -> Subject:
    """Makes the tool's hub, and for the floor the list of errhub's output files."""
    folder = hub.root / tool.name
    make_hub(tool.hub, hub, folder)
    command, output = [program, *tool.arguments], folder / "public"
    if tool.name == "eleventy":
        link_modules(program, folder)
    if tool.name == "floor":
        errhub = Subject("errhub", errhub_command(), folder, output)
        errhub.run()
        sizes = [(path.stat().st_size, path.relative_to(output)) for path in walk(output)]
        sources = {"content", "site.yaml", "list.txt"}
        (folder / "list.txt").write_text("".join(f"{size} {path}\n" for size, path in sizes))
        command += [".", "list.txt", "public"]
        return Subject(tool.name, command, folder, output, sources)
    sources = {entry.name for entry in folder.iterdir()}
    return Subject(tool.name, command, folder, output, sources)


def errhub_command() -> list[str]:
    """The command line of errhub."""
    tool = next(tool for tool in TOOLS if tool.name == "errhub")
    program = find(tool)
    if not program:
        sys.exit("errhub is not there: do not use --no-build")
    return [program, *tool.arguments]


def warm(hub: Hub, runs: int, wait: int) -> list[Subject]:
    """Repeated builds with one change each, in a separate hub."""
    folder = hub.root / "errhub-warm"
    make_hub("errhub", hub, folder)
    template = folder / "templates/article.html"
    template.parent.mkdir()
    shutil.copy(REPOSITORY / "templates/article.html", template)
    paths = walk(folder / "content/http")
    article = min(path for path in paths if path.name != "_index.md")
    title = article.read_text().splitlines()[1]

    def body(number: int) -> None:
        with article.open("a") as text:
            text.write(f"\nThis is change number {number} of the body.\n")

    def new_title(number: int) -> None:
        text = article.read_text().splitlines(keepends=True)
        text[1] = title.removesuffix('"') + f', change {number}"\n'
        article.write_text("".join(text))

    def new_template(number: int) -> None:
        text = template.read_text()
        template.write_text(text.replace("</article>", f"<!-- {number} -->\n</article>", 1))

    def new_category(number: int) -> None:
        path = article.parent / "_index.md"
        pattern = r'(?m)^(description: ".*?)(, change \d+)?"$'
        path.write_text(re.sub(pattern, rf'\1, change {number}"', path.read_text()))

    def new_platform(number: int) -> None:
        icon = ["browser", "cloud"][number % 2]
        path = folder / "site.yaml"
        pattern, new = r"(?m)^platforms: \[(Chrome|\{.*?\})", f"platforms: [{{name: Chrome, icon: {icon}}}"
        path.write_text(re.sub(pattern, new, path.read_text()))

    changes = {
        "warm: nothing": lambda _: None,
        "warm: a body": body,
        "warm: a title": new_title,
        "warm: a category": new_category,
        **({"warm: a platform": new_platform} if hub.shape == "rich" else {}),
        "warm: a template": new_template,
    }
    command, output = errhub_command(), folder / "public"
    subjects = [Subject(name, command, folder, output) for name in changes]
    Subject("errhub", command, folder, output).run()
    for number in range(1, runs + 1):
        for subject, change in zip(subjects, changes.values(), strict=True):
            change(number)
            os.sync()
            wait_until_idle(wait)
            subject.run()
            progress(number, subject)
    return subjects


def progress(number: int, subject: Subject) -> None:
    """Shows the progress on the terminal."""
    if subject.gave_up:
        return
    run = subject.runs[-1]
    line = f"run {number}: {subject.name} {run.wall:.2f} s, CPU {run.cpu:.2f} s"
    print(line, file=sys.stderr, flush=True)


def table(subjects: list[Subject]) -> str:
    """A Markdown table of the medians, compared with errhub and with the floor."""
    medians = {subject.name: median(subject.runs) for subject in subjects}
    errhub, floor = medians.get("errhub"), medians.get("floor")
    head = ["tool", "wall s", "from – to", "CPU s", "peak MB", "output MB", "files"]
    head += ["wall / errhub", "CPU / errhub", "wall / floor", "CPU / floor"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for subject in subjects:
        run = medians[subject.name]
        walls = [run.wall for run in subject.runs]
        row = [subject.name, f"{run.wall:.2f}", f"{min(walls):.2f} – {max(walls):.2f}"]
        row += [f"{run.cpu:.2f}", f"{run.memory / MEBIBYTE:.0f}"]
        row += [f"{run.output / MEBIBYTE:.1f}", f"{run.files:.0f}"]
        for other in (errhub, floor):
            row += [ratio(run.wall, other and other.wall), ratio(run.cpu, other and other.cpu)]
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def median(runs: list[Run]) -> Run:
    """The median of each number, independently."""
    names = Run.__dataclass_fields__
    return Run(**{name: statistics.median(getattr(run, name) for run in runs) for name in names})


def ratio(value: float, base: float | None) -> str:
    """The number as a multiple of the base."""
    return f"{value / base:.2f}" if base else ""


def positive(text: str) -> int:
    """A number of at least one."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def main() -> None:
    """Reads the arguments, measures, and prints."""
    names = [tool.name for tool in TOOLS]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=positive, default=1000, help="the size of the hub")
    parser.add_argument("--shape", default="rich,plain", help="the shapes of hubs, with a comma")
    parser.add_argument("--runs", type=positive, default=5, help="how often each tool is run")
    parser.add_argument("--tools", default=",".join(names), help="which ones, with commas between")
    parser.add_argument("--limit", type=positive, help="seconds after which a tool is left out")
    parser.add_argument("--wait", type=int, default=0, help="seconds to wait for an idle machine")
    parser.add_argument("--warm", action="store_true", help="errhub again after changes as well")
    parser.add_argument("--no-build", action="store_true", help="take programs as they are")
    arguments = parser.parse_args()
    wanted = arguments.tools.split(",")
    if unknown := set(wanted) - set(names):
        parser.error(f"unknown tools: {', '.join(sorted(unknown))}; known: {', '.join(names)}")
    if unknown := set(arguments.shape.split(",")) - {"rich", "plain"}:
        parser.error(f"unknown shapes: {', '.join(sorted(unknown))}; known: rich, plain")
    if not arguments.no_build:
        command = ["cargo", "build", "--release", "--bins", "--examples"]
        subprocess.run(command, cwd=REPOSITORY, check=True)

    if (load := os.getloadavg()[0]) > 0.5:
        print(f"other programs are running (load {load:.1f}): trust CPU time", file=sys.stderr)
    for shape in arguments.shape.split(","):
        compare(Hub(shape, arguments.articles), wanted, arguments)
    shutil.rmtree(ASIDE, ignore_errors=True)


def compare(hub: Hub, wanted: list[str], arguments: argparse.Namespace) -> None:
    """Measures the tools on one hub, and prints the table."""
    hub.root.mkdir(parents=True, exist_ok=True)
    subjects = []
    for tool in TOOLS:
        if tool.name not in wanted:
            continue
        if program := find(tool):
            subject = prepare(tool, program, hub)
            subject.limit = arguments.limit
            subjects.append(subject)
        else:
            hint = f"not on PATH, and {tool.variable} does not name it"
            print(f"{tool.name} is left out: {hint}", file=sys.stderr)
    for number in range(1, arguments.runs + 1):
        for subject in subjects:
            if not subject.gave_up:
                subject.clean()
                wait_until_idle(arguments.wait)
                subject.run()
                progress(number, subject)
    if arguments.warm:
        subjects += warm(hub, arguments.runs, arguments.wait)

    subjects = [subject for subject in subjects if not subject.gave_up]
    runs = {subject.name: [vars(run) for run in subject.runs] for subject in subjects}
    (hub.root / "runs.json").write_text(json.dumps(runs, indent=1))
    print(f"\n{hub.shape}, {hub.articles} articles, runs: {arguments.runs}, medians\n")
    print(table(subjects), flush=True)


if __name__ == "__main__":
    main()
