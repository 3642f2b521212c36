import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { RequestScope } from './request-scope.js';

/** The client's names of fields that a provider may reject. */
const clientNames = {
  temperature: 'temperature',
  top_p: 'top_p',
  tool_choice: 'tool_choice',
  parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
  reasoning: 'output_config.effort',
  service_tier: 'service_tier',
} as const satisfies Partial<Record<keyof ResponsesRequest, string>>;

/** Removes the fields that the provider or the model rejects. */
export function removeRejectedFields(
  body: ResponsesRequest,
  { profile, support, dropped }: Pick<RequestScope, 'profile' | 'support' | 'dropped'>,
): ResponsesRequest {
  const rejected = new Set([...profile.rejectedFields, ...support.rejectedFields]);
  const { model, input, ...rest } = body;
  for (const [field, name] of Object.entries(clientNames)) if (field in rest && rejected.has(field)) dropped.add(name);
  return { model, input, ...Object.fromEntries(Object.entries(rest).filter(([field]) => !rejected.has(field))) };
}
