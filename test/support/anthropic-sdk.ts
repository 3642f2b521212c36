import Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';

/** The API versions that clients send: the SDK's own, and that of Claude Code and of older SDKs. */
export const apiVersions = ['2026-10-21', '2023-06-01'] as const;

/** The official SDK, pointed at a proxy. It repeats nothing unless told to. */
export const sdkFor = (baseURL: string, options: ClientOptions = {}): Anthropic =>
  new Anthropic({
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    ...(options.authToken === undefined && { apiKey: 'sk-client' }),
    ...options,
  });

/** A small valid request. */
export const hello = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
} satisfies Anthropic.MessageCreateParamsNonStreaming;

/** Runs a call that must fail, and returns its APIError. */
export async function failureOf(call: PromiseLike<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Anthropic.APIError) return error;
    throw error;
  }
  throw new Error('The call succeeded');
}
