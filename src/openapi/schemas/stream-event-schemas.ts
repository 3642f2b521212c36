import type { SchemaObject } from '@nestjs/swagger';
import { byType, choice, count, object, only, ref, text } from './build-schema.js';
import type { Schema, Schemas } from './build-schema.js';

const events = {
  message_start: 'MessageStartEvent',
  ping: 'PingEvent',
  content_block_start: 'ContentBlockStartEvent',
  content_block_delta: 'ContentBlockDeltaEvent',
  content_block_stop: 'ContentBlockStopEvent',
  message_delta: 'MessageDeltaEvent',
  message_stop: 'MessageStopEvent',
  error: 'Error',
};

/** JSON in a text, which OpenAPI describes by keywords that Nest's type of a schema lacks. */
const data: SchemaObject & { contentMediaType: string; contentSchema: Schema } = {
  type: 'string',
  contentMediaType: 'application/json',
  contentSchema: ref('MessageStreamEvent'),
};

/** The events of a streamed Message. */
export const streamEventSchemas: Schemas = {
  ServerSentEvent: object(
    { event: choice(...Object.keys(events)), data },
    {},
    'One event of the stream; its name is the `type` of its data.',
  ),
  MessageStreamEvent: byType(
    events,
    'First `message_start`, then for each block a start, deltas and a stop, then `message_delta` and `message_stop`. A `ping` may come anywhere, an `error` ends the stream.',
  ),
  MessageStartEvent: object({ type: only('message_start'), message: ref('Message') }),
  PingEvent: object({ type: only('ping') }),
  ContentBlockStartEvent: object({
    type: only('content_block_start'),
    index: count,
    content_block: ref('ContentBlock'),
  }),
  ContentBlockDeltaEvent: object({
    type: only('content_block_delta'),
    index: count,
    delta: byType({
      text_delta: 'TextDelta',
      thinking_delta: 'ThinkingDelta',
      signature_delta: 'SignatureDelta',
      input_json_delta: 'InputJsonDelta',
    }),
  }),
  TextDelta: object({ type: only('text_delta'), text }),
  ThinkingDelta: object({ type: only('thinking_delta'), thinking: text }),
  SignatureDelta: object({ type: only('signature_delta'), signature: text }),
  InputJsonDelta: object({ type: only('input_json_delta'), partial_json: text }),
  ContentBlockStopEvent: object({ type: only('content_block_stop'), index: count }),
  MessageDeltaEvent: object({
    type: only('message_delta'),
    delta: ref('MessageDelta'),
    usage: ref('FinalUsage'),
  }),
  MessageStopEvent: object({ type: only('message_stop') }),
};
