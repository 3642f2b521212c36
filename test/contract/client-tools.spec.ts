import type Anthropic from '@anthropic-ai/sdk';
import {
  BETA_BROWSER_MEMBER_NAME_VALUES,
  BETA_COMPUTER_MEMBER_NAME_VALUES,
} from '@anthropic-ai/sdk/resources/beta/messages/messages';
import type { BetaToolUnion } from '@anthropic-ai/sdk/resources/beta/messages/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';

type AnthropicType = Exclude<NonNullable<BetaToolUnion['type']>, 'custom'>;

/** How many functions each tool that Anthropic defines becomes. A type that a newer SDK brings fails to compile here. */
const functions: Readonly<Record<AnthropicType, number>> = {
  bash_20241022: 1,
  bash_20250124: 1,
  text_editor_20241022: 1,
  text_editor_20250124: 1,
  text_editor_20250429: 1,
  text_editor_20250728: 1,
  memory_20250818: 1,
  computer_20241022: 1,
  computer_20250124: 1,
  computer_20251124: 1,
  computer_toolset_20260801: BETA_COMPUTER_MEMBER_NAME_VALUES.length,
  browser_toolset_20260801: BETA_BROWSER_MEMBER_NAME_VALUES.length - 4,
  // These run on Anthropic's servers.
  web_search_20250305: 0,
  web_search_20260209: 0,
  web_search_20260318: 0,
  web_fetch_20250910: 0,
  web_fetch_20260209: 0,
  web_fetch_20260309: 0,
  web_fetch_20260318: 0,
  code_execution_20250522: 0,
  code_execution_20250825: 0,
  code_execution_20260120: 0,
  code_execution_20260521: 0,
  tool_search_tool_bm25_20251119: 0,
  tool_search_tool_bm25: 0,
  tool_search_tool_regex_20251119: 0,
  tool_search_tool_regex: 0,
  advisor_20260301: 0,
  mcp_toolset: 0,
};

interface OfferedFunction {
  readonly function: { readonly name: string; readonly description?: string; readonly parameters: object };
}

describe('tools that Anthropic defines', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let sdk: Anthropic;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
    sdk = sdkFor(proxy.url);
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  const offer = async (tool: object): Promise<readonly OfferedFunction[]> => {
    upstream.script(json(completion({ content: 'Hi' })));
    await sdk.messages.create({ ...hello, tools: [tool as Anthropic.ToolUnion] });
    return (upstream.lastRequest.body.tools ?? []) as OfferedFunction[];
  };

  it.each(Object.entries(functions).filter(([type]) => type !== 'mcp_toolset'))(
    '%s becomes as many functions as the client runs: %d',
    async (type, count) => {
      const name = type.includes('toolset') ? {} : { name: 'the_tool' };
      const offered = await offer({ type, ...name });
      expect(offered).toHaveLength(count);
      for (const { function: declared } of offered) {
        expect(declared.description).toMatch(/^[A-Z].*\.$/);
        expect(declared.parameters).toMatchObject({ type: 'object', properties: expect.any(Object) });
        if ('name' in name) expect(declared.name).toBe(name.name);
      }
    },
  );

  it.each([
    ['computer', BETA_COMPUTER_MEMBER_NAME_VALUES],
    ['browser', BETA_BROWSER_MEMBER_NAME_VALUES],
  ] as const)('the %s toolset has the members that the SDK knows', async (family, members) => {
    const configs = Object.fromEntries(members.map((member) => [member, { enabled: true }]));
    const offered = await offer({ type: `${family}_toolset_20260801`, configs });
    expect(offered.map(({ function: { name } }) => name).sort()).toEqual(
      members.map((member) => `${family}__${member}`).sort(),
    );
  });

  it('says how large the screen is, and offers to zoom where that is enabled', async () => {
    const tool = { type: 'computer_20251124', name: 'computer', display_width_px: 1280, display_height_px: 800 };
    const [plain] = await offer(tool);
    expect(plain?.function.description).toContain('1280x800 pixels');
    expect(JSON.stringify(plain)).not.toContain('zoom');
    const [zooming] = await offer({ ...tool, enable_zoom: true });
    expect(zooming?.function.parameters).toMatchObject({ properties: { region: { minItems: 4 } } });
  });

  it('are called by member and toolset, streamed and not, and answered the same way', async () => {
    const call = { index: 0, id: 'call_1', type: 'function' };
    const called = { ...call, function: { name: 'computer__wait', arguments: '{"duration":1}' } };
    const expected = { type: 'tool_use', name: 'wait', toolset_name: 'computer', input: { duration: 1 } };
    const request = { ...hello, tools: [{ type: 'computer_toolset_20260801' as const }] };
    upstream.script(json(completion({ tool_calls: [called] }, 'tool_calls')));
    const message = await sdk.messages.create(request);
    expect(message.content).toMatchObject([expected]);
    upstream.script(stream(delta({ tool_calls: [called] }), delta({}, 'tool_calls'), usage(3, 1)));
    expect((await sdk.messages.stream(request).finalMessage()).content).toMatchObject([expected]);
    const result = {
      type: 'tool_result' as const,
      tool_use_id: 'call_1',
      toolset_name: 'computer',
      content: 'Waited.',
    };
    await sdk.messages.create({
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: message.content as Anthropic.ContentBlockParam[] },
        { role: 'user', content: [result] },
      ],
    });
    expect((upstream.lastRequest.body.messages as unknown[]).slice(1)).toMatchObject([
      { role: 'assistant', tool_calls: [{ id: 'call_1', function: { name: 'computer__wait' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Waited.' },
    ]);
  });

  it('are counted with their schemas', async () => {
    const { input_tokens: without } = await sdk.messages.countTokens({ model: hello.model, messages: hello.messages });
    const { input_tokens: withTools } = await sdk.messages.countTokens({
      model: hello.model,
      messages: hello.messages,
      tools: [{ type: 'bash_20250124', name: 'bash' }],
    });
    expect(withTools - without).toBeGreaterThan(50);
  });
});
