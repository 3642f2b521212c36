import type { ChatReasoningEffort } from '../protocol/openai/chat-request.js';
import type { ModelFeatures } from './provider-profile.js';

/** The features of a model without reasoning about which nothing else is known. */
export const defaultModelFeatures: ModelFeatures = {
  tokenLimitField: 'max_tokens',
  acceptsSampling: true,
  maxStops: 4,
  efforts: [],
  effortWithTools: 'any',
  responseFormat: 'json_schema',
};

// The prefix of a provider (`openai/`) or of a fine-tuned model (`ft:`) can precede the name. Azure's name of GPT-3.5 is `gpt-35`.
const reasoningModel =
  /(?:^|[/:])(?:o(?<series>\d{1,3})(?=[-:]|$)|gpt-(?!35)(?<major>\d{1,3})(?:\.(?<minor>\d{1,3}))?(?!.{0,256}-chat))/i;

/** Resolves the features of a model by OpenAI's naming scheme; other names get the default features. */
export function resolveOpenAiModelFeatures(model: string): ModelFeatures {
  const { series, major, minor } = reasoningModel.exec(model)?.groups ?? {};
  const isReasoningModel = series !== undefined || Number(major) >= 5;
  if (!isReasoningModel) return defaultModelFeatures;
  const version = { major: Number(major), minor: Number(minor ?? 0) };
  return {
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    acceptsSampling: false,
    maxStops: Number(series) < 3 ? 4 : 0,
    efforts: series === undefined ? resolveGptEfforts(version, model) : ['low', 'medium', 'high'],
    effortWithTools: resolveEffortWithTools(version),
  };
}

// Without an effort in their name: they are served by the Responses API only.
const responsesOnlyModel = /-codex|-pro(?:-|$)|-deep-research/i;

/** Whether OpenAI recommends its Responses API for a model: it keeps reasoning, and combines it with tools. */
export function prefersResponsesApi(model: string): boolean {
  return responsesOnlyModel.test(model) || resolveOpenAiModelFeatures(model).efforts.length > 0;
}

/** The version in the name of a GPT model; undefined for other models and for GPT models without reasoning. */
export function parseGptVersion(model: string): GptVersion | undefined {
  const { major, minor } = reasoningModel.exec(model)?.groups ?? {};
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor ?? 0) };
}

export interface GptVersion {
  readonly major: number;
  readonly minor: number;
}

const gpt6Efforts: readonly ChatReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function resolveGptEfforts({ major, minor }: GptVersion, model: string): readonly ChatReasoningEffort[] {
  if (major > 5) return /sol|luna/.test(model) ? ['none', ...gpt6Efforts] : gpt6Efforts;
  if (minor > 5) return ['none', ...gpt6Efforts];
  if (minor > 1) return ['none', 'low', 'medium', 'high', 'xhigh'];
  if (minor === 1) return ['none', 'low', 'medium', 'high'];
  return ['minimal', 'low', 'medium', 'high'];
}

// gpt-5.4 to 5.6 reject function tools with an effort, gpt-5.6 even with its default effort (litellm#34569).
function resolveEffortWithTools({ major, minor }: GptVersion): ModelFeatures['effortWithTools'] {
  if (major !== 5) return 'any';
  if (minor === 6) return 'none';
  return minor === 4 || minor === 5 ? 'absent' : 'any';
}
