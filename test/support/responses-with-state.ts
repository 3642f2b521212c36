import fc from 'fast-check';
import type { ProviderProfile } from '../../src/providers/provider-profile.js';
import { standard } from '../../src/providers/profiles/standard.js';
import type { ContentBlock, Message } from '../../src/protocol/anthropic/message.js';
import type { ContentBlockParam, CreateMessageRequest, MessageParam } from '../../src/protocol/anthropic/request.js';
import type { ChatChunk } from '../../src/protocol/openai/chat-completion.js';
import type { ChatReasoningDetail, ChatResponseMessage } from '../../src/protocol/openai/chat-completion.js';
import type { ChatAssistantMessage } from '../../src/protocol/openai/chat-request.js';
import { createTestConversion, aRequest } from './test-conversion.js';
import { checkStreamGrammar } from './stream-grammar.js';

/** A provider that differs from the standard as given. */
export const profile = (diff: Partial<ProviderProfile>): ProviderProfile => ({ ...standard, name: 'test', ...diff });
export const detailed = profile({ reasoningReplay: 'reasoning_details' });
export const signed = profile({});

const words = fc.constantFrom('Let me see.', ' ', 'One\n\ntwo', 'ü😀', '"}');
const token = fc.stringMatching(/^[A-Za-z0-9+/=]{1,20}$/);

/** What an upstream answers. */
export interface Reply {
  readonly thinking: string;
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  readonly calls: readonly { readonly extra: object | undefined; readonly hasId: boolean }[];
}

const detail = fc.oneof<fc.Arbitrary<ChatReasoningDetail>[]>(
  fc.record({
    type: fc.constant('reasoning.text'),
    text: words,
    signature: token,
    format: fc.constant('anthropic-claude-v1'),
  }),
  fc.record({ type: fc.constant('reasoning.summary'), summary: words }),
  fc.record({
    type: fc.constant('reasoning.encrypted'),
    data: token,
    id: token,
    format: fc.constant('google-gemini-v1'),
  }),
);

/** A reply with state, as any of the providers may send it. */
export const reply: fc.Arbitrary<Reply> = fc.record({
  thinking: fc.constantFrom('', 'Let me see.', ' \n'),
  text: fc.constantFrom('', 'Fine.', '\n'),
  details: fc
    .array(detail, { maxLength: 4 })
    // In the order in which a stream brings them, so that both become the same JSON.
    .map((list) =>
      list.map(({ text, signature, ...rest }, index) => ({ ...rest, index, ...(text && { text, signature }) })),
    ),
  calls: fc.array(
    fc.record({
      extra: fc
        .option(token, { nil: undefined })
        .map((thought_signature) => thought_signature && { google: { thought_signature } }),
      hasId: fc.boolean(),
    }),
    { maxLength: 3 },
  ) as fc.Arbitrary<Reply['calls']>,
});

/** What clients say of thinking. */
export const thinking = fc.constantFrom<CreateMessageRequest['thinking']>(
  null,
  { type: 'disabled' },
  { type: 'adaptive', display: 'omitted' },
);

const toCall = ({ extra, hasId }: Reply['calls'][number], index: number): object => ({
  ...(hasId && { id: `call_${index}` }),
  function: { name: 'Read', arguments: `{"n":${index}}` },
  ...(extra && { extra_content: extra }),
});

/** OpenRouter sends the text of its details as plain reasoning as well. */
const textOf = ({ text, summary }: ChatReasoningDetail): string => text ?? summary ?? '';

const toReply = ({ thinking: reasoning, text: content, details, calls }: Reply): ChatResponseMessage => ({
  reasoning: details.length > 0 ? details.map(textOf).join('') : reasoning,
  content,
  ...(details.length > 0 && { reasoning_details: details }),
  ...(calls.length > 0 && { tool_calls: calls.map(toCall) }),
});

function toChunks({ thinking: reasoning, text, details, calls }: Reply): ChatChunk[] {
  const deltas: ChatResponseMessage[] = [
    ...details.flatMap(toFragments).map((fragment) => ({
      reasoning: textOf(fragment),
      reasoning_details: [fragment],
    })),
    ...(details.length > 0 ? [] : [{ reasoning }]),
    { content: text },
    ...calls.map((call, index) => ({ tool_calls: [{ index, ...toCall(call, index) }] })),
  ];
  return [...deltas.map((delta) => ({ choices: [{ delta }] })), { choices: [{ delta: {}, finish_reason: 'stop' }] }];
}

/** As OpenRouter streams a detail: text in pieces, a signature last. */
function toFragments({ text, signature, ...rest }: ChatReasoningDetail): ChatReasoningDetail[] {
  if (text == null) return [rest];
  return [
    ...[...text].map((character) => ({ ...rest, text: character })),
    { ...rest, ...(signature && { signature }) },
  ];
}

/** What the upstream gets with the next request. The client sends the blocks back as they are. */
export function replay(
  content: readonly ContentBlock[],
  from: ProviderProfile,
  upstreamModel = 'm',
): ChatAssistantMessage | undefined {
  const results = content.flatMap((block): ContentBlockParam[] =>
    block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: 'ok' }] : [],
  );
  const messages: MessageParam[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: JSON.parse(JSON.stringify(content)) as ContentBlockParam[] },
    { role: 'user', content: [...results, { type: 'text', text: 'Go on.' }] },
  ];
  const { body: chatRequest } = createTestConversion(aRequest({ messages }), { profile: from, upstreamModel });
  return chatRequest.messages.find((message) => message.role === 'assistant');
}

/** The message that a client gets, whole or streamed. */
export function answer(
  aReply: Reply,
  isStream: boolean,
  from: ProviderProfile,
  request: CreateMessageRequest,
): Message {
  const conversion = createTestConversion(request, { profile: from, upstreamModel: 'm' });
  if (!isStream) return conversion.convertResponse({ choices: [{ message: toReply(aReply), finish_reason: 'stop' }] });
  const builder = conversion.openStream('req_1');
  checkStreamGrammar([...toChunks(aReply).flatMap((chunk) => builder.accept([chunk])), ...builder.end()]);
  return createTestConversion(request, { profile: from, upstreamModel: 'm' }).convertResponse(toChunks(aReply));
}

/** The content that a client gets of the given deltas. */
export function streamed(from: ProviderProfile, deltas: readonly ChatResponseMessage[]): readonly ContentBlock[] {
  const chunks: ChatChunk[] = deltas.map((delta) => ({ choices: [{ delta }] }));
  return createTestConversion(aRequest(), { profile: from, upstreamModel: 'm' }).convertResponse([...chunks, '[DONE]'])
    .content;
}
