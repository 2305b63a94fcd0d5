"""Three patches to Rasa's training data that cost nothing but time.

Rasa copies all sentences in depth at each of its eleven mergers, and takes a fingerprint of every
sentence, word and vector after each component, to know what it may skip at the next training. For
33,000 sentences that was a quarter of a training.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import deep_container_fingerprint

LOOKED_AT = 97
"""One message in so many is looked at whole, besides the text and intent of all."""


def _sanitize_examples(examples: Sequence[Message]) -> list[Message]:
    """Without doubles, as Rasa's own; our importer has no blanks around intents to take off."""
    return list(dict.fromkeys(examples))


def _merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
    """As Rasa's own, with the messages themselves instead of copies of them."""
    merged = [self, *filter(None, others)]
    synonyms = {text: value for one in merged for text, value in one.entity_synonyms.items()}
    return TrainingData(
        [message for one in merged for message in one.training_examples],
        synonyms,
        [feature for one in merged for feature in one.regex_features],
        [table for one in merged for table in one.lookup_tables],
        {name: texts for one in merged for name, texts in one.responses.items()},
    )


def _fingerprint(self: TrainingData) -> str:
    """Changes with every sentence, intent and mark, and with what a component adds to messages.

    A component treats all messages alike, so what it adds is seen in a sample of them.
    """
    digest = hashlib.md5(usedforsecurity=False)
    for message in self.training_examples:
        said = (message.get(TEXT), message.get(INTENT), message.get("metadata"))
        digest.update(repr(said).encode("utf-8", "surrogatepass"))
    rest = [
        [message.fingerprint() for message in self.training_examples[::LOOKED_AT]],
        self.entity_synonyms,
        self.regex_features,
        [self._load_lookup_table(table) for table in self.lookup_tables],
        self.responses,
    ]
    digest.update(deep_container_fingerprint(rest).encode())
    return digest.hexdigest()


def lighten() -> None:
    """Put the patches in; calling it twice changes nothing."""
    TrainingData.sanitize_examples = staticmethod(_sanitize_examples)
    TrainingData.merge = _merge
    TrainingData.fingerprint = _fingerprint
