import type { ConfiguredOverrides } from './configured-overrides.js';
import { effortRanking } from './efforts.js';
import { type LearnedOverrides, mergeOverrides } from './learned-overrides.js';
import type { ProviderProfile, ResponsesFeatures } from './provider-profile.js';
import { resolveUpstreamApi } from './upstream-api-choice.js';
import type { ApiChoice, UpstreamApiName } from './upstream-api-choice.js';

/** What a model of an upstream supports, and the limits that apply to it. */
export interface Capabilities {
  /** The API that requests are converted to. */
  readonly api: UpstreamApiName;
  readonly profile: ProviderProfile;
  /** The maximum number of output tokens to request; absent: not limited. */
  readonly maxOutputTokens?: number;
  /** Tokens of prompt and response together. */
  readonly contextWindow?: number;
  /** The factor by which input tokens are multiplied before they are reported to the client. */
  readonly inputScale: number;
}

export interface OutputLimit {
  readonly maxOutputTokens?: number;
}

/** What can change a provider's profile. Later entries take precedence over earlier ones; of all limits the lowest wins. */
export interface CapabilitySources {
  /** The limit for all models. */
  readonly general?: OutputLimit;
  readonly configured?: ConfiguredOverrides;
  /** The API of the upstream. */
  readonly api?: Pick<ApiChoice, 'upstream' | 'preferred'>;
  /** Overrides recorded for the model. */
  readonly learned?: LearnedOverrides;
  /** Overrides for a single request, after a rejection that says nothing about later requests. */
  readonly adjusted?: LearnedOverrides;
  /** The route that leads to the model. */
  readonly route?: OutputLimit;
}

/** The context window in tokens that clients assume: that of a Claude model. */
const CLIENT_CONTEXT_WINDOW = 200_000;

const DEFAULT_API: Pick<ApiChoice, 'upstream' | 'preferred'> = { preferred: 'chat-completions' };

const systemTurns = { inline: 'inline', user: 'wrapped', merge: 'merged', reject: 'rejected' } as const;

/** Combines a provider's profile with everything that is configured for, or known about, one of its models. */
export function resolveCapabilities(profile: ProviderProfile, sources: CapabilitySources): Capabilities {
  const { general, configured = {}, learned = {}, adjusted = {}, route, api = DEFAULT_API } = sources;
  const limits = [general, configured, learned, adjusted, route].map((source) => source?.maxOutputTokens);
  const maxOutputTokens = findLowest(limits);
  const { contextWindow } = configured;
  const known = mergeOverrides(learned, adjusted);
  return {
    api: resolveUpstreamApi({ ...api, learned: known.api, model: configured.api }),
    profile: applyLearned(applyConfigured(profile, configured), known),
    inputScale: resolveInputScale(configured),
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  };
}

function findLowest(limits: readonly (number | undefined)[]): number | undefined {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length > 0 ? Math.min(...given) : undefined;
}

function resolveInputScale({ scaleUsage, contextWindow = CLIENT_CONTEXT_WINDOW }: ConfiguredOverrides): number {
  return scaleUsage ? Math.max(1, CLIENT_CONTEXT_WINDOW / contextWindow) : 1;
}

function applyConfigured(profile: ProviderProfile, overrides: ConfiguredOverrides): ProviderProfile {
  if (isEmpty(overrides)) return profile;
  const { efforts, explicitCache, thinkTags, reasoningReplay, images, documents } = overrides;
  const supported = efforts && { efforts: effortRanking.filter((effort) => efforts.includes(effort)) };
  return {
    ...profile,
    ...(overrides.systemTurns && { systemTurns: systemTurns[overrides.systemTurns] }),
    ...(thinkTags && { thinkTags }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(explicitCache !== undefined && { cacheControl: explicitCache ? resolveExplicitCache(profile) : 'none' }),
    media: restrictMedia(profile, images, documents),
    modelFeatures: (model) => ({ ...profile.modelFeatures(model), ...supported }),
  };
}

/** Providers that accept Anthropic's `cache_control` receive it; all others receive OpenAI's breakpoints. */
function resolveExplicitCache({ cacheControl }: ProviderProfile): ProviderProfile['cacheControl'] {
  return cacheControl === 'none' ? 'breakpoints' : cacheControl;
}

function applyLearned(profile: ProviderProfile, overrides: LearnedOverrides): ProviderProfile {
  if (isEmpty(overrides)) return profile;
  const { rejectedFields = [], acceptsStrictTools, cacheControl, reasoningReplay, streamsOnly } = overrides;
  const { tokenLimitField, efforts, effortWithTools, responseFormat } = overrides;
  const { acceptsImages, acceptsFiles, responsesFeatures, messagesFeatures } = overrides;
  const features = {
    ...(tokenLimitField && { tokenLimitField }),
    ...(efforts && { efforts }),
    ...(effortWithTools && { effortWithTools }),
    ...(responseFormat && { responseFormat }),
  };
  return {
    ...profile,
    rejectedFields: [...profile.rejectedFields, ...rejectedFields],
    ...(cacheControl && { cacheControl }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(overrides.emptyContent && { emptyContent: overrides.emptyContent }),
    ...(streamsOnly && { streamsOnly: () => true }),
    ...(acceptsStrictTools === false && { tools: { ...profile.tools, strict: false } }),
    media: restrictMedia(profile, acceptsImages, acceptsFiles),
    modelFeatures: (model) => ({ ...profile.modelFeatures(model), ...features }),
    ...(responsesFeatures && { responsesFeatures: overrideResponsesFeatures(profile, responsesFeatures) }),
    ...(messagesFeatures && { messagesFeatures: { ...profile.messagesFeatures, ...messagesFeatures } }),
  };
}

function overrideResponsesFeatures(
  { responsesFeatures }: ProviderProfile,
  overrides: Partial<ResponsesFeatures>,
): ProviderProfile['responsesFeatures'] {
  return (model) => {
    const features = responsesFeatures(model);
    const rejectedFields = [...features.rejectedFields, ...(overrides.rejectedFields ?? [])];
    return { ...features, ...overrides, rejectedFields };
  };
}

function restrictMedia({ media }: ProviderProfile, images?: boolean, files?: boolean): ProviderProfile['media'] {
  return { ...media, ...(images === false && { images: 'none' }), ...(files === false && { files: false }) };
}

const isEmpty = (overrides: object): boolean => Object.keys(overrides).length === 0;
