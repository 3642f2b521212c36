import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertRequest } from '../../../../../src/conversion/chat-completions/request/chat-request.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { providerProfiles } from '../../../../../src/providers/registry.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';

const id = fc.constantFrom('c1', 'c2', 'c3', '__proto__');
const text = fc.record({ type: fc.constant('text'), text: fc.constantFrom('', 'a', 'b') });
const image = fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } });
const odd = fc.record({
  type: fc.constantFrom('odd', 'thinking', 'compaction', 'tool_reference'),
  content: fc.anything(),
});
const call = fc.record({ type: fc.constant('tool_use'), id, name: fc.constant('Bash'), input: fc.jsonValue() });
const block = ({ media }: ProviderProfile): fc.Arbitrary<object> =>
  media.images === 'none' ? fc.oneof(text, odd) : fc.oneof(text, image, odd);
const message = (profile: ProviderProfile): fc.Arbitrary<object> => {
  const content = fc.array(block(profile));
  const result = fc.record({ type: fc.constant('tool_result'), tool_use_id: id, content });
  return fc.oneof(
    fc.record({ role: fc.constantFrom('user', 'system', 'assistant'), content: fc.constantFrom('', 'x') }),
    fc.record({ role: fc.constant('user'), content: fc.array(fc.oneof(block(profile), result)) }),
    fc.record({ role: fc.constant('system'), content: fc.array(text) }),
    fc.record({ role: fc.constant('assistant'), content: fc.array(fc.oneof(text, odd, call)) }),
  );
};

describe('the order of messages', () => {
  it.each(providerProfiles)('is what Chat Completions asks for, whatever the conversation ($name)', (profile) => {
    fc.assert(
      fc.property(fc.array(message(profile), { minLength: 1, maxLength: 8 }), (messages) => {
        const request = { model: 'm', max_tokens: 1, messages: [...messages, { role: 'user', content: 'end' }] };
        const { chatRequest } = convertRequest(request as CreateMessageRequest, {
          upstreamModel: 'm',
          profile,
        });
        let open: string[] = [];
        let previous = '';
        for (const chat of chatRequest.messages) {
          if (chat.role === 'tool') {
            expect(open.shift()).toBe(chat.tool_call_id);
          } else {
            expect(open).toEqual([]);
            if (chat.role !== 'system') expect(chat.role).not.toBe(previous);
            if (chat.role !== 'assistant') expect(chat.content.length).toBeGreaterThan(0);
            const calls = (chat.role === 'assistant' && chat.tool_calls) || [];
            open = [...new Set(calls.map((each) => each.id))];
          }
          previous = chat.role;
        }
        expect(open).toEqual([]);
        expect(previous).toBe('user');
      }),
      { numRuns: 300 },
    );
  });
});
