import type { ContentBlockParam, ToolResultBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatCacheControl, ChatContentPart } from '../../../protocol/openai/chat-request.js';
import { toolCallIdForUpstream } from '../../shared/tool-call-ids.js';
import type { RequestScope } from './request-scope.js';
import { parseBlocks } from '../../shared/blocks.js';
import { convertCacheControl } from './cache-control.js';
import { convertContentParts } from './content-parts.js';

/** The result of a tool: its text for the tool message, its images and files for the user message after it. */
export interface ToolResult {
  readonly type: 'tool_result';
  readonly id: string;
  readonly text: string;
  readonly media: readonly ChatContentPart[];
  /** All of it in one message, where a tool message may hold media. */
  readonly inline: readonly ChatContentPart[] | undefined;
  readonly cacheControl: ChatCacheControl | undefined;
}

// A block that we do not know is of use to the model as JSON, unless it is mostly data.
const maxJsonLength = 2048;

/** Converts the result of a tool. */
export function convertToolResult(result: ToolResultBlockParam, path: string, scope: RequestScope): ToolResult {
  const parts = parseBlocks(result.content).flatMap(
    (block, index) =>
      convertContentParts(block, `${path}.content.${index}`, scope) ?? convertUnknownBlock(block, scope),
  );
  const text = parts.map(formatPart).join('\n');
  const media = parts.filter(({ type }) => type !== 'text');
  const isError = result.is_error === true;
  return {
    type: 'tool_result',
    id: toolCallIdForUpstream(result.tool_use_id, scope.profile.maxToolCallIdLength),
    text: isError ? markError(text) : text,
    media,
    inline: scope.profile.media.inToolMessages && media.length > 0 ? convertInlineParts(parts, isError) : undefined,
    cacheControl: convertCacheControl(result, scope.profile),
  };
}

function formatPart(part: ChatContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image_url':
      return '[image attached below]';
    case 'file':
      return '[document attached below]';
  }
}

function convertInlineParts(parts: readonly ChatContentPart[], isError: boolean): readonly ChatContentPart[] {
  const [first, ...others] = parts;
  if (!isError || first === undefined) return parts;
  return first.type === 'text'
    ? [{ ...first, text: markError(first.text) }, ...others]
    : [{ type: 'text', text: 'Error:' }, ...parts];
}

// Chat Completions has no flag for a failed call.
function markError(text: string): string {
  return /^(?:<tool_use_error>|Error)/.test(text) ? text : `Error: ${text}`;
}

function convertUnknownBlock(block: ContentBlockParam, { dropped }: RequestScope): readonly ChatContentPart[] {
  const text = JSON.stringify(block);
  if (text.length < maxJsonLength) return [{ type: 'text', text }];
  dropped.add(`tool_result.${block.type}`);
  return [];
}
