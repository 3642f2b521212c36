/** The current Claude models, as Claude Code and the SDKs ask for them. */
export const claudeModels = [
  { line: 'opus', id: 'claude-opus-5-5', displayName: 'Claude Opus 5.5' },
  { line: 'sonnet', id: 'claude-sonnet-5-5', displayName: 'Claude Sonnet 5.5' },
  { line: 'haiku', id: 'claude-haiku-5-5', displayName: 'Claude Haiku 5.5' },
  { line: 'fable', id: 'claude-fable-5-2', displayName: 'Claude Fable 5.2' },
] as const;
