"""Settings to built objects; nowhere else."""

from collections import defaultdict
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
from assistant.errors import UserError
from assistant.index.building import current, read_state
from assistant.index.dense import ChromaLeg
from assistant.index.lexical import Bm25Leg
from assistant.index.protocols import Match
from assistant.index.tokens import TokenStore
from assistant.models.onnx import OnnxClassifier, OnnxEmbedder, OnnxReranker
from assistant.models.protocols import Embedder
from assistant.policy.model import Policy
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.retriever import Retriever
from assistant.writing.composing import Composer


def build_embedder(threads: int = 0) -> Embedder:
    """The shipped embedder."""
    return OnnxEmbedder(threads=threads)


def build_chain(corpus: Path, index: Path, threads: int = 0) -> tuple[Chain, dict[str, Policy], str]:
    """The chain over the index in use, its policies, and the digest of the corpus it was built from.

    Raises UserError where there is no usable index.
    """
    generation = current(index)
    if generation is None:
        raise UserError(f"{index}: holds no index; build one with: policy-assistant index --corpus {corpus} --index {index}")
    state = read_state(generation)
    embedder = build_embedder(threads)
    if state is None or state.embedder != embedder.name:
        raise UserError(f"{index}: built by another version; build it again with: policy-assistant index --corpus {corpus} --index {index}")
    policies = {policy.id: policy for policy in map(load_policy, sorted((generation / "policies").glob("*.md")))}
    dense = ChromaLeg(generation / "chroma")
    if dense.counts() != {"passages": state.passages, "questions": state.questions}:
        raise UserError(f"{index}: not whole; build it again with: policy-assistant index --corpus {corpus} --index {index}")
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
        reranker=OnnxReranker(threads=threads),
        fusion=Fusion.load(),
        router=Router(OnnxClassifier(threads=threads)),
        decider=Decider(DecisionWeights.load(), manifest, rules(policies.values())),
        composer=Composer(contacts),
        glossary=glossary,
        manifest=manifest,
        contacts=contacts,
    )
    return Chain(parts), policies, state.corpus
