import type { Dialect } from '../../dialects/dialect.js';

/** Which state of a reply is kept for the next request. */
export interface KeptState {
  /** Reasoning that the client is not shown, and so could not bring back. */
  readonly reasoning: boolean;
  readonly details: boolean;
  /** What comes with tool calls. */
  readonly calls: boolean;
}

/** Tells which state an upstream wants back. */
export function toKeptState(
  { reasoningReplay, returnsThoughtSignatures }: Dialect,
  isReasoningShown: boolean,
): KeptState {
  return {
    reasoning: !isReasoningShown && reasoningReplay !== 'none',
    details: reasoningReplay === 'reasoning_details',
    calls: returnsThoughtSignatures,
  };
}
