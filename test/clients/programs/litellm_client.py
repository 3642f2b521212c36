import json
import os

# Do not download the price list.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
from report import absent, cancelled, cities, equal, facts, quotes_weather, raises, scenario, tell_weather

model = "anthropic/" + facts["model"]
picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + facts["picture"]}}


def tool(fact):
    fields = {"name": fact["name"], "description": fact["description"], "parameters": fact["schema"]}
    return {"type": "function", "function": fields}


weather, picture_tool = tool(facts["weatherTool"]), tool(facts["pictureTool"])


def user(content):
    return {"role": "user", "content": content}


def whole(messages, **fields):
    return litellm.completion(model=model, max_tokens=2048, messages=messages, num_retries=2, **fields)


def streamed(messages, **fields):
    options = {"include_usage": True}
    return litellm.stream_chunk_builder(list(whole(messages, stream=True, stream_options=options, **fields)))


def text_of(response):
    return response.choices[0].message.content


def check_greeting(response):
    expected = facts["usage"]
    equal(text_of(response), facts["greeting"])
    equal(response.usage.prompt_tokens, expected["input_tokens"] + expected["cache_read_input_tokens"])
    equal(response.usage.completion_tokens, expected["output_tokens"])


def converse(ask, prompt, run, **fields):
    """Calls tools until the model is done; returns all its messages."""
    messages, answers = [user(prompt)], []
    while True:
        response = ask(messages, **fields)
        answers.append(response)
        message = response.choices[0].message
        if not message.tool_calls:
            return answers
        messages.append(message)
        for call in message.tool_calls:
            content = run(json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})


def use_tools(ask, prompt):
    asked = []

    def run(arguments):
        asked.append(arguments["city"])
        return tell_weather(**arguments)

    quotes_weather(text_of(converse(ask, prompt, run, tools=[weather])[-1]))
    equal(asked, cities)


@scenario("text")
def text(prompt):
    check_greeting(whole([user(prompt)]))


@scenario("stream")
def stream_text(prompt):
    check_greeting(streamed([user(prompt)]))


@scenario("tools")
def tools(prompt):
    use_tools(whole, prompt)


@scenario("tools-stream")
def tools_stream(prompt):
    use_tools(streamed, prompt)


@scenario("image")
def image_of_user(prompt):
    check_greeting(whole([user([picture, {"type": "text", "text": prompt}])]))


@scenario("image-result")
def image_in_result(prompt):
    check_greeting(converse(whole, prompt, lambda _: [picture], tools=[picture_tool])[-1])


@scenario("thinking")
def thinking(prompt):
    def run(arguments):
        return tell_weather(**arguments)

    answers = converse(streamed, prompt, run, tools=[weather], reasoning_effort="high")
    thoughts = [getattr(answer.choices[0].message, "reasoning_content", None) or "" for answer in answers]
    equal("".join(thoughts), facts["thought"])
    equal(text_of(answers[-1]), tell_weather(cities[0]))


@scenario("structured")
def structured(prompt):
    schema = {"name": "forecast", "schema": facts["forecastSchema"]}
    response = whole([user(prompt)], response_format={"type": "json_schema", "json_schema": schema})
    equal(json.loads(text_of(response)), facts["forecast"])


@scenario("error-401")
def wrong_key(prompt):
    raises(
        lambda: litellm.completion(model=model, messages=[user(prompt)], api_key="wrong-key"),
        lambda error: isinstance(error, litellm.AuthenticationError),
    )


@scenario("error-404")
def unknown_model(prompt):
    raises(lambda: whole([user(prompt)]), lambda error: isinstance(error, litellm.NotFoundError))


absent("error-429", "retries immediately and ignores `retry-after`")


@scenario("error-529")
def overload(prompt):
    check_greeting(whole([user(prompt)]))


@scenario("error-stream")
def broken_stream(prompt):
    parts = []

    def read():
        for chunk in whole([user(prompt)], stream=True):
            parts.append(chunk.choices[0].delta.content or "")

    raises(read, lambda error: "The model crashed" in str(error))
    equal("".join(parts), facts["beginning"])


@scenario("cancel")
def cancel(prompt):
    chunks = whole([user(prompt)], stream=True)
    while not next(chunks).choices[0].delta.content:
        pass
    chunks.completion_stream.response_iterator.close()
    cancelled()


absent("count-tokens", "uses its own tokenizer")

absent("models", "uses its own list of models")
