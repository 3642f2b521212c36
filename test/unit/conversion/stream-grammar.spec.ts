import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../../src/errors/api-error.js';
import type { ChatStreamBuilder } from '../../../src/conversion/chat-completions/stream/chat-stream-builder.js';
import type { ProviderProfile } from '../../../src/providers/provider-profile.js';
import { standard } from '../../../src/providers/profiles/standard.js';
import type { MessageStreamEvent } from '../../../src/protocol/anthropic/stream-events.js';
import { streamReads, streamingRequest } from '../../support/arbitrary-streams.js';
import { createTestConversion } from '../../support/test-conversion.js';
import { checkStreamGrammar } from '../../support/stream-grammar.js';

const RUNS = { numRuns: 500 };

/** With state that has to come back, and without. */
const profile = fc.constantFrom<ProviderProfile>(standard, {
  ...standard,
  reasoningReplay: 'reasoning_details',
});

describe('any stream of an upstream', () => {
  it('becomes a legal stream of events, or an error before the first', () => {
    fc.assert(
      fc.property(streamingRequest, profile, streamReads, (aClientRequest, aProfile, someReads) => {
        const builder = createTestConversion(aClientRequest, { profile: aProfile }).openStream('req_1');
        const events = attempt(builder, () => someReads.flatMap((items) => builder.accept(items)));
        if (events === undefined) return;
        const last = attempt(builder, () => builder.end());
        if (last !== undefined) checkStreamGrammar([...events, ...last]);
      }),
      RUNS,
    );
  });

  it('becomes a legal stream of events when it was started before the upstream responded', () => {
    fc.assert(
      fc.property(streamingRequest, profile, streamReads, (aClientRequest, aProfile, someReads) => {
        const builder = createTestConversion(aClientRequest, { profile: aProfile }).openStream('req_1');
        const events = [builder.ping(), ...someReads.map((items) => builder.accept(items)), builder.end()];
        checkStreamGrammar(events.flat());
      }),
      RUNS,
    );
  });

  it('becomes a legal stream of events when the connection fails', () => {
    fc.assert(
      fc.property(streamingRequest, profile, streamReads, (aClientRequest, aProfile, someReads) => {
        const builder = createTestConversion(aClientRequest, { profile: aProfile }).openStream('req_1');
        const events = [builder.ping(), ...someReads.map((items) => builder.accept(items))].flat();
        const isOver = builder.isOver;
        checkStreamGrammar(isOver ? events : [...events, ApiError.timeout('Silence').buildBody('req_1')]);
        if (!isOver) return;
        expect([builder.accept([{ choices: [] }, '[DONE]']), builder.end(), builder.ping()].flat()).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Runs a step that may throw as long as nothing was produced. */
function attempt(builder: ChatStreamBuilder, step: () => MessageStreamEvent[]): MessageStreamEvent[] | undefined {
  try {
    return step();
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError);
    expect(builder).toMatchObject({ hasStarted: false, isOver: true, failure: error });
    expect(builder.end()).toEqual([]);
    return undefined;
  }
}
