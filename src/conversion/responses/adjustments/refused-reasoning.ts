import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import type { RefusedState } from '../../shared/provider-state/refused-state.js';

const REFUSED_CODE = 'invalid_encrypted_content';

/** How upstreams say that they cannot use the reasoning that they receive back. */
const REFUSALS: readonly RegExp[] = [
  /encrypted[ _]content\b.*\bcould not be (?:verified|decrypted|parsed)/is,
  /organization_id did not match/i,
  /without its required following item/i,
  /item with id .{1,200} not found/is,
];
// OpenAI: of a model without reasoning. vLLM: of any encrypted reasoning.
const UNSUPPORTED = /encrypted content is not supported/i;

/** Finds how to send a request without the reasoning that the upstream refused. Applies to this request only. */
export function findRefusedReasoning(
  { message, names, param }: UpstreamErrorBody,
  sent: ResponsesRequest,
  { responsesFeatures }: LearnedOverrides,
  refusedState: RefusedState,
): RequestAdjustment | undefined {
  const isUnsupported = UNSUPPORTED.test(message);
  if (isUnsupported && param?.startsWith('include') && sent.include) {
    return { overrides: { responsesFeatures: { reasoningItems: 'none' } }, isLasting: true };
  }
  const isRefused = isUnsupported || names.includes(REFUSED_CODE) || REFUSALS.some((words) => words.test(message));
  const reasoning = sent.input.filter((item) => item.type === 'reasoning');
  const canChange = reasoning.length > 0 || (isUnsupported && requestsReasoning(sent));
  if (!isRefused || !canChange || responsesFeatures?.replaysReasoning === false) return undefined;
  for (const { encrypted_content } of reasoning) if (encrypted_content) refusedState.add(encrypted_content);
  return {
    overrides: {
      responsesFeatures: { replaysReasoning: false, ...(isUnsupported && { reasoningItems: 'none' as const }) },
    },
    isLasting: false,
  };
}

function requestsReasoning({ include = [] }: ResponsesRequest): boolean {
  return include.includes('reasoning.encrypted_content');
}
