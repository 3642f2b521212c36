import { addBreakpointToLastPart } from './content-parts.js';
import type { ContentPart } from './content-parts.js';
import type { ConversationChange } from './tool-changes.js';
import type { SystemNote, ToolResult, UserItem } from './user-turn.js';

/** A user turn whose tool results are assigned to the calls before it. */
export interface PairedTurn {
  /** One entry for each call, in the order of the calls; undefined if the client sent no result. */
  readonly results: ReadonlyMap<string, ToolResult | undefined>;
  /** Everything else, in order: also results without a call, as text, and media that results may not contain. */
  readonly rest: readonly (ContentPart | SystemNote | ConversationChange)[];
}

/** What is sent as the result of a call for which the client sent none. */
export const MISSING_RESULT = '[no result]';

/** Assigns the results of a user turn to the calls of the assistant turn before it. */
export function pairResults(items: readonly UserItem[], callIds: readonly string[]): PairedTurn {
  const results = new Map<string, ToolResult | undefined>(callIds.map((id) => [id, undefined]));
  const rest = items.flatMap((item): PairedTurn['rest'] => {
    if (item.type !== 'tool_result') return [item];
    const { id, text, media, cacheBreakpoint, changes } = item;
    const change: readonly ConversationChange[] = changes.length > 0 ? [{ type: 'change', tools: changes }] : [];
    if (!results.has(id)) {
      const parts: readonly ContentPart[] = [{ type: 'text', text: `[tool result for ${id}] ${text}` }, ...media];
      return [...addBreakpointToLastPart(parts, cacheBreakpoint), ...change];
    }
    // The first of two results wins.
    if (results.get(id) !== undefined) return change;
    results.set(id, item);
    return item.inline ? [] : media;
  });
  return { results, rest };
}
