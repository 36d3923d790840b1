"""High-precision lexical signals beside the learnt router, and the cleaning of what was typed."""

import re
import unicodedata
from dataclasses import dataclass

_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]")
_WRAPPER = re.compile(
    r"^\s*(?:(?:please\s+)?(?:ignore|disregard|forget|override)\b[^.:!\n]{0,80}?(?:instructions?|rules|prompt|polic(?:y|ies)|above)\b[^.:!\n]{0,30}[.:!,]*\s*(?:and\s+)?(?:just\s+)?(?:(?:say|tell me|answer|confirm)\b(?:\s+yes)?[:,]?\s*)?)",
    re.I,
)


@dataclass(frozen=True)
class Cleaned:
    """The text without hidden characters and instruction wrappers."""

    text: str
    stripped: bool


@dataclass(frozen=True)
class Signals:
    """What the words alone give away. `policy`: plainly a question about the rules on such a matter."""

    child_risk: bool = False
    self_harm: bool = False
    harassment: bool = False
    threat: bool = False
    hacked: bool = False
    policy: bool = False
    chat: str = ""
    clarify: str = ""
    refuse: str = ""


def cleaned(question: str) -> Cleaned:
    """Hidden characters out, look-alike letters folded, instruction wrappers peeled off."""
    plain = " ".join(unicodedata.normalize("NFKC", _HIDDEN.sub("", question)).split())
    peeled = _WRAPPER.sub("", plain)
    text = peeled if len(peeled.split()) >= 3 else plain
    return Cleaned(text, text != question.strip())


