import type { ResponsesInputItem } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { ResponsesFeatures } from '../../../providers/provider-profile.js';
import { parseSupportedEfforts } from '../../shared/adjustments/rejection.js';

/** Items that other upstreams may not know, and the feature that sends them. */
const ITEM_FEATURES: Readonly<Record<string, Partial<ResponsesFeatures>>> = {
  additional_tools: { toolItems: false },
  configuration_update: { effortItems: false },
};

interface RejectedInput {
  readonly message: string;
  readonly sent: { readonly input: readonly ResponsesInputItem[] };
}

/** Finds the override for a path inside `input`, such as `3` or `3.phase`; the conversation itself is never left out. */
export function findInputOverrides(
  path: readonly string[],
  { message, sent: { input } }: RejectedInput,
): LearnedOverrides | undefined {
  const [index = '', ...rest] = path;
  const last = path.at(-1) ?? '';
  const item = input[Number(index)];
  if (last === 'prompt_cache_breakpoint') return isSent(last, input) ? { cacheControl: 'none' } : undefined;
  if (last === 'phase') return isSent(last, input) ? { responsesFeatures: { phase: false } } : undefined;
  if (item?.type === 'configuration_update' && last === 'effort') {
    const efforts = parseSupportedEfforts(message, item.reasoning.effort);
    return efforts ? { efforts } : { responsesFeatures: ITEM_FEATURES.configuration_update };
  }
  if (item?.type === 'function_call_output' && rest[0] === 'output' && typeof item.output !== 'string') {
    return { responsesFeatures: { outputLists: false } };
  }
  const isWhole = rest.length === 0 || rest[0] === 'type';
  return isWhole ? omitItems(item?.type ?? last, input) : undefined;
}

function omitItems(type: string, input: readonly ResponsesInputItem[]): LearnedOverrides | undefined {
  const responsesFeatures = input.some((item) => item.type === type) ? ITEM_FEATURES[type] : undefined;
  return responsesFeatures && { responsesFeatures };
}

// As a key, not as text of a prompt, where quotation marks are escaped.
function isSent(name: string, input: readonly ResponsesInputItem[]): boolean {
  return JSON.stringify(input).includes(`"${name}":`);
}
