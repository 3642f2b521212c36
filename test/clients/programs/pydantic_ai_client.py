import asyncio

from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, NativeOutput
from pydantic_ai.exceptions import ModelHTTPError, UsageLimitExceeded
from pydantic_ai.messages import ThinkingPart
from pydantic_ai.models.anthropic import AnthropicModel, AnthropicModelSettings
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.usage import UsageLimits
from report import absent, cancelled, cities, equal, facts, picture_bytes, quotes_weather, raises, scenario, tell_weather

model = AnthropicModel(facts["model"])
picture = BinaryContent(picture_bytes, media_type="image/png")


class Forecast(BaseModel):
    city: str
    temperature: int


def with_weather(asked, **fields):
    """An agent that records the requested cities."""
    agent = Agent(model, **fields)

    @agent.tool_plain
    def get_weather(city: str) -> str:
        """Tells the weather of a city."""
        asked.append(city)
        return tell_weather(city)

    return agent


def streamed(agent, prompt):
    async def read():
        async with agent.run_stream(prompt) as result:
            parts = [part async for part in result.stream_text(delta=True)]
        return "".join(parts), result

    return asyncio.run(read())


def check_greeting(text, usage):
    expected = facts["usage"]
    equal(text, facts["greeting"])
    equal(usage.input_tokens, expected["input_tokens"] + expected["cache_read_input_tokens"])
    equal((usage.cache_read_tokens, usage.output_tokens), (expected["cache_read_input_tokens"], expected["output_tokens"]))


def greets(prompt):
    result = Agent(model).run_sync(prompt)
    check_greeting(result.output, result.usage)


@scenario("text")
def text(prompt):
    greets(prompt)


@scenario("stream")
def stream_text(prompt):
    answer, result = streamed(Agent(model), prompt)
    check_greeting(answer, result.usage)


@scenario("tools")
def tools(prompt):
    asked = []
    quotes_weather(with_weather(asked).run_sync(prompt).output)
    equal(sorted(asked), sorted(cities))


@scenario("tools-stream")
def tools_stream(prompt):
    asked = []

    async def read():
        agent = with_weather(asked)
        async with agent.iter(prompt) as run:
            async for node in run:
                if agent.is_model_request_node(node):
                    async with node.stream(run.ctx) as events:
                        async for _ in events:
                            pass
        return run.result.output

    quotes_weather(asyncio.run(read()))
    equal(sorted(asked), sorted(cities))


@scenario("image")
def image_of_user(prompt):
    greets([picture, prompt])


@scenario("image-result")
def image_in_result(prompt):
    agent = Agent(model)

    @agent.tool_plain
    def get_picture() -> BinaryContent:
        """Takes a picture."""
        return picture

    equal(agent.run_sync(prompt).output, facts["greeting"])


@scenario("thinking")
def thinking(prompt):
    settings = AnthropicModelSettings(anthropic_thinking={"type": "adaptive"}, anthropic_effort="high")
    result = with_weather([], model_settings=settings).run_sync(prompt)
    parts = [part for message in result.all_messages() for part in message.parts]
    equal([part.content for part in parts if isinstance(part, ThinkingPart)], [facts["thought"]])
    equal(result.output, tell_weather(cities[0]))


@scenario("structured")
def structured(prompt):
    output = Agent(model, output_type=NativeOutput(Forecast)).run_sync(prompt).output
    equal(output.model_dump(), facts["forecast"])


@scenario("error-401")
def wrong_key(prompt):
    other = AnthropicModel(facts["model"], provider=AnthropicProvider(api_key="wrong-key"))
    raises(
        lambda: Agent(other).run_sync(prompt),
        lambda error: isinstance(error, ModelHTTPError) and error.status_code == 401,
    )


@scenario("error-404")
def unknown_model(prompt):
    raises(
        lambda: Agent(model).run_sync(prompt),
        lambda error: isinstance(error, ModelHTTPError) and error.status_code == 404,
    )


@scenario("error-429")
def rate_limit(prompt):
    greets(prompt)


@scenario("error-529")
def overload(prompt):
    greets(prompt)


@scenario("error-stream")
def broken_stream(prompt):
    raises(lambda: streamed(Agent(model), prompt), lambda error: "The model crashed" in str(error))


@scenario("cancel")
def cancel(prompt):
    async def give_up():
        async with Agent(model).run_stream(prompt) as result:
            async for _ in result.stream_text(delta=True):
                break
            await result.cancel()
        await asyncio.to_thread(cancelled)

    asyncio.run(give_up())


@scenario("count-tokens")
def count_tokens(prompt):
    limits = UsageLimits(input_tokens_limit=3, count_tokens_before_request=True)
    raises(
        lambda: Agent(model).run_sync(prompt, usage_limits=limits),
        lambda error: isinstance(error, UsageLimitExceeded),
    )


absent("models", "does not list models")
