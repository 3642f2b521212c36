import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { ApiError } from '../../../../../src/errors/api-error.js';
import { convertRequest } from '../../../../../src/conversion/chat-completions/request/chat-request.js';
import { openai } from '../../../../../src/providers/profiles/openai.js';
import { standard } from '../../../../../src/providers/profiles/standard.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';

const folder = 'test/fixtures/standard';
const requests = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}/request.json`, 'utf8'));

type Place = Record<string, unknown>;

/** Every place of a JSON value below its top level, by the object that holds it and the key. */
function places(value: unknown): [Place, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [[value as Place, key] as [Place, string], ...places(child)]);
}

// What is looked at before the conversion, so that it can rely on it.
const checked = new Set(['model', 'max_tokens', 'messages', 'stop_sequences', 'tools', 'role', 'type']);

function isToolDeclaration(place: Place): boolean {
  return 'input_schema' in place || (typeof place['type'] === 'string' && /_\d{8}$/.test(place['type']));
}

describe('requests with an odd field', () => {
  it('are converted or refused, but never break the conversion, and are left as they are', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, undefined, {}, [], [null], '', 'x', 0, { type: 'x' }, { toString: 1 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.nat(), anything, fc.boolean(), (text, position, value, isOpenAi) => {
        const request = JSON.parse(text) as CreateMessageRequest;
        const open = places(request).filter(
          ([place, key]) => !checked.has(key) && !Array.isArray(place) && !(key === 'name' && isToolDeclaration(place)),
        );
        const chosen = open[position % open.length];
        if (chosen) chosen[0][chosen[1]] = value;
        const before = JSON.stringify(request);
        try {
          convertRequest(request, { upstreamModel: 'gpt-5', profile: isOpenAi ? openai : standard });
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
        expect(JSON.stringify(request)).toBe(before);
      }),
      { numRuns: 2000 },
    );
  });
});
