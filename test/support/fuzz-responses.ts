import fc from 'fast-check';
import { StreamedResponsesReader } from '../../src/conversion/responses/response/responses-reader.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import { streamingRequest } from './arbitrary-streams.js';
import { bytesOfText, damaged, mutatedResponsesStream, mutatedText, noise, oddText, responses } from './fuzz-inputs.js';
import { FuzzStream } from './fuzz-stream.js';
import type { FuzzCase, FuzzStrategy } from './fuzz-strategies.js';
import { checkApiError, checkMessage } from './message-shape.js';
import { createTestResponse } from './test-responses.js';

/** The bytes of a stream of the Responses API, in reads of these lengths. */
type StreamedInput = [CreateMessageRequest, string, Buffer, number[]];

const toStreamCase = ([request, profile, bytes, lengths]: StreamedInput): FuzzCase => {
  const stream = new FuzzStream(bytes, lengths);
  return {
    size: bytes.length,
    input: `${profile} ${JSON.stringify(request)}\n${lengths.join()}\n${bytes.toString()}`,
    run: () => stream.run(createTestResponse(request, { profile }).openStream(), new StreamedResponsesReader()),
    check: () => stream.check(),
  };
};

const toWholeCase = ([request, profile, text]: [CreateMessageRequest, string, string]): FuzzCase => {
  let judge = (): void => undefined;
  return {
    size: text.length,
    input: `${profile} ${JSON.stringify(request)}\n${text}`,
    run: () => {
      try {
        const message = createTestResponse(request, { profile }).convertText(text);
        judge = () => checkMessage(message);
      } catch (error) {
        judge = () => checkApiError(error);
      }
    },
    check: () => judge(),
  };
};

const profiles = fc.constantFrom('openai', 'azure', 'vllm');
const readLengths = fc.array(fc.oneof(fc.nat(20), fc.nat(5_000)), { minLength: 1, maxLength: 5 });
const streamBytes = fc.oneof({ arbitrary: damaged(bytesOfText(mutatedResponsesStream)), weight: 6 }, noise);
const wholeText = fc.oneof({ arbitrary: mutatedText(responses, 3), weight: 6 }, oddText);

/** Responses of the Responses API, well or badly made. */
export const responsesStrategies: readonly FuzzStrategy[] = [
  {
    name: 'streams of the Responses API, mutated, and random bytes',
    weight: 5,
    cases: fc.tuple(streamingRequest, profiles, streamBytes, readLengths).map(toStreamCase),
  },
  {
    name: 'whole responses of the Responses API, mutated, and any JSON',
    weight: 3,
    cases: fc.tuple(streamingRequest, profiles, wholeText).map(toWholeCase),
  },
];
