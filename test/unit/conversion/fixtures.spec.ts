import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { ContentRefusal } from '../../../src/errors/content-refusal.js';
import { classifyErrorResponse } from '../../../src/errors/error-classification.js';
import type { ChatConversion } from '../../../src/conversion/chat-completions/chat-conversion.js';
import type { Message } from '../../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../../src/protocol/anthropic/request.js';
import type { MessageStreamEvent } from '../../../src/protocol/anthropic/stream-events.js';
import type { ChatStreamItem } from '../../../src/protocol/openai/chat-completion.js';
import type { ChatCompletion } from '../../../src/protocol/openai/chat-completion.js';
import type { ResponsesResponse, ResponsesStreamItem } from '../../../src/protocol/openai/responses.js';
import { createTestResponse } from '../../support/test-responses.js';
import type { TestResponse } from '../../support/test-responses.js';
import { createTestConversion, ESTIMATED_INPUT_TOKENS } from '../../support/test-conversion.js';
import type { ConversionSettings } from '../../support/test-conversion.js';
import { checkResponsesRequest } from '../../support/responses-request-shape.js';
import { convertForResponses } from '../../support/test-responses-conversion.js';
import { readFixtures } from '../../support/fixtures.js';
import type { Fixture } from '../../support/fixtures.js';
import { checkStreamGrammar } from '../../support/stream-grammar.js';

const REQUEST_ID = 'req_fixture';
const REPLIES = ['completion.json', 'chunks.jsonl', 'failure.json', 'response.json', 'responses-events.jsonl'];

describe.each(readFixtures().map((fixture): [string, Fixture] => [fixture.name, fixture]))('%s', (_name, fixture) => {
  const isForResponses = fixture.has('responses-request.json');
  const hasReply = REPLIES.some((file) => fixture.has(file));

  it('says where it is from', () => {
    expect(fixture.text('origin.txt')).toMatch(/^(recorded \d{4}-\d\d-\d\d from|hand-written from) \S/);
  });

  if (isForResponses) {
    it('converts the request for the Responses API', () => {
      expectOutcome(fixture, 'responses-request.json', () => convertFixtureForResponses(fixture));
    });
  }

  if (fixture.has('chat-request.json') || !(hasReply || isForResponses)) {
    it('converts the request', () => {
      expectOutcome(fixture, 'chat-request.json', () => beginFixture(fixture).body);
    });
  }

  if (fixture.has('failure.json')) {
    it('converts the failure', () => {
      expectOutcome(fixture, 'message.json', () => toAnswer(fixture));
    });
  }

  if (fixture.has('completion.json')) {
    it('converts the completion', () => {
      const completion = fixture.json<ChatCompletion>('completion.json');
      expectOutcome(fixture, 'message.json', () => beginFixture(fixture).convertResponse(completion));
    });
  }

  if (fixture.has('chunks.jsonl')) {
    it('converts the stream', () => {
      const items = fixture.lines('chunks.jsonl').map((line) => toItem<ChatStreamItem>(line));
      expectOutcome(fixture, 'events.jsonl', () => {
        const events = streamOneByOne(beginFixture(fixture), items);
        checkStreamGrammar(events);
        return events;
      });
    });
  }

  if (fixture.has('response.json')) {
    it('converts the response of the Responses API', () => {
      const response = fixture.json<ResponsesResponse>('response.json');
      expectOutcome(fixture, 'message.json', () => beginResponsesFixture(fixture).convert(response));
    });
  }

  if (fixture.has('responses-events.jsonl')) {
    it('converts the stream of the Responses API', () => {
      const items = fixture.lines('responses-events.jsonl').map((line) => toItem<ResponsesStreamItem>(line));
      expectOutcome(fixture, 'events.jsonl', () => {
        const events = beginResponsesFixture(fixture).stream(...items);
        checkStreamGrammar(events);
        return events;
      });
    });
  }
});

function beginResponsesFixture(fixture: Fixture): TestResponse {
  const settings = fixture.has('context.json') ? fixture.json<ConversionSettings>('context.json') : {};
  return createTestResponse(fixture.json<CreateMessageRequest>('request.json'), {
    profile: fixture.profile,
    ...settings,
  });
}

function beginFixture(fixture: Fixture): ChatConversion {
  const settings = fixture.has('context.json') ? fixture.json<ConversionSettings>('context.json') : {};
  return createTestConversion(fixture.json<CreateMessageRequest>('request.json'), {
    profile: fixture.profile,
    ...settings,
  });
}

function convertFixtureForResponses(fixture: Fixture): object {
  const settings = fixture.has('context.json') ? fixture.json<ConversionSettings>('context.json') : {};
  const request = fixture.json<CreateMessageRequest>('request.json');
  const { body } = convertForResponses(request, { profile: fixture.profile, ...settings });
  if (body.store === false && fixture.profile === 'openai') checkResponsesRequest(body);
  return body;
}

/** A filter that strikes is answered with a message; everything else is thrown. */
function toAnswer(fixture: Fixture): Message {
  const { status, body } = fixture.json<{ readonly status: number; readonly body: unknown }>('failure.json');
  const error = classifyErrorResponse(status, body, {
    isProxyKey: true,
    requestedModel: fixture.json<CreateMessageRequest>('request.json').model,
    estimatedInputTokens: () => ESTIMATED_INPUT_TOKENS,
    confidential: [],
    headers: {},
    now: new Date(0),
  });
  if (!(error instanceof ContentRefusal)) throw error;
  return beginFixture(fixture).convertRefusal(error);
}

function toItem<Item>(line: string): Item | '[DONE]' {
  return line === '[DONE]' ? line : (JSON.parse(line) as Item);
}

function streamOneByOne(conversion: ChatConversion, items: readonly ChatStreamItem[]): readonly MessageStreamEvent[] {
  const builder = conversion.openStream(REQUEST_ID);
  return [...items.flatMap((item) => builder.accept([item])), ...builder.end()];
}

/** What must not be converted has an error.json in the place of the file named. */
function expectOutcome(fixture: Fixture, file: string, convert: () => unknown): void {
  let outcome: unknown;
  try {
    outcome = convert();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    fixture.expect('error.json', { status: error.status, body: error.buildBody(REQUEST_ID) }, file);
    return;
  }
  fixture.expect(file, outcome, 'error.json');
}
