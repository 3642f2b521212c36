import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../src/errors/api-error.js';
import { validateCreateMessage } from '../../src/messages/validation/request-validation.js';
import type { ResponsesRequest } from '../../src/protocol/openai/responses-request.js';
import { findTypeErrors } from '../support/find-type-errors.js';
import { readFixtures } from '../support/fixtures.js';
import { requestBodies } from '../support/fuzz-inputs.js';
import { checkResponsesRequest } from '../support/responses-request-shape.js';
import { convertForResponses } from '../support/test-responses-conversion.js';

const imports = `import type { ResponseCreateParams } from 'openai/resources/responses/responses';`;
const type = 'ResponseCreateParams';

const samples = fc.sample(
  fc.tuple(requestBodies, fc.constantFrom('standard', 'openai', 'azure'), fc.constantFrom('gpt-4o', 'gpt-5.6', 'o3')),
  600,
);

/** The request for the upstream, unless the client's is refused. */
function convert(text: string, profile: string, upstreamModel: string): ResponsesRequest | undefined {
  try {
    const body: unknown = JSON.parse(text);
    validateCreateMessage(body);
    return convertForResponses(body, { profile, upstreamModel }).body;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** The type requires an id, which an upstream that keeps nothing would look up in vain. */
function addIds(body: ResponsesRequest): object {
  return { ...body, input: body.input.map((item) => (item.type === 'reasoning' ? { ...item, id: 'rs_1' } : item)) };
}

describe('a request of the Responses API', () => {
  it('has the types of the official OpenAI SDK in every fixture', () => {
    const fixtures = readFixtures().filter((fixture) => fixture.has('responses-request.json'));
    const values = fixtures.map((fixture) => ({
      name: fixture.name,
      type,
      value: addIds(fixture.json<ResponsesRequest>('responses-request.json')),
    }));
    // Tools of servers without strict mode lack a field that the SDK requires.
    const withStrict = values.filter(({ name }) => !/^(?:vllm|xai)\//.test(name));
    expect(withStrict.length).toBeGreaterThan(30);
    expect(findTypeErrors(imports, withStrict)).toEqual([]);
  });

  it('has these types, and can be read without state of the upstream, for every kind of client request', () => {
    const values = samples.flatMap(([text, profile, model]) => {
      const value = convert(text, profile, model);
      if (value) checkResponsesRequest(value);
      return value ? [{ name: `${profile} ${model} ${text}`, type, value: addIds(value) }] : [];
    });
    expect(values.length).toBeGreaterThan(200);
    expect(findTypeErrors(imports, values)).toEqual([]);
  });
});
