import type { ContentBlockParam, CountTokensRequest } from '../../protocol/anthropic/messages.js';
import { DroppedNames } from '../request/dropped-names.js';
import { stripBillingHeader } from '../request/strip-billing-header.js';
import { toBlocks } from '../request/to-blocks.js';
import { toOfferedTools } from '../request/to-offered-tools.js';
import { toBlockTexts } from './to-block-texts.js';
import { toToolDeclaration } from './to-tool-declaration.js';

/** What there is to count in a request: texts for a tokenizer, and all else by its fixed cost. */
export interface Countable {
  readonly texts: readonly string[];
  readonly fixedTokens: number;
}

/** What the upstream's chat format puts around the request, each message, each call and the list of tools. */
const REQUEST_TOKENS = 3;
const MESSAGE_TOKENS = 4;
const CALL_TOKENS = 6;
const TOOLS_TOKENS = 12;
/** A picture of 1568 by 1024 pixels in OpenAI's tiles; its size in bytes says nothing about its tokens. */
const IMAGE_TOKENS = 1105;
/** Two pages, each as text and as picture. */
const PDF_TOKENS = 3000;

/** Takes a request apart for counting: system, turns, tools, calls, results, thinking; media have a fixed cost. */
export function toCountable(request: CountTokensRequest): Countable {
  const tools = toOfferedTools({ ...request, max_tokens: 1 }, new DroppedNames());
  const turns = [toSystemBlocks(request.system), ...request.messages.map(({ content }) => toBlocks(content))];
  const blocks = turns.flat().flatMap(withNested);
  return {
    texts: [...tools.map(toToolDeclaration), ...blocks.flatMap(toBlockTexts).filter((text) => text !== '')],
    fixedTokens:
      REQUEST_TOKENS +
      MESSAGE_TOKENS * turns.filter((turn) => turn.length > 0).length +
      (tools.length > 0 ? TOOLS_TOKENS : 0) +
      blocks.reduce((sum, block) => sum + toFixedTokens(block), 0),
  };
}

function toSystemBlocks(system: CountTokensRequest['system']): readonly ContentBlockParam[] {
  return toBlocks(system).map((block) =>
    block.type === 'text' ? { ...block, text: stripBillingHeader(block.text) } : block,
  );
}

/** A block and what is inside it, at any depth. */
function withNested(block: ContentBlockParam): readonly ContentBlockParam[] {
  return [block, ...toBlocks(toNestedContent(block)).flatMap(withNested)];
}

function toNestedContent(block: ContentBlockParam): unknown {
  switch (block.type) {
    case 'tool_result':
    case 'search_result':
      return block.content;
    case 'document':
      return block.source?.type === 'content' ? block.source.content : undefined;
    default:
      return undefined;
  }
}

function toFixedTokens(block: ContentBlockParam): number {
  switch (block.type) {
    case 'image':
      return IMAGE_TOKENS;
    case 'document':
      return block.source?.type === 'text' || block.source?.type === 'content' ? 0 : PDF_TOKENS;
    case 'tool_use':
      return CALL_TOKENS;
    case 'tool_result':
      return MESSAGE_TOKENS;
    default:
      return 0;
  }
}
