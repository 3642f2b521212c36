import type { ToolTraits } from '../../../dialects/dialect.js';
import type { ChatRequest, ChatResponseFormat, ChatTool } from '../../../protocol/openai/chat-request.js';
import { toKnownSchema } from './to-known-schema.js';

/** Writes all schemas of a request as the provider takes them. */
export function toKnownSchemas(request: ChatRequest, traits: ToolTraits): ChatRequest {
  const { tools, response_format } = request;
  if (traits.strict && traits.schema.closedObjects && traits.schema.keywords === undefined) return request;
  return {
    ...request,
    ...(tools && { tools: tools.map((tool) => toKnownTool(tool, traits)) }),
    ...(response_format && { response_format: toKnownFormat(response_format, traits) }),
  };
}

function toKnownTool(tool: ChatTool, { strict, schema }: ToolTraits): ChatTool {
  const { strict: isStrict, ...declared } = tool.function;
  return {
    ...tool,
    function: {
      ...declared,
      parameters: toKnownSchema(declared.parameters, schema),
      ...(isStrict && strict && { strict: isStrict }),
    },
  };
}

function toKnownFormat(format: ChatResponseFormat, { strict, schema }: ToolTraits): ChatResponseFormat {
  if (format.type !== 'json_schema') return format;
  const { strict: isStrict, ...named } = format.json_schema;
  return {
    ...format,
    json_schema: {
      ...named,
      schema: toKnownSchema(named.schema, schema),
      ...(isStrict !== undefined && strict && { strict: isStrict }),
    },
  };
}
