import type { DialectName } from '../dialects/index.js';

/** The names that OpenTelemetry's conventions give to providers, where they differ from ours. */
const conventionalNames: Partial<Readonly<Record<string, string>>> = {
  azure: 'azure.ai.openai',
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  xai: 'x_ai',
  standard: '_OTHER',
} satisfies Partial<Record<DialectName, string>>;

/** Names a provider as OpenTelemetry does; one that it does not know goes by our name. */
export function toProviderName(provider = 'standard'): string {
  return conventionalNames[provider] ?? provider;
}
