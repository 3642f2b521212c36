import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../src/errors/api-error.js';
import { buildForwardedBody, buildParsedBody } from '../../../../src/conversion/messages/native-request.js';
import { RawRequest } from '../../../../src/conversion/messages/raw-request.js';
import { buildSignature } from '../../../../src/conversion/shared/provider-state/envelope.js';
import { anthropic } from '../../../../src/providers/profiles/messages.js';
import type { MessagesFeatures, ProviderProfile } from '../../../../src/providers/provider-profile.js';

interface Settings {
  readonly model?: string;
  readonly maxOutputTokens?: number;
  readonly features?: Partial<MessagesFeatures>;
  readonly extraBody?: ProviderProfile['extraBody'];
}

function settingsOf({ model, maxOutputTokens, features, extraBody = {} }: Settings, requested: string) {
  const messagesFeatures = { ...anthropic.messagesFeatures, ...features };
  const profile: ProviderProfile = { ...anthropic, messagesFeatures, extraBody };
  return { upstreamModel: model ?? requested, profile, ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
}

function forward(text: string, settings: Settings = {}) {
  const raw = new RawRequest(Buffer.from(text));
  const { bytes, dropped } = buildForwardedBody(raw, settingsOf(settings, raw.model));
  return { text: Buffer.from(bytes).toString(), dropped };
}

const withMessages = (...messages: unknown[]): string => JSON.stringify({ model: 'm', max_tokens: 5, messages });
const messagesOf = (text: string): unknown => (JSON.parse(text) as { messages: unknown }).messages;

const foreign = buildSignature({ profile: 'openai', model: 'gpt-6' }, { reasoning: 'secret' });
const native = 'EqQBCkYIBxgCKkDanthropic';
const thinking = (signature: string): unknown => ({ type: 'thinking', thinking: 'Hm', signature });
const text = (content: string): unknown => ({ type: 'text', text: content });

describe('a forwarded request', () => {
  it.each([
    ' {"model" : "m",\n "max_tokens":5 } ',
    '{"max_tokens":5,"x":1e400,"model":"m","y":"\\u0061"}',
    '{"model":"m","messages":[{"model":"other"}],"z":{"model":"other"},"text":"\\"model\\":\\"x\\""}',
  ])('has the bytes of the client: %s', (body) => {
    expect(forward(body)).toEqual({ text: body, dropped: [] });
  });

  it.each([
    ['{"model":"m","max_tokens":5}', '{"model":"new \\"name\\"","max_tokens":5}'],
    [
      '{ "a": {"model":"m"}, "model" : "m" , "b":"\\"model\\":\\"m\\""}',
      '{ "a": {"model":"m"}, "model" : "new \\"name\\"" , "b":"\\"model\\":\\"m\\""}',
    ],
    ['{"mod\\u0065l":"m"}', '{"mod\\u0065l":"new \\"name\\""}'],
  ])('has another model at the same place, and nothing else that differs: %s', (body, expected) => {
    expect(forward(body, { model: 'new "name"' }).text).toBe(expected);
  });

  it.each([
    ['two keys', '{"model":"expensive","model":"m"}', '{"model":"m","model":"m"}'],
    ['another spelling', '{"model":"m","MODEL":"expensive"}', '{"model":"m","MODEL":"m"}'],
    ['an escaped key', '{"model":"m","mod\\u0065l":"m"}', '{"model":"m","mod\\u0065l":"m"}'],
    ['a value of another type', '{"model":{"a":1},"model":"m"}', '{"model":"m","model":"m"}'],
  ])('shows the upstream the authorized model only: %s', (_, body, expected) => {
    expect(forward(body).text).toBe(expected);
  });

  it('is authorized by the last of several models, as JSON.parse reads them', () => {
    expect(new RawRequest(Buffer.from('{"model":"a","model":"b"}')).model).toBe('b');
  });

  it('has no more output tokens than the limit', () => {
    expect(forward('{"model":"m","max_tokens": 100 }', { maxOutputTokens: 50 }).text).toBe(
      '{"model":"m","max_tokens": 50 }',
    );
    expect(forward('{"model":"m","max_tokens":10}', { maxOutputTokens: 50 }).text).toBe(
      '{"model":"m","max_tokens":10}',
    );
    expect(forward('{"max_tokens":10,"model":"m","Max_Tokens":99}', { maxOutputTokens: 50 }).text).toBe(
      '{"max_tokens":10,"model":"m","Max_Tokens":10}',
    );
  });

  it('has the additional fields of the upstream', () => {
    const { text: sent } = forward('{"model":"m","max_tokens":9}', {
      model: 'n',
      maxOutputTokens: 4,
      extraBody: { x: 1 },
    });
    expect(JSON.parse(sent)).toEqual({ model: 'n', max_tokens: 4, x: 1 });
  });

  it('lacks fields that the upstream rejects, and names them', () => {
    const rejected = { features: { rejectedFields: ['speed'] } };
    const { text: sent, dropped } = forward('{"model":"m","speed":"fast","MODEL":"x"}', rejected);
    expect(JSON.parse(sent)).toEqual({ model: 'm' });
    expect(dropped).toEqual(['speed']);
    expect(forward('{"model":"m", "max_tokens":5}', rejected)).toEqual({
      text: '{"model":"m", "max_tokens":5}',
      dropped: [],
    });
  });

  it('has no thinking of another upstream API, and Anthropic’s as it is', () => {
    const sent = forward(
      withMessages(
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: [thinking(foreign), { type: 'redacted_thinking', data: foreign }, text('Hi')] },
        { role: 'user', content: 'Go on' },
        { role: 'assistant', content: [thinking(native), { type: 'redacted_thinking', data: native }, text('Yes')] },
      ),
    ).text;
    expect(messagesOf(sent)).toEqual([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: [text('Hi')] },
      { role: 'user', content: 'Go on' },
      { role: 'assistant', content: [thinking(native), { type: 'redacted_thinking', data: native }, text('Yes')] },
    ]);
  });

  it('lacks a message that only had such thinking, and joins its neighbors', () => {
    const sent = forward(
      withMessages(
        { role: 'user', content: 'One' },
        { role: 'assistant', content: [thinking(foreign)] },
        { role: 'user', content: [text('Two')] },
      ),
    ).text;
    expect(messagesOf(sent)).toEqual([{ role: 'user', content: [text('One'), text('Two')] }]);
  });

  it('has the bytes of the client if a prompt contains the words of an envelope', () => {
    const body = withMessages({ role: 'user', content: `What is ${foreign}?` }).replaceAll(',', ' ,');
    expect(forward(body).text).toBe(body);
  });

  it('lacks all thinking after a rejected signature, and disables it after missing thinking', () => {
    const body = withMessages({ role: 'assistant', content: [thinking(native), text('Hi')] });
    expect(messagesOf(forward(body, { features: { sendsThinking: false } }).text)).toEqual([
      { role: 'assistant', content: [text('Hi')] },
    ]);
    const disabled = forward(body, { features: { allowsThinking: false } }).text;
    expect(JSON.parse(disabled)).toMatchObject({ thinking: { type: 'disabled' } });
  });

  it.each([
    ['{"max_tokens":5}', 'model: Field required'],
    ['{"model":5}', 'model: Input should be a valid string'],
    ['{"model":""}', 'model: String should have at least 1 character'],
    ['{"model":"m"', 'The request body is not a valid JSON object'],
    ['[]', 'The request body is not a valid JSON object'],
  ])('is rejected without a model that can be authorized: %s', (body, message) => {
    expect(() => forward(body)).toThrow(ApiError.invalidRequest(message));
  });
});

describe('a parsed request', () => {
  it('is written with the model, the limit and its other fields in their order', () => {
    const request = { max_tokens: 9, model: 'm', messages: [], future: 1 };
    const { bytes } = buildParsedBody(request, settingsOf({ model: 'n', maxOutputTokens: 5 }, 'm'));
    expect(Buffer.from(bytes).toString()).toBe('{"max_tokens":5,"model":"n","messages":[],"future":1}');
  });
});
