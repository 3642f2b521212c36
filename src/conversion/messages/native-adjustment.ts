import type { UpstreamErrorBody } from '../../errors/error-body.js';
import { isSignatureError } from '../../errors/signature-error.js';
import type { MessagesFeatures } from '../../providers/provider-profile.js';
import type { RequestAdjustment } from '../conversion.js';

/** What a rejected request contained. */
export interface SentRequest {
  readonly features: MessagesFeatures;
  readonly betas: readonly string[];
  /** The names of the top-level fields. */
  readonly fields: readonly string[];
}

/** Fields without which a request keeps its meaning. */
const OPTIONAL_FIELDS: readonly string[] = [
  'context_management',
  'output_config',
  'diagnostics',
  'container',
  'metadata',
  'service_tier',
  'speed',
  'inference_geo',
  'cache_control',
];

/** "Unexpected value(s) `context-1m-2025-08-07` for the `anthropic-beta` header." */
const REJECTED_BETAS = /unexpected value(?:\(s\)|s)? (?<values>.{1,500}?) for the [`'"]?anthropic-beta/i;
/** "context_management: Extra inputs are not permitted" */
const REJECTED_FIELD = /(?:^|[\s:])[`'"]?(?<field>\w{1,40})[`'"]?: extra inputs are not permitted/i;
const MISSING_THINKING = /expected [`'"]?thinking[`'"]? or [`'"]?redacted_thinking[`'"]?, but found/i;

/** Finds how to change a request that a Messages upstream rejected; undefined if no change would help. */
export function findNativeAdjustment(
  failure: UpstreamErrorBody,
  { features, betas, fields }: SentRequest,
): RequestAdjustment | undefined {
  const { message } = failure;
  const rejectedBetas = parseRejectedBetas(message).filter((beta) => betas.includes(beta));
  if (rejectedBetas.length > 0) return change({ rejectedBetas }, true);
  const field = REJECTED_FIELD.exec(message)?.groups?.['field'] ?? '';
  if (OPTIONAL_FIELDS.includes(field) && fields.includes(field)) return change({ rejectedFields: [field] }, true);
  // Which blocks have signatures of another upstream is unknown; the model can continue without any.
  if (isSignatureError(failure) && features.sendsThinking) return change({ sendsThinking: false }, false);
  // Manual thinking requires its own blocks in a tool loop.
  if (MISSING_THINKING.test(message) && features.allowsThinking) return change({ allowsThinking: false }, false);
  return undefined;
}

function change(messagesFeatures: Partial<MessagesFeatures>, isLasting: boolean): RequestAdjustment {
  return { overrides: { messagesFeatures }, isLasting };
}

function parseRejectedBetas(message: string): readonly string[] {
  const values = REJECTED_BETAS.exec(message)?.groups?.['values'] ?? '';
  return values.split(/[\s,`'"]+/).filter((value) => value !== '');
}
