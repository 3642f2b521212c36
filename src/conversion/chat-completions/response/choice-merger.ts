import { asList, asText } from '../../../common/json.js';
import type { ChatChunkChoice, ChatResponseMessage } from '../../../protocol/openai/chat-completion.js';
import { isTruncating } from '../../shared/stop-reason.js';
import { parseFinishReason } from './finish-reason.js';

/** Keeps the indices of calls of different choices apart; no choice has more calls. */
const MAX_CALLS = 1000;

type Choice = ChatChunkChoice;
type Choices = readonly (Choice | null)[] | null | undefined;

/**
 * Merges the choices of a response into one. Requests never ask for alternatives (`n`), but GitHub Copilot returns text
 * and tool calls as separate choices. Only one choice may contain text: that of others is an alternative.
 */
export class ChoiceMerger {
  private textIndex: number | undefined;
  private readonly alternatives = new Set<number>();

  /** Merges the choices of the next chunk, or of a complete response; undefined if there are none. */
  merge(choices: Choices): Choice | undefined {
    const list = asList(choices);
    // Nearly all chunks have one choice.
    if (list.length < 2) return list[0] ? this.convert(list[0]) : undefined;
    return list
      .filter((choice) => choice != null)
      .sort((left, right) => indexOf(left) - indexOf(right))
      .map((choice) => this.convert(choice))
      .reduce<Choice | undefined>(combine, undefined);
  }

  private convert(choice: Choice): Choice {
    const index = indexOf(choice);
    const { delta } = choice;
    if (delta && hasContent(delta)) {
      this.textIndex ??= index;
      if (this.textIndex !== index) this.alternatives.add(index);
    }
    if (index === 0 && !this.alternatives.has(0)) return choice;
    const isAlternative = this.alternatives.has(index);
    return {
      ...choice,
      ...(delta && { delta: offsetCalls(isAlternative ? { ...delta, content: null, refusal: null } : delta, index) }),
      ...(isAlternative && { finish_reason: null }),
    };
  }
}

function indexOf({ index }: Choice): number {
  return typeof index === 'number' ? index : 0;
}

function hasContent({ content }: ChatResponseMessage): boolean {
  return typeof content === 'string' || asList(content).length > 0;
}

function offsetCalls(delta: ChatResponseMessage, choiceIndex: number): ChatResponseMessage {
  const calls = asList(delta.tool_calls);
  if (choiceIndex === 0 || calls.length === 0) return delta;
  const offset = choiceIndex * MAX_CALLS;
  return {
    ...delta,
    tool_calls: calls.map((call, position) => call && { ...call, index: offset + (call.index ?? position) }),
  };
}

/** Of two finish reasons, the one that says that the response was cut off counts. */
function combine(merged: Choice | undefined, next: Choice): Choice {
  if (!merged) return next;
  const isCut = !merged.finish_reason || isTruncating(parseFinishReason(next));
  return {
    ...next,
    ...merged,
    delta: combineMessages(merged.delta, next.delta) ?? null,
    ...(isCut && {
      finish_reason: next.finish_reason ?? null,
      native_finish_reason: next.native_finish_reason ?? null,
    }),
  };
}

function combineMessages(merged: Choice['delta'], next: Choice['delta']): Choice['delta'] {
  if (!merged || !next) return merged ?? next;
  return {
    ...next,
    ...merged,
    content: hasContent(merged) ? (merged.content ?? null) : (next.content ?? null),
    refusal: asText(merged.refusal) + asText(next.refusal),
    tool_calls: [...asList(merged.tool_calls), ...asList(next.tool_calls)],
  };
}
