import type { ApiError } from '../errors/api-error.js';
import type { ErrorResponseContext, UpstreamErrorContext } from '../errors/error-classification.js';
import type { ContentRefusal } from '../errors/content-refusal.js';
import type { UpstreamErrorBody } from '../errors/error-body.js';
import type { UpstreamHeaders } from '../errors/upstream-response-headers.js';
import type { Message, ResponseUsage, StopReason } from '../protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { UpstreamApiName } from '../providers/upstream-api-choice.js';
import type { ForwardedMessage } from './forwarded-message.js';
import type { RefusedState } from './shared/provider-state/refused-state.js';
import type { ResponseReader } from './shared/response-body/response-reader.js';

/**
 * One request converted for an upstream API, and the ways to read and convert its response; not reusable. `Item` is what
 * the API streams, `Response` a complete response.
 */
export interface Conversion<Item = unknown, Response = unknown> {
  readonly api: UpstreamApiName;
  /** The body to post: an object as JSON, bytes unchanged. */
  readonly body: object;
  /** The headers of the request, in addition to those of the upstream. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Names of what the upstream does not receive, for the `x-proxy-dropped` header. */
  readonly dropped: readonly string[];
  /** Changes the URL of the API for this request. */
  resolveUrl?(url: URL): URL;
  /** Converts the headers of the response to those of the response to the client; absent: as for all upstreams. */
  convertResponseHeaders?(headers: UpstreamHeaders): Record<string, string>;
  /** Classifies an error response; absent: as for all upstreams. The body is parsed JSON or text. */
  classifyErrorResponse?(status: number, body: unknown, context: ErrorResponseContext): ApiError;
  /** Reads the response to a request without `stream`. */
  openResponseReader(isEventStream: boolean): ResponseReader<Response>;
  /** Reads a streamed response: returns the items that each socket read completed. */
  openStreamReader(): ResponseReader<readonly Item[]>;
  /** Throws an ApiError if the response reports an error or cannot be read. */
  convertResponse(response: Response): Message | ForwardedMessage;
  /** Converts an HTTP error of the content filter, which is a response to a Messages client. */
  convertRefusal(refusal: ContentRefusal): Message;
  openStream(requestId: string): MessageStreamBuilder<Item>;
  /**
   * Finds how to change the request after the upstream rejected it; undefined when no change would help. It may trust the
   * message: before an adjustment is remembered, it is called again with the error's structured fields alone, and with the
   * message without its quotes of the request.
   */
  findAdjustment(failure: UpstreamErrorBody, known: LearnedOverrides): RequestAdjustment | undefined;
}

/**
 * Builds the events of a streamed Message. It produces nothing before real output, so that an error until then is thrown
 * and can become an HTTP status, a retry or a fallback; a ping starts the message at once.
 */
export interface MessageStreamBuilder<Item = unknown> {
  /** Events were produced. */
  readonly hasStarted: boolean;
  /** A content block was produced. */
  readonly hasContent: boolean;
  /** The content is complete; only its usage may still arrive. */
  readonly isFinishing: boolean;
  /** The last event was produced: later items are ignored. */
  readonly isOver: boolean;
  /** The error that ended the stream, if one did. */
  readonly failure: ApiError | undefined;
  /** The usage and the stop reason; before the end, an estimate and null. Undefined if the upstream has sent nothing. */
  readonly account: ResponseAccount | undefined;
  /** The size of what is held until the response ends, in UTF-16 code units; above a limit, `accept` throws. */
  readonly heldSize: number;
  /** Converts the items of one socket read. Throws an ApiError if an error arrives before the first event. */
  accept(items: readonly Item[]): StreamBatch;
  /** Converts an HTTP error of the content filter. */
  refuse(refusal: ContentRefusal): StreamBatch;
  /** Tells the client that the proxy is alive. */
  ping(): StreamBatch;
  /** Ends the message: the upstream closed the stream, or took too long to report its usage. Throws like `accept`. */
  end(): StreamBatch;
}

/** What a stream emits at a time: events, whole frames as bytes, or a response that the upstream did not stream. */
export type StreamBatch = readonly MessageStreamEvent[] | Buffer | ForwardedMessage;

/** The usage of a response, and why it ended; null while it has not. */
export interface ResponseAccount {
  readonly usage: ResponseUsage;
  readonly stopReason: StopReason | null;
}

/** What an API that forwards requests needs of the client's. */
export interface ClientRequest {
  /** By lower-case name, as received. */
  readonly headers: UpstreamHeaders;
  /** The query string of the URL. */
  readonly query: string;
}

/** How to change a request that the upstream rejected. */
export interface RequestAdjustment {
  readonly overrides: LearnedOverrides;
  /** Whether it is about the model, and may be remembered, or about this request only. */
  readonly isLasting: boolean;
}

/** What a conversion needs in addition to the request. */
export interface ConversionContext {
  readonly api: UpstreamApiName;
  /** The model to request from the upstream, after model mapping. */
  readonly upstreamModel: string;
  readonly profile: ProviderProfile;
  /** The name of the upstream: encrypted reasoning is sent only to the one that it came from. */
  readonly upstreamName: string;
  /** The encrypted reasoning that upstreams refused; it is not sent again. */
  readonly refusedState: RefusedState;
  /** Upper bound of the requested output tokens; absent means none. */
  readonly maxOutputTokens?: number;
  /** The client's session, from its `x-claude-code-session-id` header. */
  readonly sessionId?: string;
  readonly client?: ClientRequest;
  /** Whether the response is read as a Message or as events, so that its bytes are not sufficient. */
  readonly readsEvents?: boolean;
  /** What the wording of an error inside a response depends on. */
  readonly upstreamErrors: UpstreamErrorContext;
  /** Creates 24 characters of [A-Za-z0-9] for ids of messages and tool calls. */
  readonly createId: () => string;
  /** Called when the upstream ends a response with a reason that the proxy does not know. */
  readonly onUnknownFinishReason?: (reason: string) => void;
}
