import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';

type Efforts = readonly ChatReasoningEffort[];

// Open weights with the same efforts at every provider.
const gptOss = [/gpt-oss/i, ['low', 'medium', 'high']] as const;

/** Resolves the efforts that a model supports by its name: those of the first rule that matches, or none. */
export function resolveEfforts(model: string, ...rules: readonly (readonly [RegExp, Efforts])[]): Efforts {
  return [gptOss, ...rules].find(([pattern]) => pattern.test(model))?.[1] ?? [];
}

/** The reasoning efforts, lowest first. */
export const effortRanking: readonly ChatReasoningEffort[] = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
];
