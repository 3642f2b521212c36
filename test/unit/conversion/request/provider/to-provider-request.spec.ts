import { describe, expect, it } from '@jest/globals';
import { toChatRequest } from '../../../../../src/conversion/request/to-chat-request.js';
import type { ChatConversion } from '../../../../../src/conversion/request/to-chat-request.js';
import type { Dialect } from '../../../../../src/dialects/dialect.js';
import { dialects } from '../../../../../src/dialects/index.js';
import { standard } from '../../../../../src/dialects/standard.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/messages.js';
import { aRequest } from '../../../../support/exchanges.js';

type Choices = Dialect['tools']['forcedChoices'];

const tool = (name: string) => ({ name, input_schema: { type: 'object', properties: {} } });
const schema = { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false };
const format = { type: 'json_schema', schema } as const;

function convert(
  changes: Partial<CreateMessageRequest>,
  dialect: Partial<Dialect>,
  upstreamModel = 'm',
): ChatConversion {
  return toChatRequest(aRequest(changes), { upstreamModel, dialect: { ...standard, ...dialect } });
}

describe('a forced call', () => {
  const choose = (choice: CreateMessageRequest['tool_choice'], forcedChoices: Choices, names = ['A', 'B']) => {
    const dialect = { tools: { ...standard.tools, forcedChoices } };
    const { chatRequest, dropped } = convert({ tools: names.map(tool), tool_choice: choice ?? null }, dialect);
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

describe('an answer in JSON', () => {
  const modelTraits = (responseFormat: 'json_schema' | 'json_object' | 'none') => ({
    modelTraits: () => ({ ...standard.modelTraits('m'), responseFormat }),
  });
  const description = `Answer with nothing but JSON that follows this JSON schema:\n${JSON.stringify(schema)}`;

  it('is described in the system prompt where its schema cannot be said', () => {
    const { chatRequest, dropped } = convert({ system: 'S', output_config: { format } }, modelTraits('json_object'));
    expect(chatRequest.response_format).toEqual({ type: 'json_object' });
    expect(chatRequest.messages[0]).toEqual({ role: 'system', content: `S\n\n${description}` });
    expect(dropped).toEqual([]);
  });

  it('is described only where it cannot be asked for, or is refused', () => {
    for (const dialect of [modelTraits('none'), { refusedFields: ['response_format'] }]) {
      const { chatRequest } = convert({ output_config: { format } }, dialect);
      expect(chatRequest.response_format).toBeUndefined();
      expect(chatRequest.messages[0]).toEqual({ role: 'system', content: description });
    }
  });

  it('is described only where functions must not stand beside it', () => {
    const dialect = { tools: { ...standard.tools, besideResponseFormat: false } };
    expect(convert({ output_config: { format } }, dialect).chatRequest.response_format?.type).toBe('json_schema');
    const { chatRequest } = convert({ output_config: { format }, tools: [tool('A')] }, dialect);
    expect(chatRequest.response_format).toBeUndefined();
    expect(chatRequest.messages[0]).toEqual({ role: 'system', content: description });
  });

  it('is described behind a system prompt in parts', () => {
    const system = [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }] as const;
    const dialect = { ...modelTraits('none'), cacheControl: 'copied' } as const;
    const { chatRequest } = convert({ system: [...system], output_config: { format } }, dialect);
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
    const wish = {
      temperature: 0.5,
      top_p: 0.5,
      top_k: 5,
      stop_sequences: ['END'],
      tools: [tool('A')],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    } as const;
    const refusedFields = ['temperature', 'top_p', 'top_k', 'stop', 'parallel_tool_calls', 'tool_choice'];
    const { chatRequest, dropped } = convert({ ...wish, tools: [...wish.tools] }, { refusedFields });
    expect(Object.keys(chatRequest)).toEqual(['model', 'messages', 'tools', 'max_tokens']);
    expect(dropped).toEqual(
      expect.arrayContaining(['temperature', 'top_p', 'top_k', 'tool_choice', 'tool_choice.disable_parallel_tool_use']),
    );
    expect(dropped).not.toContain('stop_sequences');
  });

  it.each(['model', 'messages'])('never are %s', (field) => {
    expect(convert({}, { refusedFields: [field] }).chatRequest).toHaveProperty(field);
  });
});

describe('a request that is answered as a stream only', () => {
  it('asks for a stream, though the client did not', () => {
    const { chatRequest } = convert({}, { streamsOnly: () => true });
    expect(chatRequest).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });
});

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))('%s', (_name, dialect) => {
  it('never says who the user is in plain text', () => {
    const { chatRequest } = toChatRequest(aRequest({ metadata: { user_id: 'jane-doe' } }), {
      upstreamModel: 'm',
      dialect,
    });
    expect(JSON.stringify(chatRequest)).not.toContain('jane-doe');
  });

  it('leaves the client’s request as it is', () => {
    const request = aRequest({ tools: [{ ...tool('A'), input_schema: schema }], tool_choice: { type: 'any' } });
    const before = JSON.stringify(request);
    toChatRequest(request, { upstreamModel: 'm', dialect });
    expect(JSON.stringify(request)).toBe(before);
  });
});
