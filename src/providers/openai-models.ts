import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';
import type { ModelFeatures } from './provider-profile.js';
import { defaultModelFeatures } from './define-profile.js';

// A provider's prefix (`openai/`) or a fine-tune's (`ft:`) may come first. Azure writes GPT-3.5 as `gpt-35`.
const reasoningModel =
  /(?:^|[/:])(?:o(?<series>\d+)(?=[-:]|$)|gpt-(?!35)(?<major>\d+)(?:\.(?<minor>\d+))?(?!.*-chat))/i;

/** Tells by OpenAI's naming what a model takes; names it does not know get the traits of a plain model. */
export function resolveOpenAiModelFeatures(model: string): ModelFeatures {
  const { series, major, minor } = reasoningModel.exec(model)?.groups ?? {};
  const reasons = series !== undefined || Number(major) >= 5;
  if (!reasons) return defaultModelFeatures;
  const version = { major: Number(major), minor: Number(minor ?? 0) };
  return {
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    acceptsSampling: false,
    maxStops: Number(series) < 3 ? 4 : 0,
    efforts: series === undefined ? gptEfforts(version, model) : ['low', 'medium', 'high'],
    effortWithTools: effortWithTools(version),
  };
}

interface GptVersion {
  readonly major: number;
  readonly minor: number;
}

const gpt6Efforts: readonly ChatReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function gptEfforts({ major, minor }: GptVersion, model: string): readonly ChatReasoningEffort[] {
  if (major > 5) return /sol|luna/.test(model) ? ['none', ...gpt6Efforts] : gpt6Efforts;
  if (minor > 5) return ['none', ...gpt6Efforts];
  if (minor > 1) return ['none', 'low', 'medium', 'high', 'xhigh'];
  if (minor === 1) return ['none', 'low', 'medium', 'high'];
  return ['minimal', 'low', 'medium', 'high'];
}

// These refuse function tools together with an effort; gpt-5.6 even with its own default (litellm#34569).
function effortWithTools({ major, minor }: GptVersion): ModelFeatures['effortWithTools'] {
  if (major !== 5) return 'any';
  if (minor === 6) return 'none';
  return minor === 4 || minor === 5 ? 'absent' : 'any';
}
