import { parseGptVersion } from './model-features.js';
import type { ResponsesFeatures } from './provider-profile.js';

/** The features of servers about which nothing else is known. */
export const standardResponsesFeatures: ResponsesFeatures = {
  reasoningItems: 'encrypted',
  replaysReasoning: true,
  reasoningSummary: true,
  samplingWithoutReasoning: false,
  outputLists: true,
  phase: false,
  effortItems: false,
  toolItems: false,
  allowedTools: false,
  toolSearch: false,
  webSearch: false,
  prewarm: false,
  serviceTier: false,
  streamObfuscation: false,
  rejectedFields: [],
};

/** Servers of open models: reasoning is readable, and there is nothing to decrypt. */
export const openModelResponsesFeatures: ResponsesFeatures = {
  ...standardResponsesFeatures,
  reasoningItems: 'text',
  reasoningSummary: false,
  outputLists: false,
};

const proModels = /-pro\b/i;

/** The features of OpenAI's models on its own API, by their names. */
export function resolveOpenAiResponsesFeatures(model: string): ResponsesFeatures {
  const version = parseGptVersion(model);
  const isAtLeast = (major: number, minor: number): boolean =>
    version !== undefined && (version.major > major || (version.major === major && version.minor >= minor));
  return {
    ...standardResponsesFeatures,
    samplingWithoutReasoning: version?.major === 5 && version.minor > 0,
    phase: isAtLeast(5, 3),
    effortItems: isAtLeast(6, 0) && !proModels.test(model),
    toolItems: isAtLeast(5, 4),
    allowedTools: true,
    toolSearch: isAtLeast(5, 4),
    webSearch: true,
    prewarm: isAtLeast(5, 6),
    serviceTier: true,
    streamObfuscation: true,
  };
}
