import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { classifyErrorResponse } from '../../src/errors/error-classification.js';
import { asList } from '../../src/common/json.js';
import { estimateInputTokens } from '../../src/conversion/shared/tokens/input-estimate.js';
import { collectMessage } from '../../src/conversion/shared/stream/event-collector.js';
import { validateCountTokens, validateCreateMessage } from '../../src/messages/validation/request-validation.js';
import type { Message } from '../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import type { ChatCompletion } from '../../src/protocol/openai/chat-completion.js';
import { ChatStreamReader } from '../../src/conversion/chat-completions/response/chat-completion-reader.js';
import { anySettings } from './arbitrary-settings.js';
import { streamingRequest } from './arbitrary-streams.js';
import { checkChatRequest } from './chat-request-shape.js';
import { FuzzStream } from './fuzz-stream.js';
import { createTestConversion } from './test-conversion.js';
import type { ConversionSettings } from './test-conversion.js';
import {
  HOST,
  bytesOfText,
  completions,
  damaged,
  errorBody,
  failures,
  generatedStream,
  mutatedStream,
  mutatedText,
  noise,
  oddText,
  requestBodies,
  formatValue,
} from './fuzz-inputs.js';
import { checkApiError, checkMessage } from './message-shape.js';

/** One thing that is done with something generated. */
export interface FuzzCase {
  /** How much there is to convert, in characters or bytes. */
  readonly size: number;
  /** What a complaint quotes. */
  readonly input: string;
  /** The conversion alone; what it comes to is judged by `check`. */
  readonly run: () => void;
  /** Throws when the outcome is not one that a client can be shown. */
  readonly check: () => void;
}

/** A way of making up what nobody has thought of. */
export interface FuzzStrategy {
  readonly name: string;
  /** Its share of all cases. */
  readonly weight: number;
  readonly cases: fc.Arbitrary<FuzzCase>;
}
/** How long the reads of a socket are, over and over. */
const readLengths = fc.array(fc.oneof(fc.nat(20), fc.nat(5_000)), { minLength: 1, maxLength: 5 });
type StreamedInput = [CreateMessageRequest, ConversionSettings, Buffer, number[], boolean];

/** What we answered comes back with the next request, and has to be one that the same upstream can read. */
function checkFollowUp(
  request: CreateMessageRequest,
  exchangeSettings: ConversionSettings,
  { content }: Message,
): void {
  const results = content
    .filter((block) => block.type === 'tool_use')
    .map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'done' }));
  const messages = [
    ...request.messages,
    { role: 'assistant' as const, content },
    { role: 'user' as const, content: [...results, { type: 'text' as const, text: 'Go on' }] },
  ];
  const body: unknown = JSON.parse(JSON.stringify({ ...request, messages }));
  validateCreateMessage(body);
  checkChatRequest(createTestConversion(body, exchangeSettings).body);
}

const toStreamCase = ([request, exchangeSettings, bytes, lengths, hasBegun]: StreamedInput): FuzzCase => {
  const stream = new FuzzStream(bytes, lengths);
  return {
    size: bytes.length,
    input: `${JSON.stringify([request, exchangeSettings])}\n${lengths.join()} ${hasBegun}\n${bytes.toString()}`,
    run: () => {
      const builder = createTestConversion(request, exchangeSettings).openStream('req_1');
      stream.run(builder, new ChatStreamReader(), hasBegun);
    },
    check: () => {
      stream.check();
      const { events } = stream;
      JSON.stringify(events);
      if (events.at(-1)?.type === 'message_stop') checkFollowUp(request, exchangeSettings, collectMessage(events));
    },
  };
};

const streamCases = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<FuzzCase> =>
  fc.tuple(streamingRequest, anySettings, bytes, readLengths, fc.boolean()).map(toStreamCase);
/** A whole answer, sent as a stream of one chunk, is the same Message: but for repeated ids and odd indices. */
function checkAgreement(
  request: CreateMessageRequest,
  exchangeSettings: ConversionSettings,
  completion: ChatCompletion,
  message: Message,
): void {
  const choices = completion.choices ?? [];
  const ids = choices.flatMap((choice) => asList(choice?.message?.tool_calls).map((call) => call?.id));
  if (new Set(ids).size < ids.length || choices.some((choice) => (choice?.index ?? 0) !== 0)) return;
  const deltas = choices.map((choice) => choice && { ...choice, delta: choice.message ?? null });
  const streamed = createTestConversion(request, exchangeSettings).convertResponse([
    { ...completion, choices: deltas },
    '[DONE]',
  ]);
  // Where the upstream counts nothing, the two estimate differently.
  const usage = { ...streamed.usage, output_tokens: message.usage.output_tokens };
  if (!isDeepStrictEqual({ ...streamed, usage }, message)) throw new Error(`Streamed: ${JSON.stringify(streamed)}`);
}

