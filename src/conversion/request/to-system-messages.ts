import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatSystemMessage } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';
import { stripBillingHeader } from './strip-billing-header.js';
import { toBlocks } from './to-blocks.js';
import { toTexts } from './to-texts.js';

/** Joins the system prompt to one leading message, or to none when nothing is left of it. */
export function toSystemMessages(system: CreateMessageRequest['system'], dropped: DroppedNames): ChatSystemMessage[] {
  const blocks = toBlocks(system);
  for (const block of blocks) if (block.type !== 'text') dropped.add(`system.${block.type}`);
  const texts = toTexts(blocks).map(stripBillingHeader).filter(Boolean);
  return texts.length > 0 ? [{ role: 'system', content: texts.join('\n\n') }] : [];
}
