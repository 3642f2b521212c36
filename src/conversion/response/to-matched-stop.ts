interface StoppedChoice {
  readonly stop_reason?: unknown;
  readonly matched_stop?: unknown;
}

/** Finds the client's stop sequence that vLLM (`stop_reason`) or SGLang (`matched_stop`) names; token ids do not count. */
export function toMatchedStop(choice: StoppedChoice, stopSequences: readonly string[]): string | null {
  return stopSequences.find((stop) => stop === choice.stop_reason || stop === choice.matched_stop) ?? null;
}
