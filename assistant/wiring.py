"""Settings to built objects; nowhere else."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from assistant.chain import Chain, Parts
from assistant.corpus.contacts import read_contacts
from assistant.corpus.glossary import read_glossary
from assistant.corpus.loading import load_policy, load_yaml
from assistant.corpus.manifest import read_manifest
from assistant.decision.deciding import Decider
from assistant.decision.precedence import rules
from assistant.decision.weights import DecisionWeights
from assistant.dialogue.routing import Router
from assistant.dialogue.spelling import Speller
from assistant.errors import UnusableIndex, UserError
from assistant.index.building import current, is_whole, read_state
from assistant.index.dense import ChromaLeg
from assistant.index.lexical import Bm25Leg
from assistant.index.protocols import Match
from assistant.index.tokens import TokenStore
from assistant.models.committee import shipped
from assistant.models.onnx import OnnxClassifier, OnnxEmbedder
from assistant.policy.model import Policy
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.retriever import Retriever
from assistant.writing.composing import Composer


def build_embedder(threads: int = 0) -> OnnxEmbedder:
    """The shipped embedder."""
    return OnnxEmbedder(threads=threads)


@dataclass(frozen=True)
class Wired:
    """A chain over one generation of an index, its policies, and the digest of the corpus it was built from."""

    chain: Chain
    policies: dict[str, Policy]
    digest: str
    generation: Path


def build_chain(corpus: Path, index: Path, threads: int = 0) -> Wired:
    """The chain over the index in use. Raises UserError where there is none, UnusableIndex where it is of no use."""
    generation = current(index)
    if generation is None:
        raise UserError(f"{index}: holds no index; build one with: policy-assistant index --corpus {corpus} --index {index}")
    state = read_state(generation)
    embedder = build_embedder(threads)
    if state is None or state.embedder != embedder.name:
        raise UnusableIndex(
            f"{index}: built by another version; build it again with: policy-assistant index --corpus {corpus} --index {index}"
        )
    policies = {policy.id: policy for policy in map(load_policy, sorted((generation / "policies").glob("*.md")))}
    if not is_whole(generation, state):
        raise UnusableIndex(f"{index}: not whole; build it again with: policy-assistant index --corpus {corpus} --index {index}")
    dense = ChromaLeg(generation / "chroma")
    lexical = Bm25Leg(generation / "lexical")
    lookup: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in lexical.passages():
        lookup[match.policy_id, match.clause].append(match)
    contacts = read_contacts(load_yaml(corpus / "contacts.yaml"), str(corpus / "contacts.yaml"))
    manifest = read_manifest(load_yaml(corpus / "manifest.yaml"), str(corpus / "manifest.yaml"))
    glossary = read_glossary(load_yaml(corpus / "glossary.yaml"), str(corpus / "glossary.yaml"))
    parts = Parts(
        policies=policies,
        retriever=Retriever(embedder, dense, lexical, TokenStore(generation / "tokens"), lookup),
        rerankers=shipped(threads),
        fusion=Fusion.load(),
        router=Router(OnnxClassifier(threads=threads)),
        decider=Decider(DecisionWeights.load(), manifest, rules(policies.values())),
        composer=Composer(contacts),
        glossary=glossary,
        speller=Speller((match.text for match in lexical.passages()), embedder.whole_words() | frozenset(glossary.words)),
        manifest=manifest,
        contacts=contacts,
    )
    return Wired(Chain(parts), policies, state.corpus, generation)
