import type { ResponsesFunctionTool } from '../../../protocol/openai/responses-request.js';
import type { ModelFeatures, ResponsesFeatures } from '../../../providers/provider-profile.js';
import type { ConversationScope } from '../../shared/conversation/conversation-scope.js';
import type { ToolChange } from '../../shared/conversation/tool-changes.js';
import type { StateOrigin } from '../../shared/provider-state/envelope.js';
import type { RefusedState } from '../../shared/provider-state/refused-state.js';

/** Data that the steps of the conversion of one conversation to input items share. */
export interface InputScope extends ConversationScope {
  readonly features: ModelFeatures;
  readonly support: ResponsesFeatures;
  /** The origin of the state that can be sent back. */
  readonly origin: StateOrigin;
  readonly refusedState: RefusedState;
  /** Returns the tools that are available from a place in the conversation on, and were not before. */
  readonly loadTools: (changes: readonly ToolChange[]) => readonly ResponsesFunctionTool[];
}