_I = re.I
_CHILD = r"(?:child|kid|pupil|student|girl|boy|lad|bairn|year \d+|yr ?\d+|y\d+|teen\w*|little one)s?"
_CHILD_RISK = re.compile(
    rf"\b{_CHILD}\b[^?]{{0,50}}\b(?:told me|said|says|disclosed|confided|showed me|has told)\b[^?]{{0,80}}\b(?:hurt\w*|hit\w*|touch\w*|abus\w*|beat\w*|scared|afraid|home|uncle|dad|mum|step\w*|rape\w*|sex\w*|bruis\w*|starv\w*|cut\w*|kill\w*|die)\b"
    rf"|\b{_CHILD}\b[^?]{{0,60}}\b(?:is|are|was|being|been|keeps?)\b[^?]{{0,20}}\b(?:hurting|abused|groomed|harm\w* (?:her|him|them)sel\w+|self.?harm\w*|beaten|neglected|in danger|bruised|touched|raped|assaulted|cutting)\b"
    rf"|\b(?:someone|somebody|dad|mum|uncle|step\w+|he|she|they)\b[^?]{{0,20}}\b(?:hurting|hurts|abusing|touching|hitting|grooming)\b[^?]{{0,15}}\b(?:her|him|them|{_CHILD})\b"
    rf"|\b(?:colleague|teacher|ta|coach|member of staff|he|she|someone)\b[^?]{{0,40}}\b(?:messag\w+|texting|snapping|meeting|kiss\w+|touching|grooming|sleeping with|flirting)\b[^?]{{0,40}}\b{_CHILD}\b[^?]{{0,60}}\b(?:night|secret\w*|scared|worried|naked|nudes?|alone|sexual\w*|flirt\w*)\b"
    rf"|\b(?:worried|scared|frightened|concerned)\b[^?]{{0,40}}\b{_CHILD}\b[^?]{{0,40}}\b(?:safe|abuse\w*|harm\w*|hurt\w*|danger)\b",
    _I,
)
_SELF_HARM = re.compile(
    r"\b(?:kill(?:ing)? myself|end(?:ing)? (?:it all|my life)|suicid\w*|(?:want|wanna|going) to die|don[’']?t (?:want to be here|see the point|want to live)|can[’']?t (?:go on|do this any ?more|carry on|cope any ?more)|(?:no|what[’']?s the|don[’']?t see the|any) (?:point|reason|use) (?:in |of |to )?(?:any ?more|living|live|going on|go on|carrying on|carry on|being (?:here|alive))|hurt(?:ing)? myself|harm(?:ing)? myself|cutting myself|better off (?:dead|without me)|(?:written|wrote|left) (?:a|my|them a) (?:note|letter|goodbye)s?\b[^?]{0,30}\b(?:sorry|goodbye|forgive)|self.?harm(?:ing)?|(?:going to|gonna|might|i[’']?ll|could|about to) do something (?:stupid|silly|daft|drastic)|nothing left for me|(?:thinking|thought|think) (?:about|of) (?:jumping (?:off|in front|under)|driving (?:(?:it )?into|off (?:a|the))))\b",
    _I,
)
_ME = r"\b(?:i|me|my|i[’']?m|im|i[’']?ve|ive|we|us|our)\b"
_HARASSED = re.compile(
    r"\b(?:bull(?:y|ies|ied|ying)|harass\w*|grop\w+|sexual\w* (?:comments?|assault\w*)|stalk\w*|blackmail\w*|victimi[sz]\w*|picks? on|picking on|intimidat\w*|humiliat\w*|racist|homophobic|racially|touch(?:es|ed|ing) me)\b",
    _I,
)
_HARASSED_ME = re.compile(
    r"\b(?:i[’']?m|im|i am|i[’']?ve|ive|i have|i keep|i was|i got)\b[^.?]{0,25}\b(?:being|been|get(?:ting)?|was|sexually|constantly)?\s*(?:bullied|harassed|groped|stalked|blackmailed|victimi[sz]ed|picked on|trolled|abused|humiliated|intimidated|discriminated)\b"
    r"|\b(?:bullies|bullying|harass(?:es|ing)|stalk(?:s|ing)|blackmail(?:s|ing)|picks on|picking on|trolling|abusing|humiliates|intimidating|threatening|groped|touching)\s+me\b"
    r"|(?<!\bi )\b(?:puts?|putting|stuck|slid|shoved|ran|runs|rubs?|rubbed|laid|grabs?|grabbed|squeezed|strok(?:es|ed)|slapped|pinched|felt)\b[^.?]{0,25}\bmy (?:skirt|top|blouse|dress|bra|bum|bottom|arse|backside|thighs?|waist|breasts?|chest|boobs?|crotch)\b"
    r"|\b(?:tried to kiss|kissed|cornered|pinned|felt|exposed (?:him|her)self to|(?:pressed|rubbed|pushed) (?:(?:him|her)self )?(?:up )?against|hands? all over) me\b(?! (?:that|the|it))"
    r"|\b(?:dread|scared|afraid|crying|cant sleep|can[’']?t sleep)\b[^.?]{0,60}\b(?:manager|boss|head|colleague|work|coming in)\b",
    _I,
)
_THREAT = re.compile(
    r"\b(?:threat(?:s|en(?:s|ed|ing)?)?)\b(?=[^?]{0,60}\b(?:me|my|us|i[’']?m|scared|home|address|family)\b)|\b(?:me|my|us|i[’']?ve|ive|getting|had)\b[^?]{0,30}\bthreats\b|\bposted my (?:home )?address\b|\bmy (?:home )?address\b[^?]{0,40}\b(?:facebook|online|posted)\b|\b(?:has a|got a|with a) (?:knife|gun|weapon)\b|\b(?:attacked|assaulted|punched|followed) me\b|\bgoing to (?:kill|hurt|stab|find) me\b",
    _I,
)
_HACKED = re.compile(
    r"\b(?:my|our)\b[^.?]{0,30}\b(?:got|been|was|is|getting|being|just) hacked\b"
    r"|\b(?:someone|somebody)(?:[’']?s| has| is)? (?:just )?(?:logged|got|hacked|broken|breaking|getting) (?:in ?to|on ?to) (?:my|our)\b",
    _I,
)
_POLICY = re.compile(
    r"\b(?:what (?:counts|is|does|do|should|happens|are the)|who (?:do|should|must|does)|how (?:do|should|long|soon|is|are)|is it|is there|can (?:i|we|staff|you|a|my|the)|do (?:i|we) (?:have|need)|does (?:the|a|it)|should (?:i|we|staff|a)|policy|procedure|clause|what if|if (?:a|i|someone)|definition|the rules?|allowed|am i allowed|when (?:do|should|must))\b",
    _I,
)
_GREETING = re.compile(
    r"^\W*(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|morning|alright|ey up|yo)(?: there| all| bot)?\W*$", _I
)
_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|great|brilliant|lovely|perfect|cool)\W+)?(?:thanks?(?: you| so much| a lot| very much)?|ta|cheers|thx|much appreciated|that[’']?s (?:great|helpful|all))(?: (?:for (?:that|your help|the help)|again|mate|bot))?\W*$",
    _I,
)
_GOODBYE = re.compile(r"^\W*(?:bye|goodbye|see (?:you|ya)|good night|cya|ta ra)\W*$", _I)
_ABOUT = re.compile(
    r"\b(?:who|what) are you\b|\bare you (?:a |an )?(?:robot|bot|human|real|person|ai|computer)\b|\bwhat can you do\b|\bhow do you work\b|\bare you for (?:pupils|parents)\b",
    _I,
)
_VAGUE = re.compile(
    r"^\W*(?:phones?|help|help me|can i(?: post it| do it| use it| do that)?|is it (?:ok|allowed|fine)|am i allowed|what about (?:it|that)|social media|policy|rules|facebook|photos?|the policy|question|what|why|how|and|so|yes|no|ok(?:ay)?|\?+)\W*$",
    _I,
)
_OTHERS = re.compile(
    r"\b(?:other people[’']?s? (?:questions|chats|conversations)|what (?:have|did) other (?:people|staff|users) ask\w*|home (?:number|address) of|\w+[’']?s home (?:number|address|phone)|which (?:ta|teacher|colleague|one)\w* reported|(?<!person )(?<!colleague )(?<!one )(?<!woman )(?<!man )who reported me|list (?:of )?(?:the )?staff (?:with|who)|has \w+(?: in \w+)? got a (?:warning|disciplinary))\b",
    _I,
)
_PERSON = re.compile(
    r"\bshould i (?:sack|discipline|dismiss|fire|suspend|report)\b(?! (?:it|this|that|to|a |an |any|someone|my concern))", _I
)
_PROMPT = re.compile(
    r"\b(?:system prompt|your (?:instructions|prompt)|repeat (?:the )?(?:text|words|everything) above|developer mode|jailbreak|beginning [\"'“]?you are)\b",
    _I,
)
_ERRAND = re.compile(
    r"\b(?:write|compose|draft) (?:me )?(?:a |an |some )?(?:poem|song|story|essay|code|python|letter|email|joke|limerick|cover letter)\b|\btell (?:me )?a joke\b|\b(?:send|email|ring|phone|delete) (?:an? )?(?:email|message|it|this|him|her|them)? ?(?:to|for) (?:hr|my|the) (?:manager|head|me)\b",
    _I,
)


def signals(question: str) -> Signals:
    """Signals of one message."""
    policy = bool(_POLICY.search(question)) and not re.search(r"\btold me\b|\bright now\b", question, _I)
    first = bool(re.search(_ME, question, _I))
    chat = next(
        (
            cause
            for pattern, cause in ((_GREETING, "greeting"), (_THANKS, "thanks"), (_GOODBYE, "goodbye"), (_ABOUT, "about"))
            if pattern.search(question)
        ),
        "",
    )
    refuse = next(
        (
            cause
            for pattern, cause in ((_OTHERS, "other_people"), (_PERSON, "about_a_person"), (_PROMPT, "prompt"), (_ERRAND, "errand"))
            if pattern.search(question)
        ),
        "",
    )
    asks = policy and "?" in question
    return Signals(
        child_risk=bool(_CHILD_RISK.search(question)) and not (policy and not first),
        self_harm=bool(_SELF_HARM.search(question))
        and not (policy and not re.search(r"\b(?:myself|my life|i want|i don)\b", question, _I)),
        harassment=bool(_HARASSED_ME.search(question)) and (not asks or bool(re.search(r"\bme\b", question, _I))),
        threat=bool(_THREAT.search(question)) and first,
        hacked=bool(_HACKED.search(question)) and not policy,
        policy=policy,
        chat=chat,
        clarify="vague" if _VAGUE.match(question) else "",
        refuse=refuse,
    )
