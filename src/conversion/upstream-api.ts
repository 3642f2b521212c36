import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { Conversion, ConversionContext } from './conversion.js';
import type { RawRequest } from './messages/raw-request.js';

/**
 * An API that upstreams serve: the strategy that converts Messages requests to it and its responses back. Each one is a
 * folder in `conversion/`, registered by a line in `upstream-api-registry.ts`; what several share is in `shared/`.
 */
export interface UpstreamApi {
  /** The URL that requests are posted to. */
  url(baseUrl: URL, profile: ProviderProfile): URL;
  /** The headers that carry an API key. */
  authorize(apiKey: string, profile: ProviderProfile): Readonly<Record<string, string>>;
  /** Converts one request. Throws an ApiError if it cannot be served. */
  convert(request: CreateMessageRequest, context: ConversionContext): Conversion;
  /** Sends a request as it was received, without parsing it; absent if the API requires a conversion. */
  forward?(raw: RawRequest, context: ConversionContext): Conversion;
}
