import type { ChatChunk } from '../../protocol/openai/chat-chunk.js';
import type { ChatCompletion, ChatUsage } from '../../protocol/openai/chat-completion.js';
import { toTokenCount } from './to-token-count.js';

/** Finds the usage that an upstream reports; one without any positive count is a placeholder and counts as absent. */
export function toReportedUsage({ usage, x_groq }: ChatChunk | ChatCompletion): ChatUsage | undefined {
  return [usage, x_groq?.usage].find(hasCounts) ?? undefined;
}

function hasCounts(usage: ChatUsage | null | undefined): boolean {
  return [usage?.prompt_tokens, usage?.completion_tokens].some((value) => (toTokenCount(value) ?? 0) > 0);
}
