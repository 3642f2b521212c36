import type { JsonSchema } from '../../../protocol/anthropic/request.js';
import type { ResponsesTextFormat } from '../../../protocol/openai/responses-request.js';
import type { ModelFeatures, ProviderProfile } from '../../../providers/provider-profile.js';
import { isStrictSchema } from '../../shared/json-schema.js';
import { adaptSchema } from '../../shared/request/schema-adaptation.js';

/** How JSON is requested: what the upstream does not enforce is described in the instructions. */
export interface RequestedFormat {
  readonly format?: ResponsesTextFormat;
  readonly isDescribed: boolean;
}

/** Requests JSON as far as the provider and the model support it. */
export function convertTextFormat(
  schema: JsonSchema,
  { tools, rejectedFields }: ProviderProfile,
  { responseFormat }: ModelFeatures,
  hasTools: boolean,
): RequestedFormat {
  const isRejected = rejectedFields.includes('text') || (hasTools && !tools.allowedWithResponseFormat);
  if (isRejected || responseFormat === 'none') return { isDescribed: true };
  if (responseFormat === 'json_object') return { format: { type: 'json_object' }, isDescribed: true };
  const format: ResponsesTextFormat = {
    type: 'json_schema',
    name: 'output',
    schema: adaptSchema(schema, tools.schema),
    ...(tools.strict && { strict: isStrictSchema(schema) }),
  };
  return { format, isDescribed: false };
}
