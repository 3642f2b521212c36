import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { Conversion, ConversionContext } from './conversion.js';

/**
 * An API that upstreams serve: the strategy that converts Messages requests to it and its responses back. Each one is a
 * folder in `conversion/`, registered by a line in `upstream-api-registry.ts`; what several share is in `shared/`.
 */
export interface UpstreamApi {
  /** The URL that requests are posted to. */
  url(baseUrl: URL, profile: ProviderProfile): URL;
  /** Converts one request. Throws ApiError when it cannot be served. */
  convert(request: CreateMessageRequest, context: ConversionContext): Conversion;
}
