"""What a schema cannot say: the last turn is the user's."""

import schemathesis


@schemathesis.hook
def map_body(context, body):
    messages = body.get("messages") if isinstance(body, dict) else None
    if isinstance(messages, list):
        messages.append({"role": "user", "content": "Hello"})
    return body
