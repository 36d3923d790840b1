"""Fixed texts: what is said where no clause is to be quoted. Written by people, never generated."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FixedText:
    """A text, and the roles whose contact details are shown with it."""

    text: str
    roles: tuple[str, ...] = ()


_TEXTS: dict[str, FixedText] = {
    "child_risk": FixedText(
        "Tell the designated safeguarding lead (DSL) now, in person. If a child is in immediate danger, ring 999. "
        "Do not question the child or look into it yourself, and do not promise to keep it secret; write down what was said the same day. "
        "If the worry is about an adult at the academy, go to the principal; if it is about the principal, to the chair of governors; "
        "if it is about the CEO, to the chair of the Board. You may also ring the local authority designated officer (LADO) yourself.",
        ("dsl", "principal", "lado"),
    ),
    "self_harm": FixedText(
        "Please talk to someone now. If you or someone else is in immediate danger, ring 999. Samaritans are there day and night on 116 123 (free). "
        "You can text SHOUT to 85258, or ring NHS 111. If you can, tell someone you trust at work: your line manager, the principal or HR. This assistant is a computer program and cannot help in a crisis.",
        ("principal", "hr"),
    ),
    "harassment": FixedText(
        "You should not have to deal with this alone. Talk to your line manager, or another manager if it is about them, or the principal, HR or your union. "
        "Keep messages, dates, names of witnesses and screenshots, and do not reply online. The Dignity at Work Policy has an informal and a formal route, and the choice is yours. If you are in danger, ring 999.",
        ("line-manager", "principal", "hr", "trade-union"),
    ),
    "threat": FixedText(
        "If you are in danger, ring 999 and get somewhere safe. Tell the most senior person on site, and the principal, straight away. "
        "If there is no immediate danger, report it to the police on 101. Keep screenshots and do not reply.",
        ("principal", "hr"),
    ),
    "hacked": FixedText(
        "Act now. If it is your personal account, tell your manager immediately. If it is a Trust account or device, tell IT immediately; if personal data may be involved, tell the data protection officer too. "
        "Change the password from another device and do not delete anything.",
        ("line-manager", "it", "dpo"),
    ),
    "greeting": FixedText("Hello. Ask me what the Trust's policies say, in your own words, for example: Can I use my phone at lunch?"),
    "thanks": FixedText("You're welcome."),
    "goodbye": FixedText("Goodbye."),
    "about": FixedText(
        "I am a computer program for the Trust's staff. I look up what the Trust's policies say and show the exact clause. I am not for pupils, "
        "I make no decisions about anyone, and I give no legal or medical advice. If in doubt, ask HR.",
        ("hr",),
    ),
    "smalltalk": FixedText("I only know the Trust's policies. Ask me about one, for example: Can I use my phone at lunch?"),
    "vague": FixedText(
        "Can you say a little more? For example what you want to do, with which device or account, where, and whether pupils are there: Can I check Facebook on my own phone in the staff room at lunch?"
    ),
    "other_people": FixedText(
        "I hold nothing about other people, and nobody else's questions. For anything about a member of staff, ask HR.", ("hr",)
    ),
    "about_a_person": FixedText(
        "I make no decisions about people. Ask HR; I can show you what a policy says about the procedure.", ("hr",)
    ),
    "prompt": FixedText("There is nothing to show: I look up clauses of the Trust's policies, and nothing you type changes what they say."),
    "errand": FixedText("I can only look up what the Trust's policies say. I cannot write, send, delete or report anything for you."),
    "not_covered": FixedText("The policies held here do not answer this. Ask your line manager or HR.", ("hr",)),
    "not_covered_near": FixedText("The policies held here do not settle this. Ask your line manager or HR before you act.", ("hr",)),
    "not_held": FixedText("This is a matter for the {policy}, which is not loaded here, so I cannot answer it. Ask HR.", ("hr",)),
}


def fixed(key: str) -> FixedText:
    """The text of a cause. Raises KeyError where there is none."""
    return _TEXTS[key]
