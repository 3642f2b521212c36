/** Reads a token count; numbers sent as text are repaired, everything else that is no count is absent. */
export function toTokenCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? Math.trunc(count) : undefined;
}
