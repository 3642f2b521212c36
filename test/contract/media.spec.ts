import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf, hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

const png = 'iVBORw0KGgo=';
const pdf = 'JVBERi0xLjQK';

describe('images and documents', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let sdk: Anthropic;

  const show = (...blocks: Anthropic.ContentBlockParam[]) =>
    sdk.messages.create({
      ...hello,
      messages: [{ role: 'user', content: [...blocks, { type: 'text', text: 'What is this?' }] }],
    });
  const shown = () => (upstream.lastRequest.body.messages as { content: unknown }[]).at(-1)?.content;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    upstream.script(json(completion({ content: 'A cat' })));
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
    sdk = sdkFor(proxy.url);
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('shows an image that the request carries', async () => {
    const { content } = await show({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } });
    expect(content).toMatchObject([{ type: 'text', text: 'A cat' }]);
    expect(shown()).toEqual([
      { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
      { type: 'text', text: 'What is this?' },
    ]);
  });

  it('shows an image by its URL', async () => {
    await show({ type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } });
    expect(shown()).toEqual([
      { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
      { type: 'text', text: 'What is this?' },
    ]);
  });

  it('forwards a PDF', async () => {
    await show({
      type: 'document',
      title: 'report.pdf',
      source: { type: 'base64', media_type: 'application/pdf', data: pdf },
    });
    expect(shown()).toEqual(
      expect.arrayContaining([
        {
          type: 'file',
          file: { filename: expect.stringMatching(/\.pdf$/), file_data: `data:application/pdf;base64,${pdf}` },
        },
        { type: 'text', text: 'What is this?' },
      ]),
    );
  });

  it('writes out a text document', async () => {
    await show({
      type: 'document',
      title: 'Notes',
      source: { type: 'text', media_type: 'text/plain', data: 'Buy milk.' },
    });
    expect(JSON.stringify(shown())).toMatch(/Notes.*Buy milk\..*What is this\?/);
  });

  it('writes out a search result', async () => {
    await show({
      type: 'search_result',
      title: 'Cats',
      source: 'https://example.com/cats',
      content: [{ type: 'text', text: 'Cats purr.' }],
    });
    expect(JSON.stringify(shown())).toMatch(/Cats.*https:\/\/example\.com\/cats.*Cats purr\./);
  });

  it('names the block that cannot be served', async () => {
    const unservable: Anthropic.ContentBlockParam[] = [
      { type: 'image', source: { type: 'base64', media_type: 'image/bmp' as 'image/png', data: png } },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
    ];
    for (const block of unservable) {
      const failure = await failureOf(show(block));
      expect(failure).toBeInstanceOf(Anthropic.BadRequestError);
      expect(failure.apiMessage).toContain('messages.0.content.0');
    }
  });
});
