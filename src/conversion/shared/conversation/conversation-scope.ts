import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { DroppedNames } from '../dropped-names.js';
import type { ToolNames } from '../tool-names.js';

/** Data that the steps of the conversion of one conversation share. */
export interface ConversationScope {
  readonly profile: ProviderProfile;
  readonly upstreamModel: string;
  readonly toolNames: ToolNames;
  readonly dropped: DroppedNames;
  /** Longer ids of tool calls are rejected. */
  readonly maxToolCallIdLength: number;
  /** Whether the result of a tool may contain media; otherwise they are sent in the user message that follows. */
  readonly mediaInResults: boolean;
  /** Whether the last message may be the beginning of the response. */
  readonly acceptsPrefill: boolean;
  /** Whether changes of the tools are converted at their places in the conversation. */
  readonly keepsToolChanges: boolean;
  /** Whether changes of the effort are converted at their places in the conversation. */
  readonly keepsEffortChanges: boolean;
}
