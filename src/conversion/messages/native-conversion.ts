import type { ApiError } from '../../errors/api-error.js';
import type { ContentRefusal } from '../../errors/content-refusal.js';
import { maskSecrets } from '../../errors/secret-masking.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { Conversion, ConversionContext } from '../conversion.js';
import type { ResponseChanges } from './frame-output.js';
import { EventOutput, RawFrameOutput } from './frame-output.js';
import { FrameReader } from './frame-reader.js';
import type { FrameRun } from './frame-reader.js';
import { findNativeAdjustment } from './native-adjustment.js';
import { classifyNativeError, classifyNativeEvent } from './native-errors.js';
import { addClientQuery, buildNativeHeaders, convertNativeResponseHeaders, parseBetas } from './native-headers.js';
import { buildForwardedBody, buildParsedBody } from './native-request.js';
import type { NativeBody } from './native-request.js';
import { NativeResponseReader, convertNativeResponse, forwardMessage } from './native-response.js';
import type { NativeResponse } from './native-response.js';
import { NativeStreamBuilder } from './native-stream-builder.js';
import type { RawRequest } from './raw-request.js';
import { hasSentFeature } from './sent-features.js';

type NativeConversion = Conversion<FrameRun, NativeResponse>;

/** Where the body of a request comes from. */
interface RequestSource {
  readonly model: string;
  readonly fields: () => readonly string[];
  readonly parse: () => unknown;
  readonly build: () => NativeBody;
}

/** Forwards a request to a Messages upstream as the client sent it. Throws an ApiError if it cannot be parsed but has to be. */
export function forwardRequest(raw: RawRequest, context: ConversionContext): NativeConversion {
  return createConversion(context, {
    model: raw.model,
    fields: () => raw.names,
    parse: () => raw.parse(),
    build: () => buildForwardedBody(raw, context),
  });
}

/** Sends a request that was parsed, and possibly changed. */
export function sendRequest(request: CreateMessageRequest, context: ConversionContext): NativeConversion {
  return createConversion(context, {
    model: request.model,
    fields: () => Object.keys(request),
    parse: () => request,
    build: () => buildParsedBody(request, context),
  });
}

function createConversion(context: ConversionContext, source: RequestSource): NativeConversion {
  const { profile, upstreamErrors, client = { headers: {}, query: '' } } = context;
  const features = profile.messagesFeatures;
  const headers = buildNativeHeaders(client.headers, features, !upstreamErrors.isProxyKey);
  let built: NativeBody | undefined = source.build();
  const { dropped } = built;
  return {
    api: 'messages',
    // Handed over when it is sent, so that it is not kept for as long as the response takes.
    get body() {
      const { bytes } = built ?? source.build();
      built = undefined;
      return bytes;
    },
    headers,
    dropped,
    resolveUrl: (url) => addClientQuery(url, client.query),
    ...createResponseConversion(context, source),
    findAdjustment: (failure) =>
      findNativeAdjustment(failure, {
        features,
        betas: parseBetas(headers['anthropic-beta'] ?? ''),
        fields: source.fields(),
      }),
  };
}

/** The ways to read and convert the response. */
function createResponseConversion(
  context: ConversionContext,
  { model, parse }: RequestSource,
): Omit<NativeConversion, 'api' | 'body' | 'dropped' | 'findAdjustment'> {
  const { profile, upstreamModel, upstreamErrors, readsEvents = false } = context;
  const isRepairing = profile.messagesFeatures.repairsStreams;
  const { inputScale = 1 } = upstreamErrors;
  const changes: ResponseChanges = { inputScale, ...(model !== upstreamModel && { model }) };
  const classifyError = (event: unknown): ApiError => classifyNativeEvent(event, upstreamErrors);
  return {
    openResponseReader: (isEventStream) => new NativeResponseReader(isEventStream),
    openStreamReader: () => new FrameReader(),
    convertResponse: (response) => convertNativeResponse(response, { changes, readsEvents, classifyError }),
    convertRefusal: rethrow,
    classifyErrorResponse: (status, body, errorContext) =>
      classifyNativeError(status, body, errorContext, (feature) => hasSentFeature(parse(), feature)),
    convertResponseHeaders: convertNativeResponseHeaders,
    openStream: (requestId) =>
      new NativeStreamBuilder({
        output: readsEvents || isRepairing ? new EventOutput(changes, isRepairing) : new RawFrameOutput(changes),
        requestId,
        isRepairing,
        estimateInputTokens: upstreamErrors.estimatedInputTokens,
        classifyError,
        isConfidential: (bytes) => isConfidential(bytes.toString(), upstreamErrors.confidential),
        forwardMessage: (bytes) => forwardMessage(bytes, { changes, classifyError }),
      }),
  };
}

/** Messages upstreams report refusals as messages. */
function rethrow(refusal: ContentRefusal): never {
  throw refusal;
}

const isConfidential = (text: string, confidential: readonly string[]): boolean =>
  maskSecrets(text, confidential) !== text;
