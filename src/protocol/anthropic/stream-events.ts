/** The server-sent events of a streamed Message; `type` is also the frame's event name. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { errorBody } from './errors.js';
import { contentBlock, finalUsage, message, stopDetails, stopReason, textCitation } from './message.js';
import { nullable, object } from './schema.js';

const index = Type.Integer({ minimum: 0 });

const messageStartEvent = object({ type: Type.Literal('message_start'), message }, { $id: 'MessageStartEvent' });
export type MessageStartEvent = Static<typeof messageStartEvent>;

const pingEvent = object({ type: Type.Literal('ping') }, { $id: 'PingEvent' });
export type PingEvent = Static<typeof pingEvent>;

const contentBlockStartEvent = object(
  { type: Type.Literal('content_block_start'), index, content_block: contentBlock },
  { $id: 'ContentBlockStartEvent' },
);
export type ContentBlockStartEvent = Static<typeof contentBlockStartEvent>;

const contentBlockDelta = Type.Union([
  object({ type: Type.Literal('text_delta'), text: Type.String() }, { $id: 'TextDelta' }),
  object({ type: Type.Literal('thinking_delta'), thinking: Type.String() }, { $id: 'ThinkingDelta' }),
  object({ type: Type.Literal('signature_delta'), signature: Type.String() }, { $id: 'SignatureDelta' }),
  object({ type: Type.Literal('input_json_delta'), partial_json: Type.String() }, { $id: 'InputJsonDelta' }),
  object({ type: Type.Literal('citations_delta'), citation: textCitation }, { $id: 'CitationsDelta' }),
]);
export type ContentBlockDelta = Static<typeof contentBlockDelta>;

const contentBlockDeltaEvent = object(
  { type: Type.Literal('content_block_delta'), index, delta: contentBlockDelta },
  { $id: 'ContentBlockDeltaEvent' },
);
export type ContentBlockDeltaEvent = Static<typeof contentBlockDeltaEvent>;

const contentBlockStopEvent = object(
  { type: Type.Literal('content_block_stop'), index },
  { $id: 'ContentBlockStopEvent' },
);
export type ContentBlockStopEvent = Static<typeof contentBlockStopEvent>;

const messageDeltaEvent = object(
  {
    type: Type.Literal('message_delta'),
    delta: object(
      {
        stop_reason: stopReason,
        stop_sequence: nullable(Type.String()),
        stop_details: nullable(stopDetails),
        container: Type.Null(),
      },
      { $id: 'MessageDelta' },
    ),
    usage: finalUsage,
  },
  { $id: 'MessageDeltaEvent' },
);
export type MessageDeltaEvent = Static<typeof messageDeltaEvent>;

const messageStopEvent = object({ type: Type.Literal('message_stop') }, { $id: 'MessageStopEvent' });
export type MessageStopEvent = Static<typeof messageStopEvent>;

export const messageStreamEvent = Type.Union(
  [
    messageStartEvent,
    pingEvent,
    contentBlockStartEvent,
    contentBlockDeltaEvent,
    contentBlockStopEvent,
    messageDeltaEvent,
    messageStopEvent,
    errorBody,
  ],
  {
    $id: 'MessageStreamEvent',
    description:
      'First `message_start`, then a start, deltas and a stop for each block, then `message_delta` and `message_stop`. A `ping` may come at any time; an `error` ends the stream.',
  },
);
export type MessageStreamEvent = Static<typeof messageStreamEvent>;
