import type { InputScope } from './input-scope.js';
import type { RequestTools } from './request-tools.js';

/** Data that the steps of the conversion of one request share. */
export interface RequestScope extends InputScope {
  readonly tools: RequestTools;
}
