import type {
  ContentBlockParam,
  ServerToolResultBlockParam,
  ServerToolUseBlockParam,
} from '../../protocol/anthropic/request.js';
import { isJsonObject } from '../../common/json.js';
import { formatHeading } from './blocks.js';
import { collectTexts } from './blocks.js';

type ServerToolBlock = ServerToolUseBlockParam | ServerToolResultBlockParam;

const serverToolBlocks = {
  server_tool_use: true,
  mcp_tool_use: true,
  web_search_tool_result: true,
  web_fetch_tool_result: true,
  code_execution_tool_result: true,
  bash_code_execution_tool_result: true,
  text_editor_code_execution_tool_result: true,
  tool_search_tool_result: true,
  mcp_tool_result: true,
} satisfies Record<ServerToolBlock['type'], true>;

/** Recognizes the calls and results of tools that ran on Anthropic's servers. */
export function isServerToolBlock(block: ContentBlockParam): block is ServerToolBlock {
  return Object.hasOwn(serverToolBlocks, block.type);
}

/** Summarizes what a server tool did in an earlier turn, for a model that never had that tool. */
export function describeServerToolBlock(block: ServerToolBlock): string {
  switch (block.type) {
    case 'server_tool_use':
    case 'mcp_tool_use':
      return formatCall(block);
    default:
      return formatResult(block.content);
  }
}

function formatCall({ name, input }: ServerToolUseBlockParam): string {
  const detail = isJsonObject(input) ? (input.query ?? input) : input;
  return `[${[...collectTexts(name), ...(detail === undefined ? [] : [JSON.stringify(detail)])].join(' ')}]`;
}

// Encrypted contents and other data for Anthropic's servers are left out.
function formatResult(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(formatResult).filter(Boolean).join('\n');
  if (!isJsonObject(content)) return '';
  const { type, title, url, error_code, tool_name, text, data, stdout, stderr, source, tool_references } = content;
  return [
    formatHeading({ Title: title, URL: url, Error: error_code, Tool: tool_name }),
    ...[text, type === 'text' && data, stdout, stderr, source, tool_references, content.content].map(formatResult),
  ]
    .filter(Boolean)
    .join('\n');
}
