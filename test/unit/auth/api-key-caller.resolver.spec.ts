import { describe, expect, it } from '@jest/globals';
import { ApiKeyCallerResolver } from '../../../src/auth/api-key-caller.resolver.js';
import { testOptions } from '../../support/options.js';

const fixed = new ApiKeyCallerResolver(testOptions({ upstreamKey: 'up', proxyKeys: ['one', 'two'] }));
const open = new ApiKeyCallerResolver(testOptions({ upstreamKey: 'up', proxyKeys: [] }));
const { upstreamKey: _, ...keyless } = testOptions({});
const passthrough = new ApiKeyCallerResolver(keyless);

describe('ApiKeyCallerResolver', () => {
  it.each([
    [{ 'x-api-key': 'one' }],
    [{ 'x-api-key': 'two' }],
    [{ authorization: 'Bearer one' }],
    [{ authorization: 'bearer one' }],
    [{ authorization: 'BEARER   two' }],
    [{ 'x-api-key': 'wrong', authorization: 'Bearer one' }],
    [{ 'x-api-key': 'one', authorization: 'Bearer wrong' }],
  ])('accepts a valid key in either header: %j', (headers) => {
    expect(fixed.authenticate(headers)).toMatchObject({ apiKey: 'up', usesProxyKey: true });
  });

  it.each([
    [{}],
    [{ 'x-api-key': '' }],
    [{ 'x-api-key': 'on' }],
    [{ 'x-api-key': 'one,two' }],
    [{ authorization: 'one' }],
    [{ authorization: 'Basic one' }],
  ])('rejects all other callers: %j', (headers) => {
    expect(() => fixed.authenticate(headers)).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('accepts all callers without proxy keys, and uses the upstream key', () => {
    expect(open.authenticate({})).toEqual({ apiKey: 'up', usesProxyKey: true });
  });

  it('forwards the client key, x-api-key before bearer', () => {
    expect(passthrough.authenticate({ 'x-api-key': 'a', authorization: 'Bearer b' })).toMatchObject({
      apiKey: 'a',
      usesProxyKey: false,
    });
    expect(passthrough.authenticate({ authorization: 'Bearer b' }).apiKey).toBe('b');
  });

  it('identifies callers by a hash of their valid key, never by the key', () => {
    const two = fixed.authenticate({ 'x-api-key': 'wrong', authorization: 'Bearer two' }).id;
    expect(two).toBe(fixed.authenticate({ 'x-api-key': 'two' }).id);
    expect(two).toBe(passthrough.authenticate({ 'x-api-key': 'two' }).id);
    expect(two).toMatch(/^[0-9a-f]{12}$/);
    expect(two).not.toBe(fixed.authenticate({ 'x-api-key': 'one' }).id);
    expect(open.authenticate({}).id).toBeUndefined();
  });

  it('requires a proxy key if one is configured, even if the default upstream has none', () => {
    const guarded = new ApiKeyCallerResolver({ ...keyless, proxyKeys: ['one'] });
    expect(() => guarded.authenticate({ 'x-api-key': 'any' })).toThrow(expect.objectContaining({ status: 401 }));
    const caller = guarded.authenticate({ 'x-api-key': 'one' });
    expect(caller.usesProxyKey).toBe(true);
    // The key of the proxy must not go to the provider.
    expect(caller).not.toHaveProperty('apiKey');
    expect(guarded.isAuthorized({})).toBe(false);
  });

  it('explains an invalid key and how to send one', () => {
    const messageFor = (headers: Record<string, string>): unknown => {
      try {
        return fixed.authenticate(headers);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(messageFor({ 'x-api-key': 'wrong' })).toMatch(/^Invalid API key: send a key .* x-api-key/);
    expect(messageFor({})).toMatch(/^An API key is required: send it as x-api-key/);
  });

  it('requires a key in passthrough mode', () => {
    expect(() => passthrough.authenticate({})).toThrow(expect.objectContaining({ status: 401 }));
  });

  it('shows upstream URLs only to authorized callers', () => {
    expect(fixed.isAuthorized({})).toBe(false);
    expect(fixed.isAuthorized({ 'x-api-key': 'two' })).toBe(true);
    expect(open.isAuthorized({})).toBe(true);
    expect(passthrough.isAuthorized({})).toBe(true);
  });
});
