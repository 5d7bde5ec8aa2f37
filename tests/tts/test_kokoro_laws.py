"""The laws of engines, for Kokoro: where its model is installed."""

from __future__ import annotations

import pytest

from pipeline.tts.testing import EngineLaws, LongTextLaws, Watched


@pytest.mark.slow
@pytest.mark.timeout(3_600)
class TestKokoro(EngineLaws, LongTextLaws):
    @pytest.fixture(scope="class")
    def engine(self, kokoro: None):  # noqa: ARG002 - it skips
        engine = Watched("kokoro")
        yield engine
        engine.close()
