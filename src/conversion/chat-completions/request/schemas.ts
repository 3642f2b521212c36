import type { ChatRequest, ChatResponseFormat, ChatTool } from '../../../protocol/openai/chat-request.js';
import type { ToolSupport } from '../../../providers/provider-profile.js';
import { acceptsAnySchema, adaptSchema } from '../../shared/request/schema-adaptation.js';

/** Adapts all schemas of a request to the provider. */
export function adaptSchemas(request: ChatRequest, features: ToolSupport): ChatRequest {
  const { tools, response_format } = request;
  if (features.strict && acceptsAnySchema(features.schema)) return request;
  return {
    ...request,
    ...(tools && { tools: tools.map((tool) => adaptTool(tool, features)) }),
    ...(response_format && { response_format: adaptFormat(response_format, features) }),
  };
}

function adaptTool(tool: ChatTool, { strict, schema }: ToolSupport): ChatTool {
  const { strict: isStrict, ...declared } = tool.function;
  return {
    ...tool,
    function: {
      ...declared,
      parameters: adaptSchema(declared.parameters, schema),
      ...(isStrict && strict && { strict: isStrict }),
    },
  };
}

function adaptFormat(format: ChatResponseFormat, { strict, schema }: ToolSupport): ChatResponseFormat {
  if (format.type !== 'json_schema') return format;
  const { strict: isStrict, ...named } = format.json_schema;
  return {
    ...format,
    json_schema: {
      ...named,
      schema: adaptSchema(named.schema, schema),
      ...(isStrict !== undefined && strict && { strict: isStrict }),
    },
  };
}
