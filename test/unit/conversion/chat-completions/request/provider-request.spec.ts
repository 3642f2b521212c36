import { describe, expect, it } from '@jest/globals';
import { convertRequest } from '../../../../../src/conversion/chat-completions/request/chat-request.js';
import type { ConvertedRequest } from '../../../../../src/conversion/chat-completions/request/chat-request.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { providerProfiles } from '../../../../../src/providers/registry.js';
import { standard } from '../../../../../src/providers/profiles/standard.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import { aRequest } from '../../../../support/test-conversion.js';

type Choices = ProviderProfile['tools']['forcedChoices'];

const tool = (name: string) => ({ name, input_schema: { type: 'object', properties: {} } });
const schema = { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false };
const format = { type: 'json_schema', schema } as const;

function convert(
  changes: Partial<CreateMessageRequest>,
  profile: Partial<ProviderProfile>,
  upstreamModel = 'm',
): ConvertedRequest {
  return convertRequest(aRequest(changes), { upstreamModel, profile: { ...standard, ...profile } });
}

describe('a forced call', () => {
  const choose = (choice: CreateMessageRequest['tool_choice'], forcedChoices: Choices, names = ['A', 'B']) => {
    const profile = { tools: { ...standard.tools, forcedChoices } };
    const { chatRequest, dropped } = convert({ tools: names.map(tool), tool_choice: choice ?? null }, profile);
    return [chatRequest.tool_choice, chatRequest.tools?.map((each) => each.function.name).join(), ...dropped];
  };
  const named = (name: string) => ({ type: 'function', function: { name } });

  it.each([
    ['names it where names are known', ['named', 'required'], [named('B'), 'A,B']],
    ['offers it alone where names are unknown', ['required'], ['required', 'B']],
    ['offers it alone, and says what is lost, where nothing can be forced', [], [undefined, 'B', 'tool_choice']],
  ] as [string, Choices, unknown[]][])('of a certain function %s', (_title, choices, expected) => {
    expect(choose({ type: 'tool', name: 'B' }, choices)).toEqual(expected);
  });

  it.each([
    ['asks for any', ['required'], ['A', 'B'], ['required', 'A,B']],
    ['names the only one', ['named'], ['A'], [named('A'), 'A']],
    ['is lost among several', ['named'], ['A', 'B'], [undefined, 'A,B', 'tool_choice']],
    ['is lost', [], ['A'], [undefined, 'A', 'tool_choice']],
  ] as [string, Choices, string[], unknown[]][])('of any function %s', (_title, choices, names, expected) => {
    expect(choose({ type: 'any' }, choices, names)).toEqual(expected);
  });

  it('is nothing that concerns the other choices', () => {
    expect(choose({ type: 'auto' }, [])).toEqual(['auto', 'A,B']);
    expect(choose({ type: 'none' }, [])).toEqual(['none', 'A,B']);
  });
});

describe('a response in JSON', () => {
  const modelFeatures = (responseFormat: 'json_schema' | 'json_object' | 'none') => ({
    modelFeatures: () => ({ ...standard.modelFeatures('m'), responseFormat }),
  });
  const description = `Answer with nothing but JSON that follows this JSON schema:\n${JSON.stringify(schema)}`;

  it('is described in the system prompt where its schema cannot be said', () => {
    const { chatRequest, dropped } = convert({ system: 'S', output_config: { format } }, modelFeatures('json_object'));
    expect(chatRequest.response_format).toEqual({ type: 'json_object' });
    expect(chatRequest.messages[0]).toEqual({ role: 'system', content: `S\n\n${description}` });
    expect(dropped).toEqual([]);
  });

  it('is described only where it cannot be asked for, or is refused', () => {
    for (const profile of [modelFeatures('none'), { rejectedFields: ['response_format'] }]) {
      const { chatRequest } = convert({ output_config: { format } }, profile);
      expect(chatRequest.response_format).toBeUndefined();
      expect(chatRequest.messages[0]).toEqual({ role: 'system', content: description });
    }
  });

  it('is described only if the provider does not allow it together with functions', () => {
    const profile = { tools: { ...standard.tools, allowedWithResponseFormat: false } };
    expect(convert({ output_config: { format } }, profile).chatRequest.response_format?.type).toBe('json_schema');
    const { chatRequest } = convert({ output_config: { format }, tools: [tool('A')] }, profile);
    expect(chatRequest.response_format).toBeUndefined();
    expect(chatRequest.messages[0]).toEqual({ role: 'system', content: description });
  });

  it('is described after a system prompt in parts', () => {
    const system = [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }] as const;
    const profile = { ...modelFeatures('none'), cacheControl: 'copied' } as const;
    const { chatRequest } = convert({ system: [...system], output_config: { format } }, profile);
    expect(chatRequest.messages[0]).toEqual({
      role: 'system',
      content: [
        { type: 'text', text: 'S', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: description },
      ],
    });
  });

  it('is strict only where the provider knows the word', () => {
    const tools = { ...standard.tools, strict: false };
    const { chatRequest } = convert(
      { output_config: { format }, tools: [{ name: 'A', strict: true, input_schema: schema }] },
      { tools },
    );
    expect(JSON.stringify(chatRequest)).not.toContain('strict');
  });
});

describe('refused fields', () => {
  it('are left out, and named as the client calls them', () => {
    const requested = {
      temperature: 0.5,
      top_p: 0.5,
      top_k: 5,
      stop_sequences: ['END'],
      tools: [tool('A')],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    } as const;
    const rejectedFields = ['temperature', 'top_p', 'top_k', 'stop', 'parallel_tool_calls', 'tool_choice'];
    const { chatRequest, dropped } = convert({ ...requested, tools: [...requested.tools] }, { rejectedFields });
    expect(Object.keys(chatRequest)).toEqual(['model', 'messages', 'tools', 'max_tokens']);
    expect(dropped).toEqual(
      expect.arrayContaining(['temperature', 'top_p', 'top_k', 'tool_choice', 'tool_choice.disable_parallel_tool_use']),
    );
    expect(dropped).not.toContain('stop_sequences');
  });

  it.each(['model', 'messages'])('never are %s', (field) => {
    expect(convert({}, { rejectedFields: [field] }).chatRequest).toHaveProperty(field);
  });
});

describe('a request whose response is always streamed', () => {
  it('asks for a stream, though the client did not', () => {
    const { chatRequest } = convert({}, { streamsOnly: () => true });
    expect(chatRequest).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });
});

describe.each(providerProfiles.map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  it('never says who the user is in plain text', () => {
    const { chatRequest } = convertRequest(aRequest({ metadata: { user_id: 'jane-doe' } }), {
      upstreamModel: 'm',
      profile,
    });
    expect(JSON.stringify(chatRequest)).not.toContain('jane-doe');
  });

  it('leaves the client’s request as it is', () => {
    const request = aRequest({ tools: [{ ...tool('A'), input_schema: schema }], tool_choice: { type: 'any' } });
    const before = JSON.stringify(request);
    convertRequest(request, { upstreamModel: 'm', profile });
    expect(JSON.stringify(request)).toBe(before);
  });
});
