import { isJsonObject } from '../../../common/json.js';
import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesUserLocation, ResponsesWebSearchTool } from '../../../protocol/openai/responses-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';

type Declaration = NonNullable<CreateMessageRequest['tools']>[number];

/** Recognizes Anthropic's own web search. */
export function isWebSearch({ type }: Declaration): boolean {
  return /^web_search_20\d{6}$/.test(String(type));
}

/** Options of Anthropic's web search without a counterpart. */
const UNSUPPORTED = ['blocked_domains', 'max_uses'];

/** Converts the declaration of Anthropic's web search to that of the upstream's. */
export function convertWebSearch(declaration: Declaration, dropped: DroppedNames): ResponsesWebSearchTool {
  const options: Readonly<Record<string, unknown>> = { ...declaration };
  for (const name of UNSUPPORTED) if (options[name] != null) dropped.add(`tools.web_search.${name}`);
  const domains = readStrings(options['allowed_domains']);
  const location = options['user_location'];
  return {
    type: 'web_search',
    ...(domains.length > 0 && { filters: { allowed_domains: domains } }),
    ...(isJsonObject(location) && { user_location: convertLocation(location) }),
  };
}

function readStrings(list: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(list) ? list : [];
  return values.filter((value) => typeof value === 'string');
}

function convertLocation(location: Readonly<Record<string, unknown>>): ResponsesUserLocation {
  const names = ['city', 'country', 'region', 'timezone'] as const;
  const known = names.flatMap((name) => (typeof location[name] === 'string' ? [[name, location[name]] as const] : []));
  return { type: 'approximate', ...Object.fromEntries(known) };
}
