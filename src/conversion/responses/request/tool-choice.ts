import type { ToolChoice } from '../../../protocol/anthropic/request.js';
import type {
  ResponsesNamedTool,
  ResponsesRequest,
  ResponsesToolChoice,
} from '../../../protocol/openai/responses-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import type { RequestTools } from './request-tools.js';

type ToolChoiceFields = Pick<ResponsesRequest, 'tool_choice' | 'parallel_tool_calls'>;

/** Converts the choice between the tools; the choice of a tool that is not offered is left out. */
export function convertToolChoice(
  choice: ToolChoice | null | undefined,
  tools: RequestTools,
  profile: ProviderProfile,
  dropped: DroppedNames,
): ToolChoiceFields {
  if (tools.isEmpty) {
    if (choice?.type === 'any' || choice?.type === 'tool') dropped.add('tool_choice');
    return tools.hasRemoved ? { tool_choice: 'none' } : {};
  }
  const isSerial = choice != null && choice.type !== 'none' && choice.disable_parallel_tool_use === true;
  const wanted = convertChoice(choice, tools, profile);
  if (wanted === undefined) dropped.add('tool_choice');
  const tool_choice = limitToOffered(wanted ?? 'auto', tools);
  return { ...(tool_choice !== 'auto' && { tool_choice }), ...(isSerial && { parallel_tool_calls: false }) };
}

/** Undefined for a choice that cannot be sent. */
function convertChoice(
  choice: ToolChoice | null | undefined,
  tools: RequestTools,
  { tools: { forcedChoices } }: ProviderProfile,
): 'auto' | 'none' | 'required' | ResponsesNamedTool | undefined {
  switch (choice?.type) {
    case undefined:
    case 'auto':
      return 'auto';
    case 'none':
      return 'none';
    case 'any':
      return forceAny(tools, forcedChoices);
    case 'tool': {
      const name = findTool(choice.name, tools);
      if (name === undefined) return isOnlySearch(choice.name, tools) ? 'required' : undefined;
      return forcedChoices.includes('named') ? { type: 'function', name } : forceAny(tools, forcedChoices);
    }
  }
}

/** Forces a call of any tool. Where that is not possible, the only tool can be forced by its name. */
function forceAny(
  { callableNames }: RequestTools,
  forcedChoices: ProviderProfile['tools']['forcedChoices'],
): 'required' | ResponsesNamedTool | undefined {
  if (forcedChoices.includes('required')) return 'required';
  const [name, ...others] = callableNames;
  const isNameable = name !== undefined && others.length === 0 && forcedChoices.includes('named');
  return isNameable ? { type: 'function', name } : undefined;
}

function findTool(clientName: string, { callableNames, toolNames }: RequestTools): string | undefined {
  return callableNames.find((name) => toolNames.nameForClient(name).name === clientName);
}

function isOnlySearch(clientName: string, { callableNames, webSearch }: RequestTools): boolean {
  return webSearch !== undefined && clientName === 'web_search' && callableNames.length === 0;
}

/** Tools that were removed from the conversation stay declared, so that the cached prompt stays valid. */
function limitToOffered(
  choice: 'auto' | 'none' | 'required' | ResponsesNamedTool,
  { hasRemoved, callableNames, webSearch }: RequestTools,
): ResponsesToolChoice {
  if (!hasRemoved || (choice !== 'auto' && choice !== 'required')) return choice;
  const functions = callableNames.map((name) => ({ type: 'function' as const, name }));
  return {
    type: 'allowed_tools',
    mode: choice,
    tools: [...functions, ...(webSearch ? [{ type: webSearch.type }] : [])],
  };
}
