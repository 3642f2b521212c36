import type { ContentBlockParam, CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatContentPart, ChatSystemMessage } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { stripBillingHeader } from '../../shared/blocks.js';
import { parseBlocks } from '../../shared/blocks.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { convertCacheControl, markLastPart } from './cache-control.js';
import { convertTextParts, joinTextParts } from './content-parts.js';

/** Joins the system prompt into one leading message; none if it is empty. */
export function convertSystemPrompt(
  system: CreateMessageRequest['system'],
  { profile, dropped }: { readonly profile: ProviderProfile; readonly dropped: DroppedNames },
): ChatSystemMessage[] {
  const blocks = parseBlocks(system);
  for (const block of blocks) if (block.type !== 'text') dropped.add(`system.${block.type}`);
  const parts = blocks.flatMap((block) => markLastPart(convertSystemBlock(block), convertCacheControl(block, profile)));
  return parts.length > 0 ? [{ role: 'system', content: joinTextParts(parts, profile) }] : [];
}

function convertSystemBlock(block: ContentBlockParam): readonly ChatContentPart[] {
  return block.type === 'text' && typeof block.text === 'string'
    ? convertTextParts(stripBillingHeader(block.text))
    : [];
}

type SystemPrompt = CreateMessageRequest['system'];

/** Collects the system prompt, including later system turns if the upstream does not accept them there. */
export function mergeSystemMessages(
  { system, messages }: CreateMessageRequest,
  { systemTurns }: ProviderProfile,
): SystemPrompt {
  if (systemTurns !== 'merged') return system;
  const later = messages.filter(({ role }) => role === 'system').flatMap(({ content }) => parseBlocks(content));
  const texts = later.filter(({ type }) => type === 'text');
  return [...parseBlocks(system), ...texts] satisfies readonly ContentBlockParam[];
}
