import type { ContentBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatContentPart } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { collectTexts, formatHeading } from '../../shared/blocks.js';
import { convertDocument } from './document-content.js';
import { convertImage } from './image-content.js';
import type { RequestScope } from './request-scope.js';

/** Converts one block of a user turn or of a tool result; undefined when the block is of no known form. */
export function convertContentParts(
  block: ContentBlockParam,
  path: string,
  { profile, toolNames }: RequestScope,
): readonly ChatContentPart[] | undefined {
  switch (block.type) {
    case 'text':
      return convertTextParts(block.text);
    case 'image': {
      const image = convertImage(block, path, profile.media);
      return image && [image];
    }
    case 'document':
      return convertDocument(block, path, profile.media);
    case 'search_result': {
      const heading = formatHeading({ Title: block.title, Source: block.source });
      return convertTextParts([heading, ...collectTexts(block.content)].filter(Boolean).join('\n\n'));
    }
    case 'tool_reference':
      return typeof block.tool_name === 'string'
        ? convertTextParts(`Tool ${toolNames.nameForUpstream(block.tool_name)} is now available.`)
        : undefined;
    case 'browser_state':
      return Array.isArray(block.tabs)
        ? convertTextParts(JSON.stringify({ tabs: block.tabs, state_changes: block.state_changes ?? undefined }))
        : undefined;
    case 'compaction':
      return convertTextParts(typeof block.content === 'string' && `<summary>\n${block.content}\n</summary>`);
    default:
      return undefined;
  }
}

/** Converts a text to a part; an empty one to none, since upstreams reject it. */
export function convertTextParts(text: unknown): readonly ChatContentPart[] {
  return typeof text === 'string' && text ? [{ type: 'text', text }] : [];
}

/** Joins parts that are all text: some servers accept an array only with other parts. */
export function joinTextParts(
  parts: readonly ChatContentPart[],
  { cacheControl }: ProviderProfile,
): string | readonly ChatContentPart[] {
  // With cache marks the parts must stay the same from turn to turn: a cache matches the exact prompt.
  if (cacheControl !== 'none' && parts.length > 1) return parts;
  const texts = parts.flatMap((part) => (part.type === 'text' && !part.cache_control ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n\n') : parts;
}
