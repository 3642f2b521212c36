import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import type { ResponsesRequest } from '../../../../../src/protocol/openai/responses-request.js';
import { checkResponsesRequest } from '../../../../support/responses-request-shape.js';
import { convertForResponses } from '../../../../support/test-responses-conversion.js';

interface Recording {
  readonly name: string;
  readonly requests: readonly { readonly body: CreateMessageRequest }[];
}

const folder = new URL('../../../../fixtures/claude-code/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording)
  .map(({ name, requests }) => ({ name, requests: requests.filter(({ body }) => Array.isArray(body.messages)) }));

const convert = ({ body }: Recording['requests'][number]): ResponsesRequest => convertForResponses(body).body;

describe('the requests of Claude Code', () => {
  it.each(recordings)('are readable without state of the upstream ($name)', ({ requests }) => {
    for (const request of requests) checkResponsesRequest(convert(request));
  });

  it('keep the prompt that the upstream has cached', () => {
    let pairs = 0;
    for (const { requests } of recordings) {
      const bodies = requests.map(convert);
      for (const [index, body] of bodies.entries()) {
        const next = bodies[index + 1];
        if (!next || next.instructions !== body.instructions || next.input.length <= body.input.length) continue;
        pairs += 1;
        expect(next.tools).toEqual(body.tools);
        expect(next.input.slice(0, body.input.length)).toEqual(body.input);
      }
    }
    expect(pairs).toBeGreaterThan(3);
  });
});
