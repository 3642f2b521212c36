import { isJsonObject } from '../../../common/json.js';
import type {
  ContentBlockParam,
  CountTokensRequest,
  JsonSchema,
  ToolParam,
} from '../../../protocol/anthropic/request.js';
import { parseBlocks, stripBillingHeader } from '../blocks.js';
import { resolveOfferedTools } from '../offered-tools.js';
import { describeServerToolBlock, isServerToolBlock } from '../server-tool-text.js';
import { DroppedNames } from '../dropped-names.js';
import { estimateTextTokens } from './text-estimate.js';

/** Estimates the input tokens of a request quickly. TokenCounter returns the exact number. */
export function estimateInputTokens(request: CountTokensRequest): number {
  return estimateTokens(collectCountableContent(request));
}

/** Maximum characters read, evenly spread over the conversation, so that the event loop is not blocked. */
const MAX_READ = 262_144;

/** Estimates the tokens of content that was split for counting. */
export function estimateTokens({ texts, fixedTokens }: CountableContent): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, MAX_READ / length);
  return Math.round(texts.reduce((sum, text) => sum + estimateTextTokens(text, text.length * share), fixedTokens));
}

/** The content of a request to count: texts for a tokenizer, and the fixed cost of everything else. */
export interface CountableContent {
  readonly texts: readonly string[];
  readonly fixedTokens: number;
}

/** The tokens that a chat format adds to the request, each message, each call and the list of tools. */
const REQUEST_TOKENS = 3;
const MESSAGE_TOKENS = 4;
const CALL_TOKENS = 6;
const TOOLS_TOKENS = 12;
/** A picture of 1568 by 1024 pixels in OpenAI's tiles; its size in bytes says nothing about its tokens. */
const IMAGE_TOKENS = 1105;
/** Two pages, each as text and as picture. */
const PDF_TOKENS = 3000;

/** Splits a request for counting: system, turns, tools, calls, results, thinking; media have a fixed cost. */
export function collectCountableContent(request: CountTokensRequest): CountableContent {
  const tools = resolveOfferedTools({ ...request, max_tokens: 1 }, new DroppedNames());
  const turns = [parseSystemBlocks(request.system), ...request.messages.map(({ content }) => parseBlocks(content))];
  const blocks = turns.flat().flatMap(collectNested);
  return {
    texts: [...tools.map(formatToolDeclaration), ...blocks.flatMap(collectBlockTexts).filter((text) => text !== '')],
    fixedTokens:
      REQUEST_TOKENS +
      MESSAGE_TOKENS * turns.filter((turn) => turn.length > 0).length +
      (tools.length > 0 ? TOOLS_TOKENS : 0) +
      blocks.reduce((sum, block) => sum + resolveFixedTokens(block), 0),
  };
}

function parseSystemBlocks(system: CountTokensRequest['system']): readonly ContentBlockParam[] {
  return parseBlocks(system).map((block) =>
    block.type === 'text' ? { ...block, text: stripBillingHeader(block.text) } : block,
  );
}

/** A block and what is inside it, at any depth. */
function collectNested(block: ContentBlockParam): readonly ContentBlockParam[] {
  return [block, ...parseBlocks(findNestedContent(block)).flatMap(collectNested)];
}

function findNestedContent(block: ContentBlockParam): unknown {
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

function resolveFixedTokens(block: ContentBlockParam): number {
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

/** Unknown content reaches the model as JSON, unless it is mostly data. */
const MAX_UNKNOWN_LENGTH = 2048;

/** Lists the texts of a block itself, as far as a model gets to see them. */
function collectBlockTexts(block: ContentBlockParam): readonly string[] {
  return collectValues(block).filter((value) => typeof value === 'string');
}

function collectValues(block: ContentBlockParam): readonly unknown[] {
  switch (block.type) {
    case 'text':
      return [block.text];
    case 'thinking':
      return [block.thinking];
    case 'document':
      return [block.title, block.context, block.source?.type === 'text' && block.source.data];
    case 'search_result':
      return [block.title, block.source];
    case 'tool_use':
      return [block.name, JSON.stringify(block.input ?? {})];
    case 'tool_reference':
      return [`Tool ${block.tool_name} is now available.`];
    case 'compaction':
      return [block.content];
    case 'image':
    case 'tool_result':
    case 'redacted_thinking':
    case 'tool_addition':
    case 'tool_removal':
      return [];
    default:
      return [isServerToolBlock(block) ? describeServerToolBlock(block) : formatShortJson(block)];
  }
}

function formatShortJson(block: unknown): string {
  const text = JSON.stringify(block);
  return text.length <= MAX_UNKNOWN_LENGTH ? text : '';
}

const MAX_DEPTH = 16;

/** Renders a tool as OpenAI shows functions to its models, in TypeScript; other upstreams' JSON is a little longer. */
function formatToolDeclaration({ name, description, input_schema }: ToolParam): string {
  return `${formatComment(description, '')}type ${name} = (_: ${formatType(input_schema, 0)}) => any;\n\n`;
}

function formatType(schema: unknown, depth: number): string {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return 'any';
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives))
    return alternatives.map((alternative) => formatType(alternative, depth + 1)).join(' | ');
  if (schema.type === 'array') return `${formatType(schema.items, depth + 1)}[]`;
  if (isJsonObject(schema.properties)) return `{\n${formatProperties(schema, schema.properties, depth)}}`;
  return typeof schema.type === 'string' ? schema.type : 'any';
}

function formatProperties({ required }: JsonSchema, properties: JsonSchema, depth: number): string {
  const names = new Set<unknown>(Array.isArray(required) ? required : []);
  const formatLine = ([name, schema]: [string, unknown]): string => {
    const comment = isJsonObject(schema) ? formatComment(schema.description, ' '.repeat(depth)) : '';
    return `${comment}${' '.repeat(depth)}${name}${names.has(name) ? '' : '?'}: ${formatType(schema, depth + 1)},\n`;
  };
  return Object.entries(properties).map(formatLine).join('');
}

function formatComment(description: unknown, indent: string): string {
  return typeof description === 'string' && description ? `${indent}// ${description}\n` : '';
}
