import type { ContentBlockParam, CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { parseBlocks, stripBillingHeader } from '../blocks.js';
import { parseCacheBreakpoint } from './cache-breakpoint.js';
import { convertTextParts, addBreakpointToLastPart } from './content-parts.js';
import type { ContentPart } from './content-parts.js';
import type { ConversationScope } from './conversation-scope.js';

/** Converts the system prompt, including later system turns if the upstream does not accept them in their places. */
export function convertSystemPrompt(
  request: CreateMessageRequest,
  { profile, dropped }: Pick<ConversationScope, 'profile' | 'dropped'>,
): readonly ContentPart[] {
  const blocks = parseBlocks(mergeSystemTurns(request, profile));
  for (const block of blocks) if (block.type !== 'text') dropped.add(`system.${block.type}`);
  return blocks.flatMap((block) =>
    addBreakpointToLastPart(convertSystemBlock(block), parseCacheBreakpoint(block, profile)),
  );
}

function convertSystemBlock(block: ContentBlockParam): readonly ContentPart[] {
  return block.type === 'text' && typeof block.text === 'string'
    ? convertTextParts(stripBillingHeader(block.text))
    : [];
}

function mergeSystemTurns(
  { system, messages }: CreateMessageRequest,
  { systemTurns }: ProviderProfile,
): CreateMessageRequest['system'] {
  if (systemTurns !== 'merged') return system;
  const later = messages.filter(({ role }) => role === 'system').flatMap(({ content }) => parseBlocks(content));
  const texts = later.filter(({ type }) => type === 'text');
  return [...parseBlocks(system), ...texts] satisfies readonly ContentBlockParam[];
}
