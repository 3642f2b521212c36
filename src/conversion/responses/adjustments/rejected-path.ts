import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ChatReasoningEffort } from '../../../protocol/openai/chat-request.js';
import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { ResponsesFeatures } from '../../../providers/provider-profile.js';
import {
  listRejectedPaths,
  parseSupportedEfforts,
  rejectsField,
  splitPath,
} from '../../shared/adjustments/rejection.js';
import { findInputOverrides } from './rejected-input.js';
import { findToolOverrides } from './rejected-tools.js';

/** A rejection, and the request that was rejected. */
interface RejectedRequest {
  readonly message: string;
  /** The error says that the field is not supported, not that its value is invalid. */
  readonly isRefused: boolean;
  readonly sent: ResponsesRequest;
}

/** Fields without which the request would mean something else. */
const ESSENTIAL: ReadonlySet<string> = new Set(['model', 'instructions', 'stream']);

/** Error messages that describe a field without naming it as it was sent. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/reasoning[ _]summar(?:y|ies)/i, 'reasoning.summary'],
  [/\breasoning_effort\b|does not support (?:thinking|reasoning)\b/i, 'reasoning.effort'],
  [/\bprompt_cache_breakpoint\b/, 'input.prompt_cache_breakpoint'],
  [/\badditional_tools\b/, 'input.additional_tools'],
  [/\bconfiguration_update\b/, 'input.configuration_update'],
  [/\bphase\b/, 'input.phase'],
  [/\bdefer_loading\b|\btool_search\b/, 'tools.tool_search'],
  [/\bweb_search\b/, 'tools.web_search'],
  [/\ballowed_tools\b/, 'tool_choice.allowed_tools'],
];

/** Finds how to omit or replace the part that was rejected. Each result changes the request, so that no retry repeats it. */
export function findRejectedPathOverrides(
  failure: UpstreamErrorBody,
  sent: ResponsesRequest,
): LearnedOverrides | undefined {
  const { message } = failure;
  const isRefused = rejectsField(failure);
  if (!isRefused && !failure.names.includes('invalid_value') && !isUnknownValue(message)) return undefined;
  for (const path of listPaths(failure)) {
    const overrides = findOverrides(path, { message, isRefused, sent });
    if (overrides) return overrides;
  }
  return undefined;
}

/** Lists the paths that could be meant, likeliest first. Where the error names a field, its words can only add to that. */
function listPaths(failure: UpstreamErrorBody): readonly (readonly string[])[] {
  const aliases = ALIASES.filter(([pattern]) => pattern.test(failure.message)).map(([, path]) => path);
  const paths = [...listRejectedPaths(failure), ...aliases].map(splitPath);
  return failure.param === undefined ? paths : paths.filter(([field]) => field === paths[0]?.[0]);
}

/** `Invalid value: 'additional_tools'. Supported values are: 'message', …` */
function isUnknownValue(message: string): boolean {
  return /^invalid (?:value|type)\b/i.test(message);
}

function findOverrides(path: readonly string[], rejected: RejectedRequest): LearnedOverrides | undefined {
  const [field = '', part = ''] = path;
  const { sent, isRefused } = rejected;
  switch (field) {
    case 'reasoning':
      return findReasoningOverrides(part, rejected);
    case 'reasoning_effort':
      return findReasoningOverrides('effort', rejected);
    case 'text':
      return findTextOverrides(path, sent);
    case 'include':
      return sent.include && omitIncluded(sent.include, rejected.message);
    case 'stream_options':
      return sent.stream_options && override({ streamObfuscation: false });
    case 'prompt_cache_options':
      return sent.prompt_cache_options && override({ prewarm: false });
    case 'input':
      return findInputOverrides(path.slice(1), rejected);
    case 'tools':
      return findToolOverrides(path.slice(1), sent);
    case 'tool_choice':
      return isSubset(sent.tool_choice) ? override({ allowedTools: false }) : undefined;
    default:
      return isRefused && !ESSENTIAL.has(field) && Object.hasOwn(sent, field)
        ? override({ rejectedFields: [field] })
        : undefined;
  }
}

/** Builds the override of a feature of the Responses API. */
function override(responsesFeatures: Partial<ResponsesFeatures>): LearnedOverrides {
  return { responsesFeatures };
}

function isSubset(choice: ResponsesRequest['tool_choice']): boolean {
  return typeof choice === 'object' && choice.type === 'allowed_tools';
}

// An invalid schema is the client's, and says nothing about the model.
function findTextOverrides(path: readonly string[], { text }: ResponsesRequest): LearnedOverrides | undefined {
  if (!text || path.includes('schema')) return undefined;
  return { responseFormat: text.format.type === 'json_schema' ? 'json_object' : 'none' };
}

function omitIncluded(include: NonNullable<ResponsesRequest['include']>, message: string): LearnedOverrides {
  if (message.includes('web_search')) return override({ webSearch: false });
  const isReasoning = include.includes('reasoning.encrypted_content');
  return override(isReasoning ? { reasoningItems: 'none' } : { rejectedFields: ['include'] });
}

function findReasoningOverrides(part: string, { message, sent }: RejectedRequest): LearnedOverrides | undefined {
  const { reasoning } = sent;
  if (!reasoning) return undefined;
  if (part === 'summary') return reasoning.summary && override({ reasoningSummary: false });
  return findEfforts(message, reasoning.effort) ?? override({ rejectedFields: ['reasoning'] });
}

function findEfforts(message: string, sent: ChatReasoningEffort | undefined): LearnedOverrides | undefined {
  const efforts = sent && parseSupportedEfforts(message, sent);
  return efforts && { efforts };
}
