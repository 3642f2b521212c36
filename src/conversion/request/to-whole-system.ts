import type { Dialect } from '../../dialects/dialect.js';
import type { ContentBlockParam, CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import { toBlocks } from './to-blocks.js';

type SystemPrompt = CreateMessageRequest['system'];

/** Collects the system prompt; for an upstream that takes no system turns later on, together with these. */
export function toWholeSystem({ system, messages }: CreateMessageRequest, { systemTurns }: Dialect): SystemPrompt {
  if (systemTurns !== 'merged') return system;
  const later = messages.filter(({ role }) => role === 'system').flatMap(({ content }) => toBlocks(content));
  const texts = later.filter(({ type }) => type === 'text');
  return [...toBlocks(system), ...texts] satisfies readonly ContentBlockParam[];
}
