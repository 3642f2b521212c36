/** Names a tool among all others: toolsets have members of the same name. */
export function toFunctionName(name: string, toolsetName?: string | null): string {
  return typeof toolsetName === 'string' && toolsetName ? `${toolsetName}__${name}` : name;
}
