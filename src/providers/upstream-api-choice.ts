/** The APIs that upstreams serve. The implementation of each is in a folder of `conversion/`. */
export type UpstreamApiName = 'chat-completions' | 'responses' | 'messages';

/** The values of `CLAUDE_PROXY_UPSTREAM_API`, and of `api` in the routes file. */
export const apiSettings = ['auto', 'chat', 'responses', 'messages'] as const;

export type ApiSetting = (typeof apiSettings)[number];

/** What determines the API for a model of an upstream, from the highest precedence to the lowest. */
export interface ApiChoice {
  /** Learned from rejections of the model. */
  readonly learned?: UpstreamApiName | undefined;
  /** Configured for the model. */
  readonly model?: ApiSetting | undefined;
  /** Configured for the upstream. */
  readonly upstream?: ApiSetting | undefined;
  /** What the provider recommends for the model. */
  readonly preferred: UpstreamApiName;
}

const apiNames: Readonly<Record<Exclude<ApiSetting, 'auto'>, UpstreamApiName>> = {
  chat: 'chat-completions',
  responses: 'responses',
  messages: 'messages',
};

/** Resolves the API for a model. `auto` for a model disregards the setting of its upstream. */
export function resolveUpstreamApi({ learned, model, upstream, preferred }: ApiChoice): UpstreamApiName {
  const setting = model ?? upstream ?? 'auto';
  return learned ?? (setting === 'auto' ? preferred : apiNames[setting]);
}

const anthropicPath = /\/anthropic(?:\/v1)?\/*$/;

/** The API of most providers: Chat Completions, or the Messages API if the base URL says so, as in `/anthropic`. */
export function preferApiByPath({ pathname }: URL): UpstreamApiName {
  return anthropicPath.test(pathname) ? 'messages' : 'chat-completions';
}
