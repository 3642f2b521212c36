import { createResponsesConversion } from '../../src/conversion/responses/responses-conversion.js';
import {
  StreamedResponsesReader,
  WholeResponsesReader,
} from '../../src/conversion/responses/response/responses-reader.js';
import type { ResponsesItems } from '../../src/conversion/responses/response/responses-reader.js';
import type { ResponsesStreamBuilder } from '../../src/conversion/responses/stream/responses-stream-builder.js';
import type { ContentRefusal } from '../../src/errors/content-refusal.js';
import type { Message } from '../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import type { ResponsesResponse, ResponsesStreamItem } from '../../src/protocol/openai/responses.js';
import { createTestContext } from './test-conversion.js';
import type { ConversionSettings } from './test-conversion.js';

/** The conversions of a response of the Responses API. */
export interface TestResponse {
  openStream(): ResponsesStreamBuilder;
  stream(...items: readonly ResponsesStreamItem[]): readonly MessageStreamEvent[];
  convert(response: ResponsesResponse): Message;
  convertText(text: string): Message;
  refuse(refusal: ContentRefusal): Message;
}

export const TEST_REQUEST_ID = 'req_fixture';

/** Prepares the conversion of the response to a request. Ids are counted from 000000000000000000000001. */
export function createTestResponse(request: CreateMessageRequest, settings: ConversionSettings = {}): TestResponse {
  const context = createTestContext(request, { profile: 'openai', upstreamModel: 'gpt-5.6', ...settings });
  const conversion = createResponsesConversion(request, { ...context, api: 'responses' });
  const openStream = (): ResponsesStreamBuilder => conversion.openStream(TEST_REQUEST_ID);
  return {
    openStream,
    stream: (...items) => {
      const builder = openStream();
      return [...items.flatMap((item) => builder.accept([item])), ...builder.end()];
    },
    convert: (body) => conversion.convertResponse(readWhole(JSON.stringify(body))),
    convertText: (text) => conversion.convertResponse(readWhole(text)),
    refuse: (refusal) => conversion.convertRefusal(refusal),
  };
}

/** Reads a whole response as it arrives over the network. */
export function readWhole(text: string): ResponsesItems {
  const reader = new WholeResponsesReader(false);
  return reader.push(Buffer.from(text)) ?? reader.end();
}

/** Reads a stream that arrives in the given pieces. */
export function readStream(...pieces: readonly Buffer[]): readonly ResponsesStreamItem[] {
  const reader = new StreamedResponsesReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}
