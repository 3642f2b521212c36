import type { Dialect } from '../../dialects/dialect.js';
import type { DroppedNames } from './dropped-names.js';
import type { ToolNames } from './tool-names.js';

/** What the steps of one request's conversion share. */
export interface RequestScope {
  readonly dialect: Dialect;
  readonly upstreamModel: string;
  readonly toolNames: ToolNames;
  readonly dropped: DroppedNames;
}
