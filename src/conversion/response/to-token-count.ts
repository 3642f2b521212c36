/** Reads a token count; numbers sent as text are repaired, everything else that is no count is absent. */
export function toTokenCount(value: unknown): number | undefined {
  const count = Math.trunc(typeof value === 'number' || isFilledText(value) ? Number(value) : NaN);
  // JSON knows a negative zero.
  return Number.isSafeInteger(count) && count >= 0 ? Math.abs(count) : undefined;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
