import anthropic
from anthropic import Anthropic
from pydantic import BaseModel
from report import cancelled, cities, equal, facts, quotes_weather, raises, scenario, tell_weather

client = Anthropic()
model = facts["model"]
basics = {"model": model, "max_tokens": 2048}
image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": facts["picture"]}}


class Forecast(BaseModel):
    city: str
    temperature: int


def tool(fact):
    return {"name": fact["name"], "description": fact["description"], "input_schema": fact["schema"]}


weather, picture = tool(facts["weatherTool"]), tool(facts["pictureTool"])


def user(content):
    return {"role": "user", "content": content}


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def create(**fields):
    return client.messages.create(**basics, **fields)


def stream(**fields):
    with client.messages.stream(**basics, **fields) as events:
        return events.get_final_message()


def check_greeting(message):
    equal((text_of(message), message.stop_reason), (facts["greeting"], "end_turn"))
    equal({name: getattr(message.usage, name) for name in facts["usage"]}, facts["usage"])


def converse(ask, prompt, run, **fields):
    """Calls tools until the model is done."""
    messages = [user(prompt)]
    while True:
        message = ask(messages=messages, **fields)
        uses = [block for block in message.content if block.type == "tool_use"]
        if not uses:
            return message
        results = [{"type": "tool_result", "tool_use_id": use.id, "content": run(use.input)} for use in uses]
        messages += [{"role": "assistant", "content": message.content}, user(results)]


def use_tools(ask, prompt):
    asked = []

    def run(arguments):
        asked.append(arguments["city"])
        return tell_weather(**arguments)

    quotes_weather(text_of(converse(ask, prompt, run, tools=[weather])))
    equal(asked, cities)


@scenario("text")
def text(prompt):
    check_greeting(create(messages=[user(prompt)]))


@scenario("stream")
def stream_text(prompt):
    with client.messages.stream(**basics, messages=[user(prompt)]) as events:
        equal("".join(events.text_stream), facts["greeting"])
        check_greeting(events.get_final_message())


@scenario("tools")
def tools(prompt):
    use_tools(create, prompt)


@scenario("tools-stream")
def tools_stream(prompt):
    use_tools(stream, prompt)


@scenario("image")
def image_of_user(prompt):
    check_greeting(create(messages=[user([image, {"type": "text", "text": prompt}])]))


@scenario("image-result")
def image_in_result(prompt):
    check_greeting(converse(create, prompt, lambda _: [image], tools=[picture]))


@scenario("thinking")
def thinking(prompt):
    thoughts = []

    def ask(**fields):
        message = stream(**fields)
        thoughts.extend(block.thinking for block in message.content if block.type == "thinking")
        return message

    thinks = {"type": "enabled", "budget_tokens": 1024}
    message = converse(ask, prompt, lambda arguments: tell_weather(**arguments), tools=[weather], thinking=thinks)
    equal(text_of(message), tell_weather(cities[0]))
    equal(thoughts, [facts["thought"]])


@scenario("structured")
def structured(prompt):
    message = client.messages.parse(**basics, messages=[user(prompt)], output_format=Forecast)
    equal(message.parsed_output.model_dump(), facts["forecast"])


@scenario("error-401")
def wrong_key(prompt):
    other = Anthropic(api_key="wrong-key")
    raises(
        lambda: other.messages.create(**basics, messages=[user(prompt)]),
        lambda error: isinstance(error, anthropic.AuthenticationError) and error.request_id,
    )


@scenario("error-404")
def unknown_model(prompt):
    raises(lambda: create(messages=[user(prompt)]), lambda error: isinstance(error, anthropic.NotFoundError))


@scenario("error-429")
def rate_limit(prompt):
    check_greeting(create(messages=[user(prompt)]))


@scenario("error-529")
def overload(prompt):
    check_greeting(stream(messages=[user(prompt)]))


@scenario("error-stream")
def broken_stream(prompt):
    parts = []

    def read():
        with client.messages.stream(**basics, messages=[user(prompt)]) as events:
            parts.extend(events.text_stream)

    raises(read, lambda error: isinstance(error, anthropic.APIError))
    equal("".join(parts), facts["beginning"])


@scenario("cancel")
def cancel(prompt):
    with client.messages.stream(**basics, messages=[user(prompt)]) as events:
        next(iter(events.text_stream))
    cancelled()


@scenario("count-tokens")
def count_tokens(prompt):
    count = client.messages.count_tokens(model=model, messages=[user(prompt)], tools=[weather]).input_tokens
    assert 20 < count < 500, f"it counts {count}"


@scenario("models")
def models(_):
    assert model in [entry.id for entry in client.models.list()]
    equal(client.models.retrieve(model).id, model)
