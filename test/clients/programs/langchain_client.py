import anthropic
import pytest
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from report import absent, cancelled, cities, equal, facts, quotes_weather, raises, say, scenario, tell_weather

image = {"type": "image", "base64": facts["picture"], "mime_type": "image/png"}


def tool(fact):
    return {"name": fact["name"], "description": fact["description"], "input_schema": fact["schema"]}


weather, picture = tool(facts["weatherTool"]), tool(facts["pictureTool"])


def chat(**fields):
    return ChatAnthropic(model=facts["model"], max_tokens=2048, **fields)


def whole(model):
    return model.invoke


def streamed(model):
    def ask(messages):
        chunks = list(model.stream(messages))
        return sum(chunks[1:], chunks[0])

    return ask


def check_greeting(message):
    usage = facts["usage"]
    cached = usage["cache_read_input_tokens"]
    equal(message.text, facts["greeting"])
    equal(message.usage_metadata["input_tokens"], usage["input_tokens"] + cached)
    equal(message.usage_metadata["output_tokens"], usage["output_tokens"])
    equal(message.usage_metadata["input_token_details"]["cache_read"], cached)


def converse(ask, prompt, run):
    """Calls tools until the model is done; returns all its messages."""
    messages, answers = [HumanMessage(prompt)], []
    while True:
        answers.append(ask(messages))
        if not answers[-1].tool_calls:
            return answers
        results = [ToolMessage(run(call["args"]), tool_call_id=call["id"]) for call in answers[-1].tool_calls]
        messages += [answers[-1], *results]


def use_tools(ask, prompt):
    asked = []

    def run(arguments):
        asked.append(arguments["city"])
        return tell_weather(**arguments)

    quotes_weather(converse(ask, prompt, run)[-1].text)
    equal(asked, cities)


@scenario("text")
def text(prompt):
    check_greeting(chat().invoke(prompt))


@scenario("stream")
def stream_text(prompt):
    check_greeting(streamed(chat())(prompt))


@scenario("tools")
def tools(prompt):
    use_tools(whole(chat().bind_tools([weather])), prompt)


@scenario("tools-stream")
def tools_stream(prompt):
    use_tools(streamed(chat().bind_tools([weather])), prompt)


@scenario("image")
def image_of_user(prompt):
    check_greeting(chat().invoke([HumanMessage([image, {"type": "text", "text": prompt}])]))


@scenario("image-result")
def image_in_result(prompt):
    check_greeting(converse(whole(chat().bind_tools([picture])), prompt, lambda _: [image])[-1])


@scenario("thinking")
def thinking(prompt):
    model = chat(thinking={"type": "adaptive"}, effort="high").bind_tools([weather])
    answers = converse(streamed(model), prompt, lambda arguments: tell_weather(**arguments))
    blocks = [block for answer in answers for block in answer.content_blocks if block["type"] == "reasoning"]
    equal("".join(block["reasoning"] for block in blocks), facts["thought"])
    equal(answers[-1].text, tell_weather(cities[0]))


@scenario("structured")
def structured(prompt):
    schema = {"title": "forecast", "description": "A forecast", **facts["forecastSchema"]}
    equal(chat().with_structured_output(schema, method="json_schema").invoke(prompt), facts["forecast"])


@scenario("error-401")
def wrong_key(prompt):
    raises(
        lambda: chat(api_key="wrong-key").invoke(prompt),
        lambda error: isinstance(error, anthropic.AuthenticationError),
    )


@scenario("error-404")
def unknown_model(prompt):
    raises(lambda: chat().invoke(prompt), lambda error: isinstance(error, anthropic.NotFoundError))


@scenario("error-429")
def rate_limit(prompt):
    check_greeting(chat().invoke(prompt))


@scenario("error-529")
def overload(prompt):
    check_greeting(streamed(chat())(prompt))


@scenario("error-stream")
def broken_stream(prompt):
    parts = []

    def read():
        for chunk in chat().stream(prompt):
            parts.append(chunk.text)

    raises(read, lambda error: isinstance(error, anthropic.APIError))
    equal("".join(parts), facts["beginning"])


@scenario("cancel")
def cancel(prompt):
    chunks = chat().stream(prompt)
    while not next(chunks).text:
        pass
    chunks.close()
    cancelled()


@scenario("count-tokens")
def count_tokens(prompt):
    count = chat().get_num_tokens_from_messages([HumanMessage(prompt)], tools=[weather])
    assert 20 < count < 500, f"it counts {count}"


absent("models", "does not list models")


class Counter:
    """Counts the tests of a suite."""

    def __init__(self):
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.counts[report.outcome] += 1


counter = Counter()
settings = ["-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function", "-p", "no:cacheprovider"]
code = pytest.main([*settings, __file__.replace("langchain_client", "test_langchain_standard")], plugins=[counter])
say(
    name="LangChain's standard integration tests",
    state="passed" if code == 0 else "failed",
    reason=", ".join(f"{count} {outcome}" for outcome, count in counter.counts.items()),
)
