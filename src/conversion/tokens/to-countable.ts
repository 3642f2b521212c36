import type { ContentBlockParam, CountTokensRequest, DocumentBlockParam } from '../../protocol/anthropic/messages.js';
import { DroppedNames } from '../request/dropped-names.js';
import { stripBillingHeader } from '../request/strip-billing-header.js';
import { toOfferedTools } from '../request/to-offered-tools.js';
import { isServerToolBlock, toServerToolText } from '../request/to-server-tool-text.js';
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
const MAX_UNKNOWN_LENGTH = 2048;

/** Takes a request apart for counting: system, turns, tools, calls, results, thinking; media have a fixed cost. */
export function toCountable(request: CountTokensRequest): Countable {
  const collector = new Collector();
  collector.addMessage(request.system ?? [], stripBillingHeader);
  for (const { content } of request.messages) collector.addMessage(content);
  const tools = toOfferedTools({ ...request, max_tokens: 1 }, new DroppedNames());
  for (const tool of tools) collector.addText(toToolDeclaration(tool));
  if (tools.length > 0) collector.fixedTokens += TOOLS_TOKENS;
  return collector;
}

class Collector implements Countable {
  readonly texts: string[] = [];
  fixedTokens = REQUEST_TOKENS;

  addMessage(content: string | readonly ContentBlockParam[], clean = (text: string): string => text): void {
    if (content.length === 0) return;
    this.fixedTokens += MESSAGE_TOKENS;
    if (typeof content === 'string') return this.addText(clean(content));
    for (const block of content) {
      if (block.type === 'text') this.addText(clean(block.text));
      else this.addBlock(block);
    }
  }

  addText(text: unknown): void {
    if (typeof text === 'string' && text) this.texts.push(text);
  }

  private addContent(content: unknown): void {
    if (typeof content === 'string') return this.addText(content);
    if (Array.isArray(content)) for (const block of content as readonly ContentBlockParam[]) this.addBlock(block);
  }

  private addBlock(block: ContentBlockParam): void {
    switch (block.type) {
      case 'text':
        return this.addText(block.text);
      case 'thinking':
        return this.addText(block.thinking);
      case 'image':
        this.fixedTokens += IMAGE_TOKENS;
        return;
      case 'document':
        return this.addDocument(block);
      case 'search_result':
        this.addText(block.title);
        this.addText(block.source);
        return this.addContent(block.content);
      case 'tool_use':
        this.fixedTokens += CALL_TOKENS;
        this.addText(block.name);
        return this.addText(JSON.stringify(block.input ?? {}));
      case 'tool_result':
        this.fixedTokens += MESSAGE_TOKENS;
        return this.addContent(block.content);
      case 'tool_reference':
        return this.addText(`Tool ${block.tool_name} is now available.`);
      case 'compaction':
        return this.addText(block.content);
      case 'redacted_thinking':
      case 'tool_addition':
      case 'tool_removal':
        return;
      default:
        return this.addText(isServerToolBlock(block) ? toServerToolText(block) : toShortJson(block));
    }
  }

  private addDocument({ source, title, context }: DocumentBlockParam): void {
    this.addText(title);
    this.addText(context);
    if (source.type === 'text') return this.addText(source.data);
    if (source.type === 'content') return this.addContent(source.content);
    this.fixedTokens += PDF_TOKENS;
  }
}

/** What nobody knows reaches the model as JSON, or not at all when it is mostly data. */
function toShortJson(block: unknown): string {
  const text = JSON.stringify(block);
  return text.length <= MAX_UNKNOWN_LENGTH ? text : '';
}
