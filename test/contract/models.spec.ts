import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiVersions, failureOf, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';

const ids = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-2', 'fast', 'vendor/claude-x'];

describe.each(apiVersions)('models, API version %s', (version) => {
  let proxy: RunningProxy;
  let sdk: Anthropic;

  beforeAll(async () => {
    proxy = await startProxy({
      modelMap: [
        { pattern: 'fast', target: '@small' },
        { pattern: 'vendor/claude-x', target: 'x' },
        { pattern: 'qwen*', target: '@same' },
      ],
    });
    sdk = sdkFor(proxy.url, { defaultHeaders: { 'anthropic-version': version } });
  });

  afterAll(() => proxy.close());

  it('lists the Claude models and the names of the map', async () => {
    const page = await sdk.models.list();
    expect(page.data.map(({ id }) => id)).toEqual(ids);
    expect(page).toMatchObject({ has_more: false, first_id: ids[0], last_id: ids.at(-1) });
    for (const model of page.data) {
      expect(model).toMatchObject({ type: 'model', display_name: expect.stringMatching(/./) });
      expect(Date.parse(model.created_at)).not.toBeNaN();
    }
  });

  it('is paged through by the SDK, forwards and backwards', async () => {
    const seen: string[] = [];
    for await (const { id } of sdk.models.list({ limit: 2 })) seen.push(id);
    expect(seen).toEqual(ids);
    const page = await sdk.models.list({ limit: 2, before_id: 'fast' });
    expect(page.data.map(({ id }) => id)).toEqual(['claude-haiku-5-5', 'claude-fable-5-2']);
    const before = await page.getNextPage();
    expect(before.data.map(({ id }) => id)).toEqual(['claude-opus-5-5', 'claude-sonnet-5-5']);
    expect(before.hasNextPage()).toBe(false);
  });

  it('finds one, also by a name with a slash', async () => {
    expect(await sdk.models.retrieve('claude-sonnet-5-5')).toMatchObject({ display_name: 'Claude Sonnet 5.5' });
    expect(await sdk.models.retrieve('vendor/claude-x')).toMatchObject({ id: 'vendor/claude-x' });
  });

  it('serves the beta endpoints as well', async () => {
    expect((await sdk.beta.models.list()).data.map(({ id }) => id)).toEqual(ids);
    expect(await sdk.beta.models.retrieve('fast')).toMatchObject({ id: 'fast', type: 'model' });
  });

  it('returns 404 for an unknown model', async () => {
    const failure = await failureOf(sdk.models.retrieve('gpt-4o'));
    expect(failure).toBeInstanceOf(Anthropic.NotFoundError);
    expect(failure).toMatchObject({ type: 'not_found_error', apiMessage: 'model: gpt-4o' });
    expect(failure.requestID).toMatch(/^req_/);
  });

  it('rejects an invalid page', async () => {
    const failure = await failureOf(sdk.models.list({ limit: 0 }));
    expect(failure).toBeInstanceOf(Anthropic.BadRequestError);
  });
});
