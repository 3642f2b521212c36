import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectMessage } from '../../../../src/conversion/shared/stream/event-collector.js';
import type { Message } from '../../../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../../../src/protocol/anthropic/request.js';
import type { ResponsesOutputItem } from '../../../../src/protocol/openai/responses.js';
import type { ResponsesInputItem } from '../../../../src/protocol/openai/responses-request.js';
import { listResponseEvents } from '../../../support/responses-events.js';
import { aRequest } from '../../../support/test-conversion.js';
import { createTestResponse } from '../../../support/test-responses.js';
import { convertForResponses } from '../../../support/test-responses-conversion.js';

const MODEL = 'gpt-5.6';

const reasoning = fc.record({
  type: fc.constant('reasoning'),
  id: fc.constant('rs_1'),
  encrypted_content: fc.base64String({ minLength: 8, maxLength: 40 }).map((text) => `gAAAA${text}`),
  summary: fc.array(
    fc.constantFrom('One.', 'Two.').map((text) => ({ type: 'summary_text', text })),
    { maxLength: 3 },
  ),
});
const message = fc.record({
  type: fc.constant('message'),
  id: fc.constant('msg_1'),
  role: fc.constant('assistant'),
  content: fc.constantFrom('I look.', 'Fine.').map((text) => [{ type: 'output_text', text, annotations: [] }]),
});
const call = fc.nat(1_000_000).map((number) => ({
  type: 'function_call',
  id: 'fc_1',
  call_id: `call_${number}`,
  name: 'Bash',
  arguments: '{"command":"ls"}',
}));
const followed = fc.oneof(message, call).chain((item) => reasoning.map((thought) => [thought, item]));
const output = fc
  .uniqueArray(
    fc.oneof(
      followed,
      fc.oneof(message, call).map((item) => [item]),
    ),
    {
      minLength: 1,
      maxLength: 5,
      selector: (items) => JSON.stringify(items.at(-1)),
    },
  )
  .map((items) => items.flat() as readonly ResponsesOutputItem[]);

const thinking = fc.constantFrom<CreateMessageRequest['thinking']>(
  undefined,
  { type: 'disabled' },
  { type: 'adaptive', display: 'omitted' },
);

function receive(request: CreateMessageRequest, items: readonly ResponsesOutputItem[], isStream: boolean): Message {
  const conversion = createTestResponse(request, { upstreamModel: MODEL });
  const response = { object: 'response', model: MODEL, status: 'completed', output: items };
  return isStream ? collectMessage(conversion.stream(...listResponseEvents(response))) : conversion.convert(response);
}

/** What the upstream receives back of its own response: the items of the assistant. */
function sendBack({ content }: Message, request: CreateMessageRequest, upstreamName?: string): ResponsesInputItem[] {
  const messages = [...request.messages, { role: 'assistant', content }, { role: 'user', content: 'Go on' }];
  const next = { ...request, messages } as CreateMessageRequest;
  const { body } = convertForResponses(next, { upstreamModel: MODEL, ...(upstreamName && { upstreamName }) });
  return body.input.filter(
    (item) =>
      item.type === 'reasoning' || item.type === 'function_call' || ('role' in item && item.role === 'assistant'),
  );
}

const textOf = ({ content }: ResponsesOutputItem): string =>
  (content ?? []).map((part) => (part && 'text' in part ? String(part.text) : '')).join('');

/** The items of a response as they must come back. */
const expectItems = (items: readonly ResponsesOutputItem[]): object[] =>
  items.map((item) => {
    switch (item.type) {
      case 'reasoning':
        return { type: 'reasoning', summary: [], encrypted_content: item.encrypted_content };
      case 'function_call':
        return { type: 'function_call', call_id: item.call_id, name: item.name, arguments: item.arguments };
      default:
        return expect.objectContaining({ type: 'message', role: 'assistant', content: textOf(item) });
    }
  });

describe('a response of the Responses API', () => {
  it('comes back to the upstream item by item, by way of a client that keeps nothing but the blocks', () => {
    fc.assert(
      fc.property(output, thinking, fc.boolean(), (items, requested, isStream) => {
        const request = aRequest({ tools: [{ name: 'Bash' }], ...(requested && { thinking: requested }) });
        expect(sendBack(receive(request, items, isStream), request)).toEqual(expectItems(items));
      }),
      { numRuns: 300 },
    );
  });

  it('brings no reasoning to another upstream', () => {
    fc.assert(
      fc.property(output, fc.boolean(), (items, isStream) => {
        const request = aRequest({ tools: [{ name: 'Bash' }] });
        const others = items.filter(({ type }) => type !== 'reasoning');
        expect(sendBack(receive(request, items, isStream), request, 'west')).toEqual(expectItems(others));
      }),
      { numRuns: 100 },
    );
  });
});
