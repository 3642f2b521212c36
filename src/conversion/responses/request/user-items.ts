import type {
  ResponsesFunctionCallOutput,
  ResponsesInputItem,
  ResponsesMessage,
} from '../../../protocol/openai/responses-request.js';
import { addBreakpointToLastPart } from '../../shared/conversation/content-parts.js';
import type { ContentPart } from '../../shared/conversation/content-parts.js';
import { MISSING_RESULT, pairResults } from '../../shared/conversation/tool-results.js';
import type { PairedTurn } from '../../shared/conversation/tool-results.js';
import type { ToolResult, UserItem } from '../../shared/conversation/user-turn.js';
import { convertContent } from './content.js';
import { convertChange, convertToolChanges } from './conversation-changes.js';
import type { InputScope } from './input-scope.js';

/** Converts a user turn: the outputs of the calls before it, in the order of the calls, and then everything else. */
export function convertUserTurn(
  items: readonly UserItem[],
  callIds: readonly string[],
  scope: InputScope,
): readonly ResponsesInputItem[] {
  const { results, rest } = pairResults(items, callIds);
  const outputs = [...results].flatMap(([id, result]) => [
    buildOutput(id, result),
    ...convertToolChanges(result?.changes ?? [], scope),
  ]);
  return [...outputs, ...convertRest(rest, scope)];
}

function buildOutput(call_id: string, result: ToolResult | undefined): ResponsesFunctionCallOutput {
  const { text = MISSING_RESULT, inline, cacheBreakpoint } = result ?? {};
  const parts = addBreakpointToLastPart(inline ?? [{ type: 'text', text }], cacheBreakpoint);
  const isPlain = inline === undefined && parts.every((part) => !part.cacheBreakpoint);
  return { type: 'function_call_output', call_id, output: isPlain ? text : convertContent(parts) };
}

/** One message, unless system turns or changes are in between. */
function convertRest(rest: PairedTurn['rest'], scope: InputScope): readonly ResponsesInputItem[] {
  const items: ResponsesInputItem[] = [];
  let parts: ContentPart[] = [];
  const endMessage = (): void => {
    if (parts.length > 0) items.push(buildMessage('user', parts));
    parts = [];
  };
  for (const item of rest) {
    if (item.type === 'system') {
      endMessage();
      items.push(buildMessage('developer', [item.part]));
    } else if (item.type === 'change') {
      const changes = convertChange(item, scope);
      if (changes.length > 0) endMessage();
      items.push(...changes);
    } else {
      parts.push(item);
    }
  }
  endMessage();
  return items;
}

/** Builds a message that is not the model's. */
export function buildMessage(role: ResponsesMessage['role'], parts: readonly ContentPart[]): ResponsesMessage {
  return { type: 'message', role, content: convertContent(parts) };
}
