import { describe, expect, it } from '@jest/globals';
import { resolveEnding } from '../../../../src/conversion/shared/stop-reason.js';
import type { ResponseOutcome } from '../../../../src/conversion/shared/stop-reason.js';

const facts: ResponseOutcome = { finishReason: 'stop', hasToolUse: false, refusal: '', stopSequence: null };

describe('resolveEnding', () => {
  it.each<[string, Partial<ResponseOutcome>, string]>([
    ['a normal end', {}, 'end_turn'],
    ['no finish_reason', { finishReason: undefined }, 'end_turn'],
    ['an unknown finish_reason', { finishReason: 'unknown' }, 'end_turn'],
    ['the length', { finishReason: 'length' }, 'max_tokens'],
    ['the length in the middle of a call', { finishReason: 'length', hasToolUse: true }, 'max_tokens'],
    ['calls', { finishReason: 'tool_calls', hasToolUse: true }, 'tool_use'],
    ['calls with a wrong stop', { hasToolUse: true }, 'tool_use'],
    ['calls with an unknown finish_reason', { finishReason: 'unknown', hasToolUse: true }, 'tool_use'],
    ['calls after a stop sequence', { hasToolUse: true, stopSequence: 'END' }, 'tool_use'],
    ['tool_calls without a call', { finishReason: 'tool_calls' }, 'end_turn'],
    ['the content filter', { finishReason: 'content_filter' }, 'refusal'],
    ['the content filter after a call', { finishReason: 'content_filter', hasToolUse: true }, 'refusal'],
    ['a refusal', { refusal: 'No.' }, 'refusal'],
    ['a stop sequence', { stopSequence: 'END' }, 'stop_sequence'],
  ])('names %s', (_name, changes, reason) => {
    expect(resolveEnding({ ...facts, ...changes }).stop_reason).toBe(reason);
  });

  it('names the stop sequence only when it was the reason', () => {
    expect(resolveEnding({ ...facts, stopSequence: 'END' }).stop_sequence).toBe('END');
    expect(resolveEnding({ ...facts, stopSequence: 'END', hasToolUse: true }).stop_sequence).toBeNull();
  });

  it('explains a refusal in the words of the model', () => {
    expect(resolveEnding({ ...facts, refusal: 'No.' }).stop_details).toEqual({
      type: 'refusal',
      category: null,
      explanation: 'No.',
    });
    expect(resolveEnding({ ...facts, finishReason: 'content_filter' }).stop_details?.explanation).toBeNull();
    expect(resolveEnding(facts).stop_details).toBeNull();
  });
});
