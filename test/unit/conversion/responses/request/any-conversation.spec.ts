import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeEnvelope } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { providerProfiles } from '../../../../../src/providers/registry.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import { checkResponsesRequest } from '../../../../support/responses-request-shape.js';
import { convertForResponses } from '../../../../support/test-responses-conversion.js';

const MODELS = ['gpt-4o', 'gpt-5.2', 'gpt-5.6', 'gpt-6-astra', 'o3'];

const id = fc.constantFrom('c1', 'c2', 'c3', '__proto__', 'x'.repeat(65));
const text = fc.record({ type: fc.constant('text'), text: fc.constantFrom('', ' ', 'a', 'b') });
const image = fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } });
const odd = fc.record({
  type: fc.constantFrom('odd', 'compaction', 'tool_reference', 'server_tool_use', 'tool_search_tool_result'),
  tool_name: fc.constantFrom('Bash', 'Late', 'Later'),
  content: fc.constantFrom(null, 'x', { tool_references: [{ type: 'tool_reference', tool_name: 'Late' }] }),
});
const call = fc.record({ type: fc.constant('tool_use'), id, name: fc.constant('Bash'), input: fc.jsonValue() });
const change = fc.record({
  type: fc.constantFrom('tool_addition', 'tool_removal'),
  tool: fc.record({ name: fc.constantFrom('Bash', 'Late', 'Later') }),
});
const thinking = (profile: string): fc.Arbitrary<object> =>
  fc.constantFrom(...MODELS, 'other').map((model) => ({
    type: 'thinking',
    thinking: 'Hm.',
    signature: encodeEnvelope({ profile, model, upstream: 'default' }, { encrypted: 'gAAAA' }),
  }));
const tools = [
  { name: 'Bash', input_schema: { type: 'object', properties: { a: { type: 'string' } } } },
  { name: 'Late', defer_loading: true, strict: true },
  { name: 'Later', defer_loading: true },
];

const conversation = ({ name, media }: ProviderProfile): fc.Arbitrary<readonly object[]> => {
  const block = media.images === 'none' ? fc.oneof(text, odd) : fc.oneof(text, image, odd);
  const result = fc.record({ type: fc.constant('tool_result'), tool_use_id: id, content: fc.array(block) });
  const message = fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.constantFrom('', 'x') }),
    fc.record({ role: fc.constant('user'), content: fc.array(fc.oneof(block, result)) }),
    fc.record({ role: fc.constant('system'), content: fc.array(fc.oneof(text, change)) }),
    fc.record({ role: fc.constant('system'), output_config: fc.constant({ effort: 'high' }) }),
    fc.record({ role: fc.constant('assistant'), content: fc.array(fc.oneof(text, odd, call, thinking(name))) }),
  );
  return fc.array(message, { minLength: 1, maxLength: 8 });
};

const choice = fc.constantFrom(
  undefined,
  { type: 'auto' },
  { type: 'any' },
  { type: 'none' },
  { type: 'tool', name: 'Late' },
);
const search = fc.constantFrom([], [{ type: 'tool_search_tool_bm25', name: 'search' }]);

describe('any conversation', () => {
  it.each(providerProfiles)('is readable without state of the upstream ($name)', (profile) => {
    const strict = { ...profile, tools: { ...profile.tools, strict: true } };
    // Groq rejects the field.
    const features = {
      ...strict,
      responsesFeatures: (model: string) => ({ ...profile.responsesFeatures(model), rejectedFields: [] }),
    };
    fc.assert(
      fc.property(
        conversation(profile),
        fc.constantFrom(...MODELS),
        choice,
        search,
        (messages, upstreamModel, tool_choice, searches) => {
          const request = { model: 'm', max_tokens: 1, tools: [...searches, ...tools], tool_choice };
          const all = { ...request, messages: [...messages, { role: 'user', content: 'end' }] };
          const { body } = convertForResponses(all as unknown as CreateMessageRequest, {
            profile: features,
            upstreamModel,
          });
          checkResponsesRequest(body);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['gpt-5.2', 'gpt-6-astra'])(
    'is the beginning of its continuation, with the same tools (%s)',
    (upstreamModel) => {
      const profile = providerProfiles[0];
      const convert = (messages: readonly object[]): ReturnType<typeof convertForResponses>['body'] =>
        convertForResponses({ model: 'm', max_tokens: 1, tools, messages } as unknown as CreateMessageRequest, {
          profile: {
            ...profile,
            responsesFeatures: (model) => ({ ...profile.responsesFeatures(model), toolItems: true }),
          },
          upstreamModel,
        }).body;
      fc.assert(
        fc.property(conversation(profile), conversation(profile), (earlier, later) => {
          const turn = [...earlier, { role: 'user', content: 'end' }];
          const response = { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] };
          const first = convert(turn);
          const second = convert([...turn, response, ...later, { role: 'user', content: 'end' }]);
          expect(second.input.slice(0, first.input.length)).toEqual(first.input);
          expect(second.tools).toEqual(first.tools);
        }),
        { numRuns: 300 },
      );
    },
  );
});
