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
import { anthropic, minimax, zai } from './profiles/messages.js';
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

/** All profiles, in the order in which they are matched against a base URL. */
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
  anthropic,
  zai,
  minimax,
  standard,
] as const;

/** The values of `CLAUDE_PROXY_PROVIDER` and of `provider` in the routes file. */
export const providerNames: readonly ProviderName[] = providerProfiles.map(({ name }) => name);

export type ProviderName = (typeof providerProfiles)[number]['name'];

/** Resolves a profile by its name or else by the host of the base URL. The default is the standard profile. */
export function resolveProviderProfile(baseUrl: URL, name?: ProviderName): ProviderProfile {
  const isMatch = (profile: ProviderProfile): boolean =>
    name === undefined ? profile.matches(baseUrl) : profile.name === name;
  return providerProfiles.find(isMatch) ?? standard;
}
