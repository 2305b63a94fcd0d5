"""Runs in stock Rasa's environment: the intents of texts. Nothing of ours is imported here.

``python understand.py MODEL < texts.json > intents.json``: a list of texts in, a list of names out.
"""

import asyncio
import json
import sys

from rasa.core.agent import Agent


async def _intents(model: str, texts: list[str]) -> list[str]:
    agent = Agent.load(model)
    return [(await agent.parse_message(text))["intent"]["name"] for text in texts]


print(json.dumps(asyncio.run(_intents(sys.argv[1], json.load(sys.stdin)))))
