"""The steps from a question to a checked answer, once, in order, as a LangGraph graph. Only this file measures time.

prepare → embed → route ─┬→ retrieve → rerank → decide → write → verify
                         └→ fixed (self-harm, small talk, too vague, not ours)
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from assistant.answer import Answer, Status
from assistant.corpus.contacts import Contacts
from assistant.corpus.glossary import Glossary
from assistant.corpus.manifest import Manifest
from assistant.decision.deciding import Decider
from assistant.dialogue.preparing import carried_over, each_part, prepare
from assistant.dialogue.routing import Router
from assistant.dialogue.spelling import Speller
from assistant.dialogue.turns import Turn
from assistant.flow import DISCLOSURES, Decision, Draft, Question, Retrieved, Routed
from assistant.models.committee import Committee
from assistant.models.protocols import Encoded
from assistant.policy.model import Policy
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.reranking import rerank
from assistant.retrieval.retriever import Candidates, Retriever
from assistant.verification.fallback import verified
from assistant.writing.composing import Composer

WRITTEN_DOWN = 0.8
"""Cosine from which a message is nearly a bank question."""


class State(TypedDict, total=False):
    """What the steps pass on."""

    asked: str
    history: Sequence[Turn]
    question: Question
    encoded: Encoded
    routed: Routed
    candidates: Candidates
    retrieved: Retrieved
    decision: Decision
    draft: Draft
    timings: dict[str, float]


@dataclass(frozen=True)
class Parts:
    """Everything that the steps are given."""

    policies: Mapping[str, Policy]
    retriever: Retriever
    rerankers: Committee
    fusion: Fusion
    router: Router
    decider: Decider
    composer: Composer
    glossary: Glossary
    speller: Speller
    manifest: Manifest
    contacts: Contacts


class Chain:
    """The graph over its parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._graph = self._build()

    def ask(self, asked: str, history: Sequence[Turn] = (), id: str | None = None) -> Answer:
        """One answer. The status says what kind it is; nothing is raised for a question that cannot be answered."""
        began = time.perf_counter()
        state = self._graph.invoke({"asked": asked, "history": tuple(history), "timings": {}})
        unanswered = state["decision"].status in (Status.NOT_COVERED, Status.NEEDS_CLARIFICATION)
        if state["question"].otherwise and unanswered and state["routed"].route in ("policy", "clarify"):
            other = carried_over(state["question"], self._parts.glossary)
            again = self._graph.invoke({"asked": asked, "history": (), "question": other, "timings": state["timings"]})
            state = again if again["decision"].status is Status.ANSWERED else state
        decision, draft, question = state["decision"], state["draft"], state["question"]
        timings = {**state["timings"], "total": (time.perf_counter() - began) * 1000}
        return Answer(
            question=asked,
            standalone_question=question.standalone,
            status=decision.status,
            verdict=decision.verdict,
            answer=draft.text,
            citations=draft.citations,
            confidence=decision.confidence,
            timings_ms=timings,
            id=id,
            cause=decision.cause,
            nearest=draft.nearest,
            notices=draft.notices,
            lead=draft.lead,
        )

    def retrieve(self, asked: str, history: Sequence[Turn] = ()) -> Retrieved:
        """Hits for a question, best first, whatever its route."""
        question = prepare(asked, tuple(history), self._parts.glossary, self._parts.speller)
        return self._found(question)

    def _found(self, question: Question) -> Retrieved:
        """Hits for one question from the start."""
        parts = self._parts
        return self._ranked(question, parts.retriever.candidates(question, parts.retriever.encode(question)))

    def _ranked(self, question: Question, candidates: Candidates) -> Retrieved:
        return rerank(question, candidates, self._parts.rerankers, self._parts.fusion, self._parts.policies)

    def _ranked_with_parts(self, question: Question, candidates: Candidates) -> Retrieved:
        """The order for the whole message, and what each of its questions finds alone."""
        alone = tuple(self._found(part) for part in each_part(question, self._parts.glossary))
        return replace(self._ranked(question, candidates), parts=alone)

    def _routed(self, state: State) -> Routed:
        """The router's route; but what is nearly a question of the bank is ours, though it be put as an errand ("list the ...")."""
        routed = self._parts.router.route(state["question"])
        if routed.route == "refuse" and not routed.cause and self._parts.retriever.nearest_question(state["encoded"]) >= WRITTEN_DOWN:
            return Routed("policy", routed.chance)
        return routed

    def _build(self) -> Any:
        from langgraph.graph import END, START, StateGraph

        parts = self._parts
        steps: dict[str, Callable[[State], dict[str, Any]]] = {
            "prepare": lambda state: {
                "question": state.get("question") or prepare(state["asked"], state["history"], parts.glossary, parts.speller)
            },
            "embed": lambda state: {"encoded": parts.retriever.encode(state["question"])},
            "route": lambda state: {"routed": self._routed(state)},
            "retrieve": lambda state: {"candidates": parts.retriever.candidates(state["question"], state["encoded"])},
            "rerank": lambda state: {"retrieved": self._ranked_with_parts(state["question"], state["candidates"])},
            "decide": lambda state: {"decision": parts.decider.decide(state["question"], state["retrieved"], state["routed"])},
            "fixed": lambda state: {"decision": parts.decider.without_policy(state["routed"])},
            "write": lambda state: {"draft": parts.composer.write(state["question"], state["decision"])},
            "verify": lambda state: {"draft": verified(state["draft"], state["decision"], parts.policies)},
        }
        graph: Any = StateGraph(State)
        for name, step in steps.items():
            graph.add_node(name, _timed(name, step))
        for first, second in (("prepare", "embed"), ("embed", "route"), ("retrieve", "rerank"), ("rerank", "decide")):
            graph.add_edge(first, second)
        graph.add_edge(START, "prepare")
        graph.add_conditional_edges("route", _after_route, {"retrieve": "retrieve", "fixed": "fixed"})
        for first, second in (("decide", "write"), ("fixed", "write"), ("write", "verify")):
            graph.add_edge(first, second)
        graph.add_edge("verify", END)
        return graph.compile()


def _after_route(state: State) -> str:
    """A policy question reaches the policies. So does a disclosure, whose fixed text comes first: a clause may stand beneath it.
    Who speaks of harming themselves gets a person and no clause."""
    route = state["routed"].route
    return "retrieve" if route == "policy" or (route in DISCLOSURES and route != "self_harm") else "fixed"


def _timed(name: str, step: Callable[[State], dict[str, Any]]) -> Callable[[State], dict[str, Any]]:
    def run(state: State) -> dict[str, Any]:
        began = time.perf_counter()
        found = step(state)
        return {**found, "timings": {**state["timings"], name: (time.perf_counter() - began) * 1000}}

    return run
