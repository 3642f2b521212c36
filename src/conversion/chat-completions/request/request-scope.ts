import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import type { ToolNames } from '../../shared/tool-names.js';

/** Data that the steps of the conversion of one request share. */
export interface RequestScope {
  readonly profile: ProviderProfile;
  readonly upstreamModel: string;
  readonly toolNames: ToolNames;
  readonly dropped: DroppedNames;
}
