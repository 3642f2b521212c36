import * as Type from 'typebox';
import { nodeOf, object, valuesOf } from '../protocol/anthropic/schema.js';
import { messageStreamEvent } from '../protocol/anthropic/stream-events.js';

const names = (nodeOf(messageStreamEvent).anyOf ?? []).flatMap(({ properties }) => valuesOf(properties?.['type']));

/** A frame of the stream. OpenAPI describes JSON in a string by `contentSchema`. */
export const serverSentEvent = object(
  {
    event: Type.String({ enum: names }),
    data: Type.String({ contentMediaType: 'application/json', contentSchema: messageStreamEvent }),
  },
  { $id: 'ServerSentEvent', description: 'An event of the stream; its name is the `type` of its data.' },
);
