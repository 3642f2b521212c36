import type { ResponsesInputItem } from '../../../protocol/openai/responses-request.js';
import { effortRanking } from '../../../providers/efforts.js';
import type { ConversationChange, ToolChange } from '../../shared/conversation/tool-changes.js';
import { resolveSupportedEffort } from '../../shared/requested-reasoning.js';
import type { InputScope } from './input-scope.js';

/** Converts changes of the tools and of the effort, so that the prompt up to that place stays as it was. */
export function convertChange({ tools, effort }: ConversationChange, scope: InputScope): readonly ResponsesInputItem[] {
  return [...convertToolChanges(tools, scope), ...convertEffortChange(effort, scope)];
}

/** Converts the tools that were loaded. A removal limits the choice of tools instead. */
export function convertToolChanges(changes: readonly ToolChange[], scope: InputScope): readonly ResponsesInputItem[] {
  const tools = changes.length > 0 ? scope.loadTools(changes) : [];
  return tools.length > 0 ? [{ type: 'additional_tools', role: 'developer', tools }] : [];
}

function convertEffortChange(wanted: unknown, { features }: InputScope): readonly ResponsesInputItem[] {
  const effort = resolveSupportedEffort(
    effortRanking.find((known) => known === wanted),
    features.efforts,
  );
  return effort ? [{ type: 'configuration_update', reasoning: { effort } }] : [];
}
