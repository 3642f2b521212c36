import { Injectable } from '@nestjs/common';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { Conversion, ConversionContext } from './conversion.js';
import type { RawRequest } from './messages/raw-request.js';
import { upstreamApis } from './upstream-api-registry.js';

/** Converts Messages requests to requests of an upstream API, and the responses back. Replace it to change a conversion. */
@Injectable()
export class ConversionService {
  /** Converts one request and prepares the conversion of its response. Throws an ApiError if it cannot be served. */
  convert(request: CreateMessageRequest, context: ConversionContext): Conversion {
    return upstreamApis[context.api].convert(request, context);
  }

  /** Forwards a request as it was received; undefined if the API requires a conversion. Throws like `convert`. */
  forward(raw: RawRequest, context: ConversionContext): Conversion | undefined {
    return upstreamApis[context.api].forward?.(raw, context);
  }
}
