import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { validateCreateMessage } from '../../../src/messages/validation/request-validation.js';
import { requestComponents, responseComponents } from '../../../src/openapi/components.js';
import { findSchemaFaults } from '../../support/api-schemas.js';
import { readFixtures } from '../../support/fixtures.js';
import type { Fixture } from '../../support/fixtures.js';
import { readRecordedRequests } from '../../support/recorded-requests.js';

const fixtures = readFixtures();
const having = (file: string): readonly (readonly [string, Fixture])[] =>
  fixtures.filter((fixture) => fixture.has(file)).map((fixture) => [fixture.name, fixture] as const);

/** What the proxy itself refuses; a fixture with another error was refused by its provider. */
const isRefused = (fixture: Fixture): boolean => fixture.has('error.json') && !fixture.has('failure.json');

/** Holds a cache breakpoint of an unknown type, which is served all the same. */
const undescribed = 'openrouter/cache-control-of-blank-contents';

describe('the schemas of the API document', () => {
  it('contain neither names nor marks of the wire schemas', () => {
    const text = JSON.stringify({ ...requestComponents, ...responseComponents });
    expect(text).not.toMatch(/"\$id"|"x-enforced"/);
    const references = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    const names = [...Object.keys(requestComponents), ...Object.keys(responseComponents)];
    expect([...references].filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(readRecordedRequests())('describe the request of Claude Code: %s', (_name, body) => {
    expect(findSchemaFaults('CreateMessageRequest', body)).toEqual([]);
  });

  it.each(having('request.json').filter(([name, fixture]) => name !== undescribed && !isRefused(fixture)))(
    'describe the request of %s',
    (_name, fixture) => {
      expect(findSchemaFaults('CreateMessageRequest', fixture.json('request.json'))).toEqual([]);
    },
  );

  it.each(having('message.json'))('describe the message of %s', (_name, fixture) => {
    expect(findSchemaFaults('Message', fixture.json('message.json'))).toEqual([]);
  });

  it.each(having('events.jsonl'))('describe the events of %s', (_name, fixture) => {
    const events = fixture.lines('events.jsonl').map((line) => JSON.parse(line) as unknown);
    expect(events.flatMap((event) => findSchemaFaults('MessageStreamEvent', event))).toEqual([]);
  });

  it.each(having('error.json'))('describe the error of %s', (_name, fixture) => {
    expect(findSchemaFaults('Error', fixture.json<{ body: unknown }>('error.json').body)).toEqual([]);
  });

  const request = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'Hello' }] };
  const turnOf = (block: unknown): unknown => ({ ...request, messages: [{ role: 'user', content: [block] }] });

  it.each<readonly [string, unknown]>([
    ['a list', []],
    ['no model', { ...request, model: undefined }],
    ['an empty model', { ...request, model: '' }],
    ['no max_tokens', { ...request, max_tokens: undefined }],
    ['a broken number of tokens', { ...request, max_tokens: 1.5 }],
    ['less than no tokens', { ...request, max_tokens: -1 }],
    ['no messages', { ...request, messages: [] }],
    ['a message that is none', { ...request, messages: ['Hello'] }],
    ['an unknown role', { ...request, messages: [{ role: 'tool', content: 'Hello' }] }],
    ['a message without content', { ...request, messages: [{ role: 'user' }] }],
    ['a block that is none', turnOf('Hello')],
    ['a block without a type', turnOf({ text: 'Hello' })],
    ['a text without text', turnOf({ type: 'text' })],
    ['an image without source', turnOf({ type: 'image' })],
    ['a document without source', turnOf({ type: 'document' })],
    ['a result without its call', turnOf({ type: 'tool_result' })],
    ['a block in a result without a type', turnOf({ type: 'tool_result', tool_use_id: 'x', content: [{}] })],
    ['tools that are not a list', { ...request, tools: {} }],
    ['a tool without a name', { ...request, tools: [{ input_schema: {} }] }],
    ['an unknown choice of a tool', { ...request, tool_choice: { type: 'maybe' } }],
    ['a system prompt that is none', { ...request, system: 1 }],
    ['stop sequences that are none', { ...request, stop_sequences: [1] }],
    ['a stream that is not a boolean', { ...request, stream: 'yes' }],
    ['a temperature that is too high', { ...request, temperature: 1.1 }],
    ['a top_p below 0', { ...request, top_p: -0.1 }],
  ])('refuse what the proxy refuses: %s', (_name, body) => {
    const sent: unknown = JSON.parse(JSON.stringify(body));
    expect(() => validateCreateMessage(sent)).toThrow(ApiError);
    expect(findSchemaFaults('CreateMessageRequest', sent)).not.toEqual([]);
  });
});
