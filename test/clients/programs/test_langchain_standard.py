"""LangChain's standard tests for chat models, with the settings of langchain-anthropic."""

import pytest
from langchain_anthropic import ChatAnthropic
from langchain_tests.integration_tests import ChatModelIntegrationTests
from report import facts, picture_bytes


@pytest.fixture(autouse=True)
def no_downloads(monkeypatch):
    """Replaces the images and PDFs that the tests would download."""

    class Download:
        def __init__(self, content):
            self.content = content

    def get(url, **_):
        return Download(b"%PDF-1.4\n%%EOF\n" if url.endswith(".pdf") else picture_bytes)

    monkeypatch.setattr("httpx.get", get)


class TestStandard(ChatModelIntegrationTests):
    chat_model_class = ChatAnthropic
    # LangChain does not force tool calls for structured output on newer models.
    chat_model_params = {"model": "claude-haiku-5-5"}
    model_override_value = facts["model"]
    supports_image_inputs = True
    supports_image_urls = True
    supports_image_tool_message = True
    supports_pdf_inputs = True
    supports_pdf_tool_message = True
    supports_anthropic_inputs = True
    supported_usage_metadata_details = {"invoke": ["cache_read_input"], "stream": ["cache_read_input"]}

    def invoke_with_cache_read_input(self, *, stream=False):
        model = ChatAnthropic(**self.chat_model_params)
        if not stream:
            return model.invoke("Hello")
        chunks = list(model.stream("Hello"))
        return sum(chunks[1:], chunks[0])
