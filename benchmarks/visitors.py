"""Visitors for the benchmarks: talks of six turns in six languages, always the same ones.

A text is put together from an opening, a need and an ending, so that hundreds differ and none is a
known sentence; what many people ask in the same words comes as ``repeat``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

# Per language: openings, needs in few words, circumstances that make a text long.
_WORDS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "nl": (
        ["hallo,", "goeiedag,", "sorry,", "een vraagje:", "beste,"],
        [
            "ik zoek een huis om te huren", "waar kan ik nederlands leren",
            "mijn dochter wil voetballen", "ik heb eten nodig", "hoe vind ik een dokter",
            "ik zoek werk als kok", "waar kan ik mijn diploma laten erkennen",
            "ik wil een advocaat spreken", "mijn zoon moet naar school",
        ],
        [
            "wij wonen hier sinds drie maanden met vier kinderen",
            "mijn man werkt in de nacht en ik ken hier bijna niemand",
            "het moet dicht bij het station zijn want wij hebben geen auto",
            "ik kan niet veel betalen en ik spreek nog niet goed nederlands",
            "een vriendin zei dat jullie mij kunnen helpen",
        ],
    ),
    "en": (
        ["hello,", "good morning,", "sorry,", "one question:", "please,"],
        [
            "i look for a house to rent", "where can i learn dutch",
            "my daughter wants to play football", "we need food", "how do i find a doctor",
            "i look for work as a cook", "where can they recognise my diploma",
            "i want to talk to a lawyer", "my son must go to school",
        ],
        [
            "we live here for three months with four children",
            "my husband works at night and i know almost nobody here",
            "it should be near the station because we have no car",
            "i can not pay much and i do not speak dutch well yet",
            "a friend told me that you could help me",
        ],
    ),
    "fr": (
        ["bonjour,", "salut,", "pardon,", "une question :", "s'il vous plaît,"],
        [
            "je cherche une maison à louer", "où apprendre le néerlandais",
            "ma fille veut jouer au football", "nous avons besoin de nourriture",
            "comment trouver un médecin", "je cherche du travail comme cuisinier",
            "où faire reconnaître mon diplôme", "je veux parler à un avocat",
            "mon fils doit aller à l'école",
        ],
        [
            "nous vivons ici depuis trois mois avec quatre enfants",
            "mon mari travaille la nuit et je ne connais presque personne ici",
            "ce doit être près de la gare car nous n'avons pas de voiture",
            "je ne peux pas payer beaucoup et je ne parle pas encore bien néerlandais",
            "une amie m'a dit que vous pouviez m'aider",
        ],
    ),
    "ar": (
        ["مرحبا،", "صباح الخير،", "عفوا،", "عندي سؤال:", "من فضلكم،"],
        [
            "أبحث عن بيت للإيجار", "أين أتعلم اللغة الهولندية", "ابنتي تريد أن تلعب كرة القدم",
            "نحتاج إلى طعام", "كيف أجد طبيبا", "أبحث عن عمل كطباخ", "أين أعادل شهادتي",
            "أريد أن أتكلم مع محام", "ابني يجب أن يذهب إلى المدرسة",
        ],
        [
            "نسكن هنا منذ ثلاثة أشهر مع أربعة أطفال",
            "زوجي يعمل في الليل ولا أعرف أحدا تقريبا هنا",
            "يجب أن يكون قريبا من المحطة لأننا لا نملك سيارة",
            "لا أستطيع أن أدفع كثيرا ولا أتكلم الهولندية جيدا بعد",
            "قالت لي صديقة إنكم تستطيعون مساعدتي",
        ],
    ),
    "tr": (
        ["merhaba,", "günaydın,", "pardon,", "bir sorum var:", "lütfen,"],
        [
            "kiralık ev arıyorum", "nerede hollandaca öğrenebilirim",
            "kızım futbol oynamak istiyor", "yiyeceğe ihtiyacımız var", "nasıl doktor bulurum",
            "aşçı olarak iş arıyorum", "diplomamı nerede tanıtabilirim",
            "bir avukatla konuşmak istiyorum", "oğlum okula gitmeli",
        ],
        [
            "üç aydır dört çocukla burada yaşıyoruz",
            "kocam gece çalışıyor ve burada neredeyse kimseyi tanımıyorum",
            "istasyona yakın olmalı çünkü arabamız yok",
            "çok ödeyemem ve henüz iyi hollandaca konuşamıyorum",
            "bir arkadaşım bana yardım edebileceğinizi söyledi",
        ],
    ),
    "uk": (
        ["добрий день,", "привіт,", "вибачте,", "маю питання:", "будь ласка,"],
        [
            "шукаю житло в оренду", "де можна вивчати нідерландську",
            "моя донька хоче грати у футбол", "нам потрібна їжа", "як знайти лікаря",
            "шукаю роботу кухарем", "де визнати мій диплом", "хочу поговорити з адвокатом",
            "мій син має йти до школи",
        ],
        [
            "ми живемо тут три місяці з чотирма дітьми",
            "мій чоловік працює вночі, і я тут майже нікого не знаю",
            "це має бути близько до вокзалу, бо в нас немає машини",
            "я не можу багато платити і ще погано розмовляю нідерландською",
            "подруга сказала, що ви можете мені допомогти",
        ],
    ),
}  # fmt: skip
_REPEATS = {
    "nl": "ik zoek een huis", "en": "i need a doctor", "fr": "je cherche un logement",
    "ar": "أريد تعلم اللغة الهولندية", "tr": "iş arıyorum", "uk": "потрібен лікар",
}  # fmt: skip
_BUTTONS = ("/ask_hours", "/ask_address", "/ask_cost", "/ask_documents")
LANGUAGES = tuple(_WORDS)


@dataclass(frozen=True)
class Message:
    """What a visitor sends; ``kind`` is ``button``, ``repeat``, ``short`` or ``long``."""

    text: str
    kind: str
    language: str


def short_text(draw: random.Random, language: str) -> str:
    """A need in a few words."""
    opening, need, _ = (draw.choice(words) for words in _WORDS[language])
    return f"{opening} {need} {draw.randint(2, 999)}"


def long_text(draw: random.Random, language: str) -> str:
    """A need with its circumstances, some twenty to forty words."""
    openings, needs, circumstances = _WORDS[language]
    first, second = draw.sample(circumstances, 2)
    return f"{draw.choice(openings)} {first}. {draw.choice(needs)}, {second} {draw.randint(2, 999)}"


def talk(number: int) -> list[Message]:
    """Talk ``number``: a short text, a button, a long text, a button, a repeat, a short text."""
    draw = random.Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    return [
        Message(short_text(draw, language), "short", language),
        Message(draw.choice(_BUTTONS), "button", language),
        Message(long_text(draw, language), "long", language),
        Message("/ask_more_options", "button", language),
        Message(_REPEATS[language], "repeat", language),
        Message(short_text(draw, language), "short", language),
    ]
