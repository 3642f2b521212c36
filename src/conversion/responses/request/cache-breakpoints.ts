import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesContentPart, ResponsesInputItem } from '../../../protocol/openai/responses-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { parseCacheBreakpoint } from '../../shared/conversation/cache-breakpoint.js';

// OpenAI's maximum per request.
const MAX_BREAKPOINTS = 4;

/** Finishes the cache breakpoints: a request's own breakpoint goes to the last part, and only the last four are kept. */
export function applyCacheBreakpoints(
  items: readonly ResponsesInputItem[],
  request: CreateMessageRequest,
  profile: ProviderProfile,
): readonly ResponsesInputItem[] {
  if (profile.cacheControl === 'none') return items;
  const marked = parseCacheBreakpoint(request, profile) ? markLastItem(items) : items;
  const breakpoints = marked.flatMap(listParts).filter((part) => part.prompt_cache_breakpoint);
  if (breakpoints.length <= MAX_BREAKPOINTS) return marked;
  const surplus = new Set(breakpoints.slice(0, -MAX_BREAKPOINTS));
  return marked.map((item) => mapParts(item, (part) => (surplus.has(part) ? removeBreakpoint(part) : part)));
}

function listParts(item: ResponsesInputItem): readonly ResponsesContentPart[] {
  if (item.type === 'function_call_output') return typeof item.output === 'string' ? [] : item.output;
  return item.type === 'message' && item.role !== 'assistant' ? item.content : [];
}

function removeBreakpoint({ prompt_cache_breakpoint: _, ...part }: ResponsesContentPart): ResponsesContentPart {
  return part;
}

function mapParts(
  item: ResponsesInputItem,
  map: (part: ResponsesContentPart) => ResponsesContentPart,
): ResponsesInputItem {
  if (item.type === 'function_call_output') {
    return typeof item.output === 'string' ? item : { ...item, output: item.output.map(map) };
  }
  return item.type === 'message' && item.role !== 'assistant' ? { ...item, content: item.content.map(map) } : item;
}

// Neither calls nor the model's own text can carry a breakpoint.
function markLastItem(items: readonly ResponsesInputItem[]): readonly ResponsesInputItem[] {
  const last = items.at(-1);
  if (last?.type === 'function_call_output' && typeof last.output === 'string') {
    const parts: readonly ResponsesContentPart[] = [{ type: 'input_text', text: last.output }];
    return [...items.slice(0, -1), addBreakpointToLastPart({ ...last, output: parts })];
  }
  return last ? [...items.slice(0, -1), addBreakpointToLastPart(last)] : items;
}

function addBreakpointToLastPart(item: ResponsesInputItem): ResponsesInputItem {
  const last = listParts(item).at(-1);
  const isBlank = last?.type === 'input_text' && last.text.trim() === '';
  if (isBlank) return item;
  return mapParts(item, (part) => (part === last ? { ...part, prompt_cache_breakpoint: { mode: 'explicit' } } : part));
}
