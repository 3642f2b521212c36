import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { collectMessage } from '../../../../src/conversion/shared/stream/event-collector.js';
import type { ResponsesEvent } from '../../../../src/protocol/openai/responses.js';
import { listResponseEvents } from '../../../support/responses-events.js';
import { buildResponse, message } from '../../../support/responses-upstream.js';
import { aRequest } from '../../../support/test-conversion.js';
import { createTestResponse } from '../../../support/test-responses.js';

/** The event types that carry content, begin or end something; all others are ignored. */
const CONVERTED =
  /^response\.(?:created|queued|in_progress|completed|incomplete|failed|output_item\.|content_part\.|output_text\.|refusal\.|reasoning_|function_call_arguments\.)/;

const declarations = new URL('../../../../node_modules/openai/resources/responses/responses.d.ts', import.meta.url);
const types = readFileSync(declarations, 'utf8');
const eventTypes = [
  ...new Set([...types.matchAll(/^ {4}type: '(response\.[a-z_.]+)';$/gm)].map(([, type = '']) => type)),
];
const ignored = eventTypes.filter((type) => !CONVERTED.test(type));

describe('a stream of the Responses API', () => {
  it('is read past every event type of the official SDK that has no counterpart', () => {
    const [created, ...rest] = listResponseEvents(buildResponse([message('Hello')]));
    const others = ignored.map((type): ResponsesEvent => ({ type, output_index: 0, content_index: 0, delta: 'x' }));
    expect(others.length).toBeGreaterThan(30);
    const events = [created, ...others, ...rest.flatMap((event) => [event, ...others])].filter(
      (event) => event !== undefined,
    );
    // The last event ends the response.
    const end = events.findIndex(({ type }) => type === 'response.completed');
    const { content } = collectMessage(createTestResponse(aRequest()).stream(...events.slice(0, end + 1)));
    expect(content).toEqual([{ type: 'text', text: 'Hello' }]);
  });

  it('ends at a stop sequence that is split over two deltas', () => {
    const delta = (text: string): ResponsesEvent => ({
      type: 'response.output_text.delta',
      output_index: 0,
      content_index: 0,
      delta: text,
    });
    const request = aRequest({ stop_sequences: ['END'] });
    const events = createTestResponse(request).stream(delta('One EN'), delta('D two'), {
      type: 'response.completed',
      response: buildResponse([message('One END two')]),
    });
    expect(collectMessage(events)).toMatchObject({
      content: [{ type: 'text', text: 'One ' }],
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
    });
  });
});
