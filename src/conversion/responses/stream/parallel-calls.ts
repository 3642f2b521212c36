import { isJsonObject, parseJson } from '../../../common/json.js';
import type { ToolNames } from '../../shared/tool-names.js';

/** The names under which models call several tools at once, although no such tool was offered. */
const NAMES: readonly string[] = ['parallel', 'multi_tool_use.parallel'];
const NAMESPACE = 'functions.';

/** Recognizes a call that contains other calls. */
export function isParallelCall(name: string, { upstreamNames }: ToolNames): boolean {
  return NAMES.includes(name) && !upstreamNames.includes(name);
}

interface ContainedCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Parses the calls in `{"tool_uses":[{"recipient_name":"functions.X","parameters":{…}}]}`; undefined unless all are of offered tools. */
export function parseParallelCalls(
  argumentsText: string,
  { upstreamNames }: ToolNames,
): readonly ContainedCall[] | undefined {
  const value = parseJson(argumentsText);
  const uses: unknown = isJsonObject(value) ? value['tool_uses'] : undefined;
  if (!Array.isArray(uses) || uses.length === 0) return undefined;
  const calls = uses.map(parseCall);
  return calls.every((call) => call !== undefined && upstreamNames.includes(call.name))
    ? calls.filter((call) => call !== undefined)
    : undefined;
}

function parseCall(use: unknown): ContainedCall | undefined {
  if (!isJsonObject(use)) return undefined;
  const { recipient_name, parameters } = use;
  if (typeof recipient_name !== 'string') return undefined;
  const name = recipient_name.startsWith(NAMESPACE) ? recipient_name.slice(NAMESPACE.length) : recipient_name;
  return { name, input: isJsonObject(parameters) ? parameters : {} };
}
