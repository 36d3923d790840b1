"""Arguments in, text or JSON out. `serve` and `eval` belong to higher houses and are found by entry point."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import UnusableIndex, UserError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.dialogue.turns import Turn

GROUP = "policy_assistant.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. 0: done; 1: evals below a threshold; 2: a user's mistake, told in one line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in ("serve", "eval"):
            return _higher(arguments[0], arguments[1:])
        options = _parser(Settings.from_environment()).parse_args(arguments)
        status: int = options.run(options)
        return status
    except UserError as error:
        print(f"policy-assistant: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("policy-assistant: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _higher(name: str, arguments: Sequence[str]) -> int:
    """Run a command of the ui or evals house."""
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            command: Callable[[Sequence[str]], int] = entry.load()
            return command(arguments)
    raise UserError(f"{name}: not installed; install the package again with: pip install -e .")


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policy-assistant", description="Ask the Trust's policies; get the rule, in their own words, with its number."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str, index: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--corpus", type=Path, default=settings.corpus, metavar="DIR", help=f"corpus folder (default: {settings.corpus})")
        if index:
            sub.add_argument("--index", type=Path, default=settings.index, metavar="DIR", help=f"index folder (default: {settings.index})")
        sub.add_argument("--json", action="store_true", help="print JSON")
        sub.set_defaults(run=run)
        return sub

    ask = command("ask", _ask, "Answer a question, or each question of a file.")
    ask.add_argument("question", nargs="?", help="what you want to know, in your own words")
    ask.add_argument("--batch", type=Path, metavar="FILE.jsonl", help='a line a question: {"id", "question", "history"}')
    retrieve = command("retrieve", _retrieve, "List the clauses nearest to a question.")
    retrieve.add_argument("question", nargs="?")
    retrieve.add_argument("--batch", type=Path, metavar="FILE.jsonl", help='a line a question: {"id", "question", "history"}')
    retrieve.add_argument("-k", type=int, default=10, help="how many clauses (default: 10)")
    command("index", _index, "Build the index, or bring it up to date.")
    importing = command("import", _import, "Turn documents into canonical policies.", index=False)
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--id", help="policy id (default: from the title)")
    check = command("check", _check, "Validate the corpus.", index=False)
    check.add_argument("--accept-questions", nargs="+", metavar="ID", help="tie these policies' questions to the clauses' present words")
    for name, text in (("serve", "Start the web chat."), ("eval", "Run the evals.")):
        commands.add_parser(name, help=text, description=text, add_help=False)
    return parser


def _ask(options: argparse.Namespace) -> int:
    from assistant.api import Assistant, validate_question

    if options.batch is None:
        if options.question is None:
            raise UserError('no question; ask one with: policy-assistant ask "Can I use my phone at lunch?"')
        validate_question(options.question)
    assistant = _opened(options, Assistant)
    if options.batch is not None:
        for id, question, history in _batch(options.batch):
            _print_json(assistant.ask(question, history, id).to_json())
        return 0
    answer = assistant.ask(options.question)
    if options.json:
        _print_json(answer.to_json())
    else:
        print(_for_people(answer))
    return 0


def _retrieve(options: argparse.Namespace) -> int:
    from assistant.api import Assistant, validate_question

    if options.k < 1:
        raise UserError(f"-k must be at least 1, not {options.k}")
    if options.batch is None:
        if options.question is None:
            raise UserError('no question; give one with: policy-assistant retrieve "phones at lunch"')
        validate_question(options.question)
    assistant = _opened(options, Assistant)
    rows = _batch(options.batch) if options.batch is not None else [(None, options.question, [])]
    for id, question, history in rows:
        hits = [hit.to_json() for hit in assistant.retrieve(question, history, options.k)]
        if options.json or options.batch is not None:
            _print_json({"id": id, "hits": hits})
        else:
            for hit in hits:
                print(f"{hit['score']:.3f}  {hit['policy_id']} {hit['clause']}  {hit['text']}")
    return 0


def _index(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from assistant.api import build_index

    report = asdict(build_index(options.corpus, options.index, _progress("indexing")))
    report["seconds"] = round(report["seconds"], 3)
    if options.json:
        _print_json(report)
    else:
        print(
            f"{report['policies']} policies, {report['clauses']} clauses: {report['embedded']} texts embedded, "
            f"{report['unchanged']} unchanged, {report['removed']} removed, {report['seconds']:.1f} s"
        )
    return 0


def _import(options: argparse.Namespace) -> int:
    """Import every file that can be taken; a line on standard error for each that cannot."""
    from assistant.importing.importer import import_file

    if options.id and len(options.files) > 1:
        raise UserError("--id names one policy; import one file at a time with it")
    show = _progress("importing") if len(options.files) > 1 else None
    refused = 0
    for place, path in enumerate(options.files, start=1):
        try:
            report = import_file(path, options.corpus, policy_id=options.id)
        except UserError as error:
            refused += 1
            print(f"policy-assistant: {' '.join(str(error).split())}", file=sys.stderr)
            continue
        finally:
            if show:
                show(place, len(options.files))
        if options.json:
            _print_json(report.to_json())
        else:
            print(report.for_people())
    return 2 if refused else 0


def _check(options: argparse.Namespace) -> int:
    from assistant.corpus.validating import accept_questions, validate

    for policy_id in options.accept_questions or ():
        accept_questions(options.corpus, policy_id)
    report = validate(options.corpus)
    if options.json:
        _print_json(report.to_json())
    else:
        print(report.for_people())
    return 0


def _opened(options: argparse.Namespace, assistant: Any) -> Any:
    """The assistant over the options' index; says so where the index is older than the corpus."""
    if not options.corpus.is_dir():
        raise UserError(f"{options.corpus}: no such corpus folder; name one with --corpus")
    try:
        opened = assistant.open(options.corpus, options.index)
    except UnusableIndex as error:
        from assistant.api import build_index

        print(f"policy-assistant: {str(error).split(';')[0]}; building it again from the policies", file=sys.stderr)
        build_index(options.corpus, options.index, _progress("indexing"))
        opened = assistant.open(options.corpus, options.index)
    if opened.is_stale():
        print(
            f"policy-assistant: the corpus has changed since the index was built; answering from the older index. "
            f"Bring it up to date with: policy-assistant index --corpus {options.corpus} --index {options.index}",
            file=sys.stderr,
        )
    return opened


def _batch(path: Path) -> Iterator[tuple[str | None, str, list["Turn"]]]:
    """Rows of a batch file, all checked before the first is answered."""
    from assistant.dialogue.turns import Turn

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 text") from error
    rows: list[tuple[str | None, str, list[Turn]]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            history = [Turn(str(turn["role"]), str(turn["content"])) for turn in row.get("history") or []]
            rows.append((row.get("id"), str(row["question"]), history))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(f'{path}: line {number} is not {{"id", "question", "history"}}') from error
    for id, question, _ in rows:
        from assistant.api import validate_question

        try:
            validate_question(question)
        except UserError as error:
            raise UserError(f"{path}: {id}: {error}") from error
    return iter(rows)


def _for_people(answer: "Answer") -> str:
    return "".join(character for character in answer.answer if character.isprintable() or character == "\n")


def _progress(label: str) -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        filled = 30 * done // max(total, 1)
        print(
            f"\r{label} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}",
            end="\n" if done >= total else "",
            file=sys.stderr,
            flush=True,
        )

    return show


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
