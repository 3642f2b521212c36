import anthropic
from llama_index.core.base.llms.types import ChatMessage, ImageBlock, TextBlock, ThinkingBlock
from llama_index.core.prompts import PromptTemplate
from llama_index.core.tools import FunctionTool
from llama_index.llms.anthropic import Anthropic
from pydantic import BaseModel
from report import absent, cancelled, cities, equal, facts, picture_bytes, quotes_weather, raises, scenario, tell_weather

picture = ImageBlock(image=picture_bytes, image_mimetype="image/png")


class Forecast(BaseModel):
    city: str
    temperature: int


def get_weather(city: str) -> str:
    """Tells the weather of a city."""
    return tell_weather(city)


def get_picture() -> str:
    """Takes a picture."""


def chat(**fields):
    return Anthropic(model=facts["model"], max_tokens=2048, **fields)


def user(*blocks):
    return ChatMessage(role="user", blocks=[TextBlock(text=block) if isinstance(block, str) else block for block in blocks])


def whole(llm, tools):
    return lambda messages: llm.chat_with_tools(tools, chat_history=messages, allow_parallel_tool_calls=True)


def streamed(llm, tools):
    def ask(messages):
        *_, last = llm.stream_chat_with_tools(tools, chat_history=messages, allow_parallel_tool_calls=True)
        return last

    return ask


def check_greeting(response):
    equal(response.message.content, facts["greeting"])


def converse(llm, ask, prompt, run):
    """Calls tools until the model is done; returns all its messages."""
    messages, answers = [user(prompt)], []
    while True:
        response = ask(list(messages))
        answers.append(response.message)
        calls = llm.get_tool_calls_from_response(response, error_on_no_tool_call=False)
        if not calls:
            return answers
        messages.append(response.message)
        for call in calls:
            fields = {"tool_call_id": call.tool_id}
            messages.append(ChatMessage(role="tool", blocks=run(call.tool_kwargs), additional_kwargs=fields))


def weather_blocks(arguments):
    return [TextBlock(text=get_weather(**arguments))]


def use_tools(way, prompt):
    asked, llm = [], chat()

    def run(arguments):
        asked.append(arguments["city"])
        return weather_blocks(arguments)

    ask = way(llm, [FunctionTool.from_defaults(get_weather)])
    quotes_weather(converse(llm, ask, prompt, run)[-1].content)
    equal(asked, cities)


@scenario("text")
def text(prompt):
    response = chat().chat([user(prompt)])
    check_greeting(response)
    usage = response.raw["usage"]
    equal({name: getattr(usage, name) for name in facts["usage"]}, facts["usage"])


@scenario("stream")
def stream_text(prompt):
    *_, last = chat().stream_chat([user(prompt)])
    check_greeting(last)


@scenario("tools")
def tools(prompt):
    use_tools(whole, prompt)


@scenario("tools-stream")
def tools_stream(prompt):
    use_tools(streamed, prompt)


@scenario("image")
def image_of_user(prompt):
    check_greeting(chat().chat([user(picture, prompt)]))


@scenario("image-result")
def image_in_result(prompt):
    llm = chat()
    ask = whole(llm, [FunctionTool.from_defaults(get_picture)])
    equal(converse(llm, ask, prompt, lambda _: [picture])[-1].content, facts["greeting"])


@scenario("thinking")
def thinking(prompt):
    llm = chat(thinking_dict={"type": "enabled", "budget_tokens": 1024})
    ask = streamed(llm, [FunctionTool.from_defaults(get_weather)])
    answers = converse(llm, ask, prompt, weather_blocks)
    blocks = [block for answer in answers for block in answer.blocks if isinstance(block, ThinkingBlock)]
    equal([block.content for block in blocks], [facts["thought"]])
    equal(answers[-1].content, tell_weather(cities[0]))


@scenario("structured")
def structured(prompt):
    forecast = chat().structured_predict(Forecast, PromptTemplate(prompt))
    equal(forecast.model_dump(), facts["forecast"])


@scenario("error-401")
def wrong_key(prompt):
    raises(
        lambda: chat(api_key="wrong-key").chat([user(prompt)]),
        lambda error: isinstance(error, anthropic.AuthenticationError),
    )


@scenario("error-404")
def unknown_model(prompt):
    raises(lambda: chat().chat([user(prompt)]), lambda error: isinstance(error, anthropic.NotFoundError))


@scenario("error-429")
def rate_limit(prompt):
    check_greeting(chat().chat([user(prompt)]))


@scenario("error-529")
def overload(prompt):
    check_greeting(chat().chat([user(prompt)]))


@scenario("error-stream")
def broken_stream(prompt):
    parts = []

    def read():
        for chunk in chat().stream_chat([user(prompt)]):
            parts.append(chunk.delta)

    raises(read, lambda error: isinstance(error, anthropic.APIError))
    equal("".join(parts), facts["beginning"])


@scenario("cancel")
def cancel(prompt):
    chunks = chat().stream_chat([user(prompt)])
    while not next(chunks).delta:
        pass
    chunks.close()
    cancelled()


@scenario("count-tokens")
def count_tokens(prompt):
    count = len(chat().tokenizer.encode(prompt))
    assert 5 < count < 100, f"it counts {count}"


absent("models", "does not list models")
