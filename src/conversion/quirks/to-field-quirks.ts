import type { ModelTraits } from '../../dialects/dialect.js';
import type { ChatReasoningEffort, ChatRequest } from '../../protocol/openai/chat-request.js';
import type { ModelQuirks } from './model-quirks.js';

/** Without these the request would be another one. */
const ESSENTIAL: ReadonlySet<string> = new Set(['model', 'messages', 'tools', 'tool_choice', 'stream']);

const efforts: readonly ChatReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Says how to do without a field that was sent and refused; undefined when that cannot be done. */
export function toFieldQuirks(
  field: string,
  message: string,
  sent: ChatRequest,
  known: ModelQuirks,
): ModelQuirks | undefined {
  switch (field) {
    case 'max_tokens':
    case 'max_completion_tokens':
      // A model that refuses both cannot be helped.
      return known.tokenLimitField ? undefined : { tokenLimitField: otherLimitField(field) };
    case 'reasoning_effort':
      return toEffortQuirks(message, sent) ?? { refusedFields: [field] };
    case 'response_format':
      return { responseFormat: sent.response_format?.type === 'json_schema' ? 'json_object' : 'none' };
    case 'strict':
      return sent.tools?.some((tool) => tool.function.strict) ? { takesStrictTools: false } : undefined;
    default:
      return ESSENTIAL.has(field) ? undefined : { refusedFields: [field] };
  }
}

function otherLimitField(field: 'max_tokens' | 'max_completion_tokens'): ModelTraits['tokenLimitField'] {
  return field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
}

/** `Supported values are: 'low', 'medium', and 'high'.` */
function toEffortQuirks(message: string, { reasoning_effort }: ChatRequest): ModelQuirks | undefined {
  const [, list = ''] = /(?:supported|valid|allowed) values are:?([^.]*)/i.exec(message) ?? [];
  const supported = efforts.filter((effort) => new RegExp(`\\b${effort}\\b`, 'i').test(list));
  const isMended = supported.length > 0 && supported.every((effort) => effort !== reasoning_effort);
  return isMended ? { efforts: supported } : undefined;
}
