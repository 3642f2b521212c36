import type { ContentBlockParam } from '../../protocol/anthropic/messages.js';
import type { ChatContentPart } from '../../protocol/openai/chat-request.js';
import type { RequestScope } from './request-scope.js';
import { toDocumentParts } from './to-document-parts.js';
import { toHeading } from './to-heading.js';
import { toImagePart } from './to-image-part.js';
import { toTextParts } from './to-text-parts.js';
import { toTexts } from './to-texts.js';

/** Converts one block of a user turn or of a tool result; undefined when the block is of no known form. */
export function toContentParts(
  block: ContentBlockParam,
  path: string,
  { dialect, toolNames }: RequestScope,
): readonly ChatContentPart[] | undefined {
  switch (block.type) {
    case 'text':
      return toTextParts(block.text);
    case 'image': {
      const image = toImagePart(block, path, dialect.media);
      return image && [image];
    }
    case 'document':
      return toDocumentParts(block, path, dialect.media);
    case 'search_result': {
      const heading = toHeading({ Title: block.title, Source: block.source });
      return toTextParts([heading, ...toTexts(block.content)].filter(Boolean).join('\n\n'));
    }
    case 'tool_reference':
      return typeof block.tool_name === 'string'
        ? toTextParts(`Tool ${toolNames.toUpstream(block.tool_name)} is now available.`)
        : undefined;
    case 'browser_state':
      return Array.isArray(block.tabs)
        ? toTextParts(JSON.stringify({ tabs: block.tabs, state_changes: block.state_changes ?? undefined }))
        : undefined;
    case 'compaction':
      return toTextParts(typeof block.content === 'string' && `<summary>\n${block.content}\n</summary>`);
    default:
      return undefined;
  }
}
