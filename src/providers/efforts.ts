import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';

type Efforts = readonly ChatReasoningEffort[];

// Open weights, and the same wherever they are served.
const gptOss = [/gpt-oss/i, ['low', 'medium', 'high']] as const;

/** Finds the efforts that a model knows by its name; the first rule that fits counts, and no rule means none. */
export function resolveEfforts(model: string, ...rules: readonly (readonly [RegExp, Efforts])[]): Efforts {
  return [gptOss, ...rules].find(([pattern]) => pattern.test(model))?.[1] ?? [];
}

/** The efforts of reasoning, weakest first. */
export const effortRanking: readonly ChatReasoningEffort[] = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
];
