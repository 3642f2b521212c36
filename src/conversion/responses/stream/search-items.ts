import { asList, asText, isJsonObject, parseJson } from '../../../common/json.js';
import type { WebSearchResultBlock, WebSearchToolResultBlock } from '../../../protocol/anthropic/message.js';
import type {
  ResponsesFoundTool,
  ResponsesOutputItem,
  ResponsesSearchAction,
} from '../../../protocol/openai/responses.js';
import type { OutputItem } from './output-item.js';
import type { OutputWriter } from './output-writer.js';

/** A search of the web that the upstream made. Opening a found page, or finding a text in it, makes no block. */
export class WebSearchItem implements OutputItem {
  constructor(private readonly output: OutputWriter) {}

  complete(item: ResponsesOutputItem | undefined): void {
    const { action, status } = item ?? {};
    if (action?.type !== 'search') return;
    const { blocks, context } = this.output;
    const id = `srvtoolu_${context.createId()}`;
    blocks.writeServerToolUse({ id, name: 'web_search', input: { query: findQuery(action) } });
    blocks.writeServerToolResult({
      type: 'web_search_tool_result',
      tool_use_id: id,
      content: status === 'failed' ? FAILED : asList(action.sources).flatMap(convertSource),
      caller: { type: 'direct' },
    });
    if (status !== 'failed') this.output.webSearches += 1;
  }
}

const FAILED: WebSearchToolResultBlock['content'] = {
  type: 'web_search_tool_result_error',
  error_code: 'unavailable',
};

function findQuery({ query, queries }: ResponsesSearchAction): string {
  return asText(query) || asText(asList(queries)[0]);
}

function convertSource(source: NonNullable<ResponsesSearchAction['sources']>[number]): readonly WebSearchResultBlock[] {
  const url = asText(source?.url);
  if (source?.type !== 'url' || url === '') return [];
  // Sources have no title; citations do.
  const title = URL.parse(url)?.hostname ?? url;
  return [{ type: 'web_search_result', url, title, encrypted_content: '', page_age: null }];
}

/** A search for deferred tools that the upstream made, and what it found. */
export class ToolSearchItem implements OutputItem {
  constructor(private readonly output: OutputWriter) {}

  complete(item: ResponsesOutputItem | undefined): void {
    if (!item || item.execution === 'client') return;
    if (item.type === 'tool_search_call') this.writeCall(item);
    else this.writeResult(item);
  }

  private writeCall({ arguments: searched }: ResponsesOutputItem): void {
    const { blocks, context } = this.output;
    const input = typeof searched === 'string' ? parseJson(searched) : searched;
    const id = `srvtoolu_${context.createId()}`;
    this.output.toolSearchId = id;
    blocks.writeServerToolUse({ id, name: 'tool_search_tool_bm25', input: isJsonObject(input) ? input : {} });
  }

  /** A result without a call has no place in a Message. */
  private writeResult({ tools }: ResponsesOutputItem): void {
    const { blocks, context, toolSearchId } = this.output;
    if (toolSearchId === undefined) return;
    this.output.toolSearchId = undefined;
    blocks.writeServerToolResult({
      type: 'tool_search_tool_result',
      tool_use_id: toolSearchId,
      content: {
        type: 'tool_search_tool_search_result',
        tool_references: listNames(tools).map((name) => ({
          type: 'tool_reference',
          tool_name: context.toolNames.nameForClient(name).name,
        })),
      },
    });
  }
}

function listNames(tools: ResponsesOutputItem['tools']): readonly string[] {
  return asList(tools).flatMap((tool: ResponsesFoundTool | null) => {
    if (tool?.type === 'namespace') return listNames(tool.tools);
    return typeof tool?.name === 'string' ? [tool.name] : [];
  });
}
