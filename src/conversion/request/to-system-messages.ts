import type { Dialect } from '../../dialects/dialect.js';
import type { ContentBlockParam, CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatContentPart, ChatSystemMessage } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';
import { markLastPart } from './mark-last-part.js';
import { stripBillingHeader } from './strip-billing-header.js';
import { toBlocks } from './to-blocks.js';
import { toCacheControl } from './to-cache-control.js';
import { toContent } from './to-content.js';
import { toTextParts } from './to-text-parts.js';

/** Joins the system prompt to one leading message, or to none when nothing is left of it. */
export function toSystemMessages(
  system: CreateMessageRequest['system'],
  { dialect, dropped }: { readonly dialect: Dialect; readonly dropped: DroppedNames },
): ChatSystemMessage[] {
  const blocks = toBlocks(system);
  for (const block of blocks) if (block.type !== 'text') dropped.add(`system.${block.type}`);
  const parts = blocks.flatMap((block) => markLastPart(toSystemParts(block), toCacheControl(block, dialect)));
  return parts.length > 0 ? [{ role: 'system', content: toContent(parts, dialect) }] : [];
}

function toSystemParts(block: ContentBlockParam): readonly ChatContentPart[] {
  return block.type === 'text' && typeof block.text === 'string' ? toTextParts(stripBillingHeader(block.text)) : [];
}
