import { Readable } from 'node:stream';
import { errorCodes } from 'fastify';
import type { FastifyInstance, FastifyRequest, RequestPayload, preParsingHookHandler } from 'fastify';
import { RawRequest } from '../conversion/messages/raw-request.js';
import type { RawBody } from '../request-context/execution-state.js';

const JSON_TYPE = /^application\/json\b/i;

/**
 * Keeps the bytes of Messages requests, which are parsed only if somebody reads `request.body`. Must be called after the
 * hooks that measure the body: it must be the last to see it.
 */
export function keepRawBodies(fastify: FastifyInstance): void {
  const parseJson = createJsonParser(fastify);
  const bodies = new WeakMap<FastifyRequest, Buffer>();
  const keepBody: preParsingHookHandler = (request, _reply, payload, done) => {
    if (!isKept(request)) return done(null, payload);
    readAll(payload, request.routeOptions.bodyLimit ?? Infinity, (error, bytes = EMPTY) => {
      if (bytes.length > 0) bodies.set(request, bytes);
      done(error, bytes.length > 0 ? createStandIn(bytes.length) : Readable.from([]));
    });
  };
  fastify.addHook('onRoute', (route) => {
    if (route.config?.claudeProxy) route.preParsing = [...[route.preParsing ?? []].flat(), keepBody];
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const bytes = bodies.get(request);
    if (bytes) attachBody(request, new RawRequest(bytes, parseJson));
    done();
  });
}

const EMPTY = Buffer.alloc(0);

function isKept({ method, headers, routeOptions }: FastifyRequest): boolean {
  const isJson = JSON_TYPE.test(headers['content-type'] ?? '');
  // Fastify rejects a body that is too large by its header.
  return method === 'POST' && isJson && !(Number(headers['content-length']) > (routeOptions.bodyLimit ?? Infinity));
}

/** Listens at once, because the body flows already. */
function readAll(
  payload: RequestPayload,
  bodyLimit: number,
  done: (error: Error | null, bytes?: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (error: Error | null): void => {
    payload.off('data', onData).off('end', onEnd).off('error', end);
    done(error, error ? undefined : Buffer.concat(chunks, size));
  };
  const onEnd = (): void => end(null);
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > bodyLimit) end(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
  };
  payload.on('data', onData).on('end', onEnd).on('error', end);
}

/** What Fastify's parser gets instead of the body, with the length that it compares with the header. */
function createStandIn(receivedEncodedLength: number): RequestPayload {
  const standIn: RequestPayload = Readable.from([Buffer.from('{}')]);
  standIn.receivedEncodedLength = receivedEncodedLength;
  return standIn;
}

function createJsonParser(fastify: FastifyInstance): (text: string) => unknown {
  const parse = fastify.getDefaultJsonParser('remove', 'remove');
  return (text) => {
    let parsed: unknown;
    // The request is not read, and the callback is called at once.
    void parse(undefined as never, text, (error, body) => {
      if (error) throw error;
      parsed = body;
    });
    return parsed;
  };
}

function attachBody(request: FastifyRequest, raw: RawRequest): void {
  const body = new LazyBody(raw);
  request.proxyContext.state.rawBody = body;
  Object.defineProperty(request, 'body', {
    configurable: true,
    enumerable: true,
    get: () => body.value,
    set: (value: unknown) => (body.value = value),
  });
}

/** A body that a host application's guards and interceptors may read, change and replace. */
class LazyBody implements RawBody {
  private current: unknown;
  private isRead = false;
  private isReplaced = false;
  private isUnchanged: boolean | undefined;

  constructor(private readonly raw: RawRequest) {}

  get value(): unknown {
    if (!this.isRead && !this.isReplaced) this.current = structuredClone(this.raw.parse());
    this.isRead = true;
    return this.current;
  }

  set value(value: unknown) {
    this.current = value;
    this.isReplaced = true;
  }

  /** Decided once, when the handler or the response needs it. */
  get unchanged(): RawRequest | undefined {
    this.isUnchanged ??= !this.isReplaced && !(this.isRead && this.isChanged());
    return this.isUnchanged ? this.raw : undefined;
  }

  release(): void {
    this.raw.release();
  }

  private isChanged(): boolean {
    return JSON.stringify(this.current) !== JSON.stringify(this.raw.parse());
  }
}
