import { describe, expect, it } from '@jest/globals';
import { ApiKeyCallerResolver } from '../../../src/auth/api-key-caller.resolver.js';
import { digestKey, isAcceptedKey, readApiKeys } from '../../../src/auth/api-keys.js';
import { testOptions } from '../../support/options.js';

const fixed = new ApiKeyCallerResolver(testOptions({ upstreamKey: 'up', proxyKeys: ['one', 'two'] }));
const open = new ApiKeyCallerResolver(testOptions({ upstreamKey: 'up' }));
const { upstreamKey: _, ...keyless } = testOptions({});
const passthrough = new ApiKeyCallerResolver(keyless);

describe('readApiKeys', () => {
  it.each([
    ['nothing', {}, []],
    ['both headers, x-api-key first', { authorization: 'Bearer b', 'x-api-key': 'a' }, ['a', 'b']],
    ['no surrounding whitespace', { 'x-api-key': ' a ', authorization: 'Bearer  b ' }, ['a', 'b']],
    ['no blank key', { 'x-api-key': ' ', authorization: 'Bearer  ' }, []],
    ['no key of another scheme', { authorization: 'xBearer b' }, []],
    ['no key without a separator', { authorization: 'Bearerb' }, []],
    ['a key that contains spaces', { authorization: 'Bearer a b' }, ['a b']],
    ['no repeated header', { 'x-api-key': ['a', 'b'] }, []],
  ])('reads %s', (_name, headers, keys) => {
    expect(readApiKeys(headers as never)).toEqual(keys);
  });
});

describe('isAcceptedKey', () => {
  it('finds a digest at any position, and only an equal one', () => {
    const accepted = ['one', 'two', 'three'].map(digestKey);
    for (const key of ['one', 'two', 'three']) expect(isAcceptedKey(digestKey(key), accepted)).toBe(true);
    expect(isAcceptedKey(digestKey('four'), accepted)).toBe(false);
    expect(isAcceptedKey(digestKey('one'), [])).toBe(false);
  });
});

describe('ApiKeyCallerResolver', () => {
  it('is open only with an upstream key and without proxy keys', () => {
    expect([open, fixed, passthrough].map(({ isOpen }) => isOpen)).toEqual([true, false, false]);
  });

  it('authorizes a caller whose second key is accepted, and no caller without one', () => {
    expect(fixed.isAuthorized({ 'x-api-key': 'wrong', authorization: 'Bearer one' })).toBe(true);
    expect(fixed.isAuthorized({ 'x-api-key': 'wrong' })).toBe(false);
  });

  it('derives the caller ID of an open proxy from the first key', () => {
    const { id } = open.authenticate({ 'x-api-key': 'one', authorization: 'Bearer two' });
    expect(id).toBe(fixed.authenticate({ 'x-api-key': 'one' }).id);
    expect(open.authenticate({})).not.toHaveProperty('id');
  });

  it('asks for the key of the provider in passthrough mode', () => {
    expect(() => passthrough.authenticate({})).toThrow('An API key is required: send your provider key as x-api-key');
    expect(passthrough.authenticate({ 'x-api-key': 'a' })).toEqual({
      apiKey: 'a',
      usesProxyKey: false,
      id: open.authenticate({ 'x-api-key': 'a' }).id,
    });
  });
});
