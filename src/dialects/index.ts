import { azure } from './azure.js';
import { cerebras } from './cerebras.js';
import { dashscope } from './dashscope.js';
import { deepseek } from './deepseek.js';
import type { Dialect } from './dialect.js';
import { fireworks } from './fireworks.js';
import { gemini } from './gemini.js';
import { groq } from './groq.js';
import { llamacpp } from './llamacpp.js';
import { lmstudio } from './lmstudio.js';
import { mistral } from './mistral.js';
import { moonshot } from './moonshot.js';
import { ollama } from './ollama.js';
import { openai } from './openai.js';
import { openrouter } from './openrouter.js';
import { sglang } from './sglang.js';
import { standard } from './standard.js';
import { together } from './together.js';
import { vllm } from './vllm.js';
import { xai } from './xai.js';

/** Every provider by name; the first that recognises the base URL wins. */
export const dialects = [
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
export const dialectNames: readonly DialectName[] = dialects.map(({ name }) => name);

export type DialectName = (typeof dialects)[number]['name'];

/** Picks the dialect by its name, else by the host of the base URL, else the standard one. */
export function pickDialect(baseUrl: URL, name?: DialectName): Dialect {
  const isPicked = (dialect: Dialect): boolean =>
    name === undefined ? dialect.matches(baseUrl) : dialect.name === name;
  return dialects.find(isPicked) ?? standard;
}
