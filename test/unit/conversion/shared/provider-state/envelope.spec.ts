import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderState, StateOrigin } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import { decodeEnvelope } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import { encodeEnvelope } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import { buildRedactedThinking } from '../../../../../src/conversion/shared/provider-state/envelope.js';
import { buildSignature } from '../../../../../src/conversion/shared/provider-state/envelope.js';

const origin: StateOrigin = { profile: 'openrouter', model: 'google/gemini-3-pro' };
const state: ProviderState = {
  reasoning: 'Grüße, 世界 😀',
  details: [{ type: 'reasoning.encrypted', data: 'gAAAA+/==', id: 'rs_1', format: 'openai-responses-v1', index: 0 }],
  call: { id: 'call_1', extra: { google: { thought_signature: 'CrIC/+=' } } },
};

const wrap = (content: unknown): string => wrapText(JSON.stringify(content));
const wrapText = (text: string): string => `cpx1.${Buffer.from(text).toString('base64url')}`;
const from = (content: object): string => wrap({ d: origin.profile, m: origin.model, ...content });
const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('an envelope', () => {
  it('gives back what was put in, and is legal as a signature', () => {
    const envelope = encodeEnvelope(origin, state) ?? '';
    expect(envelope).toMatch(/^cpx1\.[\w-]+$/);
    expect(decodeEnvelope(envelope, origin)).toEqual(state);
  });

  it.each<[string, StateOrigin]>([
    ['another provider', { ...origin, profile: 'gemini' }],
    ['another model', { ...origin, model: 'google/gemini-2.5-pro' }],
  ])('is of no use to %s', (_, other) => {
    expect(decodeEnvelope(encodeEnvelope(origin, state), other)).toBeUndefined();
  });

  it('is not made of more than clients should carry', () => {
    const large: ProviderState = { details: [{ type: 'reasoning.encrypted', data: 'x'.repeat(200_000) }] };
    expect(encodeEnvelope(origin, large)).toBeUndefined();
    expect(buildRedactedThinking(origin, large)).toBeUndefined();
    expect(buildSignature(origin, large)).toBe(buildSignature(origin));
    expect(buildSignature({ ...origin, model: 'm'.repeat(300_000) })).toBe('cpx1.');
  });

  it('is not made of what could not be written', () => {
    expect(encodeEnvelope(origin, { call: { id: 'call_1', extra: { deep: nest(5000) } } })).toBeUndefined();
  });
});

describe('an envelope with encrypted reasoning', () => {
  const openai: StateOrigin = { profile: 'openai', model: 'gpt-6-astra', upstream: 'east' };
  const encrypted = 'gAAAAABk-/+=.not.base64';

  it('contains it unchanged, so that it is not encoded twice', () => {
    const envelope = encodeEnvelope(openai, { encrypted }) ?? '';
    expect(envelope).toMatch(/^cpx2\.[\w-]+\./);
    expect(envelope.endsWith(`.${encrypted}`)).toBe(true);
    expect(decodeEnvelope(envelope, openai)).toEqual({ encrypted });
  });

  it('keeps other state too', () => {
    const both: ProviderState = { encrypted, reasoning: 'text' };
    expect(decodeEnvelope(encodeEnvelope(openai, both), openai)).toEqual(both);
  });

  it.each<[string, StateOrigin]>([
    ['another upstream of the same provider', { ...openai, upstream: 'west' }],
    ['an upstream without a name', { profile: 'openai', model: 'gpt-6-astra' }],
  ])('does not reveal it to %s', (_, other) => {
    expect(decodeEnvelope(encodeEnvelope(openai, { encrypted }), other)).toEqual({});
  });

  it('cannot be read if no upstream was named when it was created', () => {
    const { upstream: _, ...nameless } = openai;
    expect(decodeEnvelope(encodeEnvelope(nameless, { encrypted }), nameless)).toEqual({});
  });

  it('may be 1 MiB long', () => {
    const long = 'x'.repeat(1_000_000);
    expect(decodeEnvelope(encodeEnvelope(openai, { encrypted: long }), openai)).toEqual({ encrypted: long });
    const tooLong = 'x'.repeat(1024 * 1024);
    expect(encodeEnvelope(openai, { encrypted: tooLong })).toBeUndefined();
    const header = encodeEnvelope(openai, { encrypted: 'x' })?.slice(0, -1) ?? '';
    expect(decodeEnvelope(header + tooLong, openai)).toBeUndefined();
  });
});

describe('what a client brings back', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no text', { toString: 1 }],
    ['a signature of Anthropic', 'EqoBCkgIARABGAIiQL2UoU0b1OHYi+/='],
    ['no base64', 'cpx1.%%%'],
    ['no JSON', wrapText('{"d":"openrouter",')],
    ['no object', wrap(['openrouter'])],
    ['JSON without an origin', wrap({ r: [] })],
    ['an envelope of a later version', from({}).replace('cpx1', 'cpx3')],
    [
      'a key that names a prototype',
      wrapText('{"d":"openrouter","m":"google/gemini-3-pro","r":[{"__proto__":{"a":1}}]}'),
    ],
    ['encrypted reasoning without an origin', 'cpx2.gAAAA'],
    ['encrypted reasoning with an invalid origin', 'cpx2.%%%.gAAAA'],
    ['deep nesting', from({ r: [{ data: nest(400) }] })],
    ['very deep nesting', wrapText('['.repeat(150_000))],
    ['very much', from({ t: 'x'.repeat(300_000) })],
  ])('is ignored when it is %s', (_, envelope) => {
    expect(decodeEnvelope(envelope, origin)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['details that are not a list', { r: 'x' }],
    ['reasoning that is not text', { t: 1 }],
    ['a call without an id', { x: {} }],
    ['a call that brought no object', { c: 'call_1', x: 'y' }],
  ])('is ignored in part when it holds %s', (_, content) => {
    expect(decodeEnvelope(from(content), origin)).toEqual({});
  });

  it('never breaks the request', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.string().map(wrapText),
      fc.jsonValue().map(wrap),
      fc.dictionary(fc.constantFrom('t', 'r', 'c', 'x', 'e', 'u'), fc.jsonValue()).map(from),
      fc
        .tuple(fc.jsonValue().map(wrap), fc.string())
        .map(([header, rest]) => `${header.replace('cpx1', 'cpx2')}.${rest}`),
    );
    fc.assert(fc.property(hostile, (envelope) => void decodeEnvelope(envelope, origin)));
  });
});
