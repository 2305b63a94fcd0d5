"""Rasa without TensorFlow: it is not installed, and nothing of Rasa that we use needs it.

Rasa imports every component it ships, whatever the configuration names; six of them (DIET, TED and
their kin) and two tools of theirs import TensorFlow, half a gigabyte of memory and six seconds at
every start. Modules of that list are stood in for by empty ones. Loaded by ``at_start.pth`` at
every start of the interpreter, so that Rasa's own commands work as well (docs/adr/0011).
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

COMPONENTS = {
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
}
"""Modules that need TensorFlow, and the component each is imported for."""
_TOOLS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}
_STOOD_IN = COMPONENTS | _TOOLS


class _StandIns(MetaPathFinder, Loader):
    """Finds the modules of ``_STOOD_IN``, as classes that can be named and not used."""

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ours, or None for all other modules."""
        return ModuleSpec(fullname, self) if fullname in _STOOD_IN else None

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module in."""
        for name in _STOOD_IN[module.__name__]:
            setattr(module, name, type(name, (), {"__module__": module.__name__}))


def install() -> None:
    """Stand in for those modules from now on; calling it twice changes nothing."""
    if not any(isinstance(finder, _StandIns) for finder in sys.meta_path):
        sys.meta_path.insert(0, _StandIns())


install()
