import { azure } from './profiles/azure.js';
import { cerebras } from './profiles/cerebras.js';
import { dashscope } from './profiles/dashscope.js';
import { deepseek } from './profiles/deepseek.js';
import type { ProviderProfile } from './provider-profile.js';
import { fireworks } from './profiles/fireworks.js';
import { gemini } from './profiles/gemini.js';
import { groq } from './profiles/groq.js';
import { llamacpp } from './profiles/llamacpp.js';
import { lmstudio } from './profiles/lmstudio.js';
import { mistral } from './profiles/mistral.js';
import { moonshot } from './profiles/moonshot.js';
import { ollama } from './profiles/ollama.js';
import { openai } from './profiles/openai.js';
import { openrouter } from './profiles/openrouter.js';
import { sglang } from './profiles/sglang.js';
import { standard } from './profiles/standard.js';
import { together } from './profiles/together.js';
import { vllm } from './profiles/vllm.js';
import { xai } from './profiles/xai.js';

/** Every provider by name; the first that recognises the base URL wins. */
export const providerProfiles = [
  openai,
  azure,
  dashscope,
  deepseek,
  openrouter,
  gemini,
  ollama,
  vllm,
  sglang,
  llamacpp,
  groq,
  mistral,
  xai,
  together,
  fireworks,
  cerebras,
  lmstudio,
  moonshot,
  standard,
] as const;

/** The names by which a provider can be chosen. */
export const providerNames: readonly ProviderName[] = providerProfiles.map(({ name }) => name);

export type ProviderName = (typeof providerProfiles)[number]['name'];

/** Picks the dialect by its name, else by the host of the base URL, else the standard one. */
export function resolveProviderProfile(baseUrl: URL, name?: ProviderName): ProviderProfile {
  const isPicked = (profile: ProviderProfile): boolean =>
    name === undefined ? profile.matches(baseUrl) : profile.name === name;
  return providerProfiles.find(isPicked) ?? standard;
}
