import { describe, expect, it } from '@jest/globals';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import { aRequest } from '../../../../support/test-conversion.js';
import { convertForResponses } from '../../../../support/test-responses-conversion.js';

const [bash, read] = ['Bash', 'Read'].map((name) => ({ name }));
const search = { type: 'web_search_20250305', name: 'web_search' };
const removeRead = { role: 'system', content: [{ type: 'tool_removal', tool: { name: 'Read' } }] };

interface Choice {
  readonly tool_choice: unknown;
  readonly tools: readonly (string | undefined)[];
  readonly dropped: readonly string[];
}

function choose(
  tool_choice: CreateMessageRequest['tool_choice'],
  tools: readonly object[],
  profile = 'openai',
  system: readonly object[] = [],
): Choice {
  const messages = [{ role: 'user', content: 'Hi' }, ...system, { role: 'user', content: 'Go on' }];
  const request = { ...aRequest({ tool_choice: tool_choice ?? null }), tools, messages } as CreateMessageRequest;
  const { body, dropped } = convertForResponses(request, { profile });
  const names = (body.tools ?? []).map((tool) => (tool.type === 'function' ? tool.name : tool.type));
  return { tool_choice: body.tool_choice, tools: names, dropped };
}

const both = [bash, read];
const names = ['Bash', 'Read'];
const named = { type: 'function', name: 'Read' };

describe('the choice among tools', () => {
  it.each<[CreateMessageRequest['tool_choice'], unknown]>([
    [undefined, undefined],
    [{ type: 'auto' }, undefined],
    [{ type: 'any' }, 'required'],
    [{ type: 'none' }, 'none'],
    [{ type: 'tool', name: 'Read' }, named],
  ])('is converted: %j', (choice, tool_choice) => {
    expect(choose(choice, both)).toEqual({ tool_choice, tools: names, dropped: [] });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['ollama', 'required', []],
    ['moonshot', undefined, ['tool_choice']],
  ])('of one tool offers it alone where no choice can name it (%s)', (profile, tool_choice, dropped) => {
    expect(choose({ type: 'tool', name: 'Read' }, both, profile)).toEqual({ tool_choice, tools: ['Read'], dropped });
  });

  it('of any tool names the only one where it cannot be forced otherwise', () => {
    expect(choose({ type: 'any' }, [read], 'dashscope').tool_choice).toEqual(named);
    expect(choose({ type: 'any' }, both, 'dashscope')).toMatchObject({
      tool_choice: undefined,
      dropped: ['tool_choice'],
    });
  });

  it('is left out for a tool that is not offered', () => {
    expect(choose({ type: 'tool', name: 'Other' }, both)).toEqual({
      tool_choice: undefined,
      tools: names,
      dropped: ['tool_choice'],
    });
    expect(choose({ type: 'any' }, [])).toEqual({ tool_choice: undefined, tools: [], dropped: ['tool_choice'] });
  });

  it('of the web search forces it only if there is no other tool', () => {
    const choice = { type: 'tool', name: 'web_search' } as const;
    expect(choose(choice, [search]).tool_choice).toBe('required');
    expect(choose(choice, [search, bash])).toMatchObject({ tool_choice: undefined, dropped: ['tool_choice'] });
  });

  it.each<[CreateMessageRequest['tool_choice'], unknown]>([
    [
      undefined,
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'Bash' }, { type: 'web_search' }] },
    ],
    [{ type: 'none' }, 'none'],
    [
      { type: 'tool', name: 'Bash' },
      { type: 'function', name: 'Bash' },
    ],
  ])('excludes tools that were removed but stay declared: %j', (choice, tool_choice) => {
    const tools = [...names, 'web_search'];
    expect(choose(choice, [...both, search], 'openai', [removeRead])).toEqual({ tool_choice, tools, dropped: [] });
  });

  it('is none when all tools were removed', () => {
    expect(choose(undefined, [read], 'openai', [removeRead])).toEqual({
      tool_choice: 'none',
      tools: ['Read'],
      dropped: [],
    });
  });

  it('is not limited where that is not supported: removed tools are not declared', () => {
    expect(choose(undefined, both, 'azure', [removeRead])).toEqual({
      tool_choice: undefined,
      tools: ['Bash'],
      dropped: [],
    });
  });
});