const toReplyCase = ([request, exchangeSettings, text]: [
  CreateMessageRequest,
  ConversionSettings,
  string,
]): FuzzCase => {
  let judge = (): void => undefined;
  return {
    size: text.length,
    input: `${JSON.stringify([request, exchangeSettings])}\n${text}`,
    run: () => {
      try {
        const message = createTestConversion(request, exchangeSettings).convertResponse(
          JSON.parse(text) as ChatCompletion,
        );
        judge = () => {
          checkMessage(message);
          checkFollowUp(request, exchangeSettings, message);
          checkAgreement(request, exchangeSettings, JSON.parse(text) as ChatCompletion, message);
        };
      } catch (error) {
        judge = () => checkApiError(error);
      }
    },
    check: () => judge(),
  };
};

const toRequestCase = ([text, exchangeSettings]: [string, ConversionSettings]): FuzzCase => {
  const body: unknown = JSON.parse(text);
  let judge = (): void => undefined;
  return {
    size: text.length,
    input: `${JSON.stringify(exchangeSettings)}\n${text}`,
    run: () => {
      try {
        validateCreateMessage(body);
        const { body: chatRequest } = createTestConversion(body, exchangeSettings);
        const tokens = countTokens(body);
        judge = () => {
          checkChatRequest(chatRequest);
          if (tokens !== undefined && !(Number.isSafeInteger(tokens) && tokens > 0))
            throw new Error(`${tokens} tokens`);
        };
      } catch (error) {
        judge = () => checkApiError(error);
      }
    },
    check: () => {
      judge();
      if (!isDeep(text) && !isDeepStrictEqual(body, JSON.parse(text))) throw new Error('The request was changed');
    },
  };
};

const isDeep = (text: string): boolean => text.includes('['.repeat(200));

function countTokens(body: unknown): number {
  validateCountTokens(body);
  return estimateInputTokens(body);
}
const toErrorCase = ([status, text, retryAfter]: [number, string, string]): FuzzCase => {
  let outcome: unknown;
  return {
    size: text.length,
    input: `${status} ${JSON.stringify(retryAfter)}\n${text}`,
    run: () => {
      outcome = classifyErrorResponse(status, JSON.parse(text), {
        isProxyKey: status % 2 === 0,
        requestedModel: 'claude-sonnet-5-5',
        estimatedInputTokens: () => 12,
        confidential: [HOST],
        headers: { 'retry-after': retryAfter, 'x-ratelimit-reset-tokens': retryAfter },
        now: new Date(0),
      });
    },
    check: () => {
      if (JSON.stringify((outcome as { message: string }).message).includes(HOST)) throw new Error('Names the host');
      checkApiError(outcome);
    },
  };
};
/** All ways of fuzzing, by what they begin from. */
export const strategies: readonly FuzzStrategy[] = [
  { name: 'streams of the fixtures, mutated', weight: 6, cases: streamCases(damaged(bytesOfText(mutatedStream))) },
  { name: 'generated chunks', weight: 5, cases: streamCases(generatedStream) },
  { name: 'random bytes', weight: 3, cases: streamCases(noise) },
  {
    name: 'completions of the fixtures, mutated, and any JSON',
    weight: 3,
    cases: fc
      .tuple(streamingRequest, anySettings, fc.oneof({ arbitrary: mutatedText(completions, 3), weight: 6 }, oddText))
      .map(toReplyCase),
  },
  {
    name: 'requests of the fixtures, mutated, and any JSON, with every provider profile',
    weight: 5,
    cases: fc.tuple(requestBodies, anySettings).map(toRequestCase),
  },
  {
    name: 'answers that are errors',
    weight: 2,
    cases: fc
      .tuple(
        fc.oneof(fc.constantFrom(400, 401, 402, 404, 413, 422, 429, 500, 503), fc.integer({ min: 300, max: 599 })),
        fc.oneof(errorBody.map(formatValue), mutatedText(failures, 3)),
        fc.oneof(fc.constantFrom('1', '6m0s', '-1'), fc.string()),
      )
      .map(toErrorCase),
  },
];
