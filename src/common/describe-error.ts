/** Tells the kind and the place of an unforeseen failure, without its message, which may quote a prompt. */
export function describeError(failure: unknown): { readonly message: string; readonly stack?: string } {
  if (!(failure instanceof Error)) return { message: 'Unforeseen failure: not an Error' };
  const places = failure.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { message: `Unforeseen failure: ${failure.name}`, ...(places && { stack: places.join('\n') }) };
}
