/** Describes an unexpected error for the log by its name and stack, without its message, which may quote a prompt. */
export function describeError(error: unknown): { readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { message: 'unexpected error: not an Error' };
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { message: `unexpected error: ${error.name}`, ...(frames && { stack: frames.join('\n') }) };
}
