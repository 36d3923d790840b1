"""Order the candidates: the quick cross-encoder looks at the most promising ones, the deep one at the best of them, the fusion settles the order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.chunking.passage import sentences, titled
from assistant.flow import Evidence, Hit, Question, Retrieved
from assistant.index.protocols import Match
from assistant.models.committee import Committee
from assistant.models.protocols import Reranker
from assistant.policy.answer_types import supplied
from assistant.policy.model import Clause, Policy, Span
from assistant.policy.naming import how_named
from assistant.policy.quantities import fit
from assistant.retrieval.fusion import Fusion
from assistant.retrieval.retriever import Candidate, Candidates
from assistant.retrieval.voting import clause_votes, near_miss_odds, verdict_votes

RERANKED = 8
"""Passages that the cross-encoder reads: nearly all of an answer's time. Eight serve as well as twelve (right clause first on development 0.937,
0.933; by cross-validation over foreign documents 0.791, 0.785)."""
READ_DEEPLY = 5
"""Of these, passages that the deep cross-encoder reads too: five serve as well as all eight (docs/adr/0014)."""
LATE_WEIGHT = 1.0
BANK_WEIGHT = 0.6
LEXICAL_WEIGHT = 0.08
NEAREST_QUESTIONS = 3
READ_AGAIN = 2
"""Hits that are read again sentence by sentence where there is no bank: the verdict hangs on the first ones."""
INHERITED = 0.95
"""What is left of a question's nearness for an item under the lead-in that it was written for: the question is of that list, and
which item it asks about is for the other evidence to say. On development: right clause first 0.886 against 0.860 without."""


def bank_rows(candidates: Candidates, match: Match, clause: Clause) -> list[Match]:
    """Bank questions written for a passage, for its clause as a whole or, a little farther off, for the lead-in over it, nearest first."""
    own = [row for start in {0, match.start} for row in candidates.bank.get((match.policy_id, match.clause, start), ())]
    above = candidates.bank.get((match.policy_id, clause.parent, 0), ()) if clause.parent and not clause.is_lead_in else ()
    return sorted((*own, *(replace(row, score=INHERITED * row.score) for row in above)), key=lambda row: -row.score)


def bank_score(rows: Sequence[Match]) -> float:
    """How near a passage's bank questions are: the nearest, a little helped by the next."""
    if not rows:
        return 0.0
    return rows[0].score + 0.02 * (len(rows[:NEAREST_QUESTIONS]) - 1)


def clause_of(match: Match, policies: Mapping[str, Policy]) -> Clause:
    """The clause that a view points to."""
    return policies[match.policy_id].clause(match.clause)


def shortlist(candidates: Candidates, policies: Mapping[str, Policy], size: int = RERANKED) -> list[tuple[Candidate, float, list[Match]]]:
    """The most promising candidates, best first, each with its dense score filled in and its bank questions, nearest first.

    A passage that the dense leg did not propose is at best as near as the farthest that it did.
    """
    proposed = [candidate.dense for candidate in candidates.passages if candidate.dense > 0]
    floor = min(proposed, default=0.0)
    rows = []
    for candidate in candidates.passages:
        dense = candidate.dense or floor
        bank = bank_rows(candidates, candidate.match, clause_of(candidate.match, policies))
        promise = dense + LATE_WEIGHT * candidate.late + BANK_WEIGHT * bank_score(bank) + LEXICAL_WEIGHT * candidate.lexical
        rows.append((promise, candidate, dense, bank))
    rows.sort(key=lambda row: (-row[0], row[1].match.policy_id, row[1].match.start))
    return [(candidate, dense, bank) for _, candidate, dense, bank in rows[:size]]


def rerank(
    question: Question, candidates: Candidates, rerankers: Committee, fusion: Fusion, policies: Mapping[str, Policy], size: int = RERANKED
) -> Retrieved:
    """Hits, one per clause, best first; a clause's best passage speaks for it."""
    chosen = shortlist(candidates, policies, size)
    if not chosen:
        return Retrieved(())
    read = [titled(policies[candidate.match.policy_id].title, candidate.match.text) for candidate, _, _ in chosen]
    judged = rerankers.quick.judge(question.standalone, read)
    titles = tuple(policy.title for policy in policies.values())
    named = {
        id: how_named((policies[id].title, *policies[id].meta.aliases, f"{id.replace('-', ' ')} policy"), titles, question.standalone)
        for id in {candidate.match.policy_id for candidate, _, _ in chosen}
    }
    evidences = [
        Evidence(
            dense,
            bank_score(bank),
            candidate.lexical,
            judgement.relevance,
            candidate.late,
            named[candidate.match.policy_id],
            fit(question.standalone, candidate.match.text),
            vote,
            supplied(question.standalone, policies[candidate.match.policy_id].text[candidate.match.start : candidate.match.end]),
        )
        for (candidate, dense, bank), judgement, vote in zip(chosen, judged, clause_votes([bank for *_, bank in chosen]), strict=True)
    ]
    regime = "bank" if candidates.bank else "bare"
    scores = fusion.scores(evidences, regime)
    first = sorted(range(len(scores)), key=lambda place: -scores[place])[:READ_DEEPLY]
    deeper = rerankers.joined(question.standalone, [read[place] for place in first], [judged[place] for place in first])
    for place, judgement in zip(first, deeper, strict=True):
        judged[place], evidences[place] = judgement, replace(evidences[place], relevance=judgement.relevance)
    scores = fusion.scores(evidences, regime)
    best: dict[tuple[str, str], Hit] = {}
    rejected: list[Hit] = []
    for (candidate, _, bank), judgement, evidence, score in zip(chosen, judged, evidences, scores, strict=True):
        match = candidate.match
        policy = policies[match.policy_id]
        hit = Hit(
            policy,
            clause_of(match, policies),
            Span(match.start, match.end),
            match.text,
            score,
            evidence,
            judgement.verdict,
            verdict_votes(bank) if bank else (),
            bank[0].also if bank and bank[0].score > 0.8 else (),
        )
        key = (match.policy_id, match.clause)
        if key not in best or hit.score > best[key].score:
            if key in best:
                rejected.append(best[key])
            best[key] = hit
        else:
            rejected.append(hit)
    hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.policy.id, hit.span.start))
    if regime == "bare":
        hits[:READ_AGAIN] = read_again(question, hits[:READ_AGAIN], rerankers)
    questions = (row for rows in candidates.bank.values() for row in rows)
    return Retrieved(tuple(hits), near_miss_odds(questions, candidates.near_misses), tuple(rejected))


def read_again(question: Question, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """The hits with the verdict of the sentence that answers best beside the whole passage's, where a passage has several: "Allowed in breaks.
    At the counter it must not be used." is two rules. With a bank the nearest questions tell them apart better (verdicts accepted by
    cross-validation: without a bank 0.809 by both, 0.799 by the sentence, 0.793 by the passage; with one, by an earlier version, 0.904
    by the sentence and 0.918 by the passage)."""
    found = list(hits)
    for place, hit in enumerate(hits):
        parts = sentences(hit.clause, hit.span, hit.policy.text)
        if not parts:
            continue
        judged = reranker.judge(question.standalone, [titled(hit.policy.title, text) for _, text in parts])
        best = max(range(len(parts)), key=lambda index: judged[index].relevance)
        found[place] = replace(hit, sentence=parts[best][0], sentence_verdicts=judged[best].verdict)
    return found
