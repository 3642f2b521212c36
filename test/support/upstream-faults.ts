import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import type { Play, RawRequest } from './fault-server.js';
import { completion, delta, frame, usage } from './scripted-upstream.js';

/** `served`, a status and an error type, or `event: error` and its type. */
export type Outcome = string;

/** One faulty or unusual behaviour of an upstream, and what the client receives. */
export interface UpstreamFault {
  readonly name: string;
  readonly play: Play;
  readonly whole: Outcome;
  readonly streamed: Outcome;
  /** The upstream sent no byte of a response, so the request may be retried. */
  readonly isRetried?: boolean;
}

const TEXT = 'Hello from the other side';

const MIB = 1024 * 1024;
const API_ERROR = '502 api_error';
const TIMEOUT = '504 timeout_error';
const CUT = '`event: error` api_error';
const SERVED = 'served';

const wholeBody = JSON.stringify(completion({ content: TEXT }));
const firstFrames = frame(delta({ role: 'assistant', content: TEXT.slice(0, 5) }));
const streamBody =
  firstFrames + frame(delta({ content: TEXT.slice(5) }, 'stop')) + frame(usage(9, 6)) + frame('[DONE]');

const bodyOf = ({ isStream }: RawRequest): string => (isStream ? streamBody : wholeBody);
const typeOf = ({ isStream }: RawRequest): string => (isStream ? 'text/event-stream' : 'application/json');
/** The beginning of a valid body. */
const partOf = ({ isStream }: RawRequest): string => (isStream ? firstFrames : wholeBody.slice(0, 40));

const headOf = (request: RawRequest, ...lines: string[]): string =>
  ['HTTP/1.1 200 OK', `content-type: ${typeOf(request)}`, ...lines, '', ''].join('\r\n');
const chunk = (bytes: string): string => `${Buffer.byteLength(bytes).toString(16)}\r\n${bytes}\r\n`;
const CHUNKED = 'transfer-encoding: chunked';

/** A valid response that closes the connection. */
export const respondAndClose: Play = (socket, request) => {
  const body = bodyOf(request);
  socket.end(headOf(request, 'connection: close', `content-length: ${body.length}`) + body);
};

/** A valid response that keeps the connection open. */
export const respondAndKeep: Play = (socket, request) => {
  const body = bodyOf(request);
  socket.write(headOf(request, `content-length: ${body.length}`) + body);
};

/** An endless stream of valid events. */
export const respondEndlessly: Play = (socket, request) => {
  socket.write(headOf({ ...request, isStream: true }));
  pour(socket, firstFrames.repeat(200));
};

/** Writes the bytes that `make` returns for the request. */
const say =
  (make: (request: RawRequest) => string | Buffer): Play =>
  (socket, request) =>
    void socket.write(make(request));

/** Like `say`, then closes the connection. */
const sayAndClose =
  (make: (request: RawRequest) => string | Buffer): Play =>
  (socket, request) =>
    void socket.end(make(request));

/** Like `say`, then resets the connection once the bytes are sent. */
const sayAndReset =
  (make: (request: RawRequest) => string): Play =>
  (socket, request) =>
    void socket.write(make(request), () => setImmediate(() => socket.resetAndDestroy()));

/** Responds with a body encoded by `encode`. */
const sayEncoded = (encoding: string, encode: (body: string) => Buffer): Play =>
  say((request) => {
    const body = encode(bodyOf(request));
    const head = headOf(request, `content-encoding: ${encoding}`, `content-length: ${body.length}`);
    return Buffer.concat([Buffer.from(head), body]);
  });

/** Writes until the socket is destroyed. */
function pour(socket: Socket, piece: string | Buffer): void {
  if (socket.destroyed) return;
  if (socket.write(piece)) setImmediate(pour, socket, piece);
  else socket.once('drain', () => pour(socket, piece));
}

/** Writes one byte per turn of the event loop. */
function drip(socket: Socket, text: string): void {
  if (socket.destroyed || text === '') return;
  socket.write(text.slice(0, 1));
  setImmediate(drip, socket, text.slice(1));
}

const redirect = (status: number): UpstreamFault => ({
  name: `redirects (${status})`,
  // Loopback, but another host by name: a client that follows would take the key along, or drop it.
  play: say(
    () => `HTTP/1.1 ${status} Elsewhere\r\nlocation: http://localhost:9/v1/elsewhere\r\ncontent-length: 0\r\n\r\n`,
  ),
  whole: API_ERROR,
  streamed: API_ERROR,
});

const bomb = gzipSync(Buffer.alloc(80 * MIB, ' '));
const hugeLine = Buffer.alloc(17 * MIB, 'x');

const connection: readonly UpstreamFault[] = [
  {
    name: 'resets the connection before the headers',
    play: (socket) => void socket.resetAndDestroy(),
    whole: API_ERROR,
    streamed: API_ERROR,
    isRetried: true,
  },
  {
    name: 'closes the connection before the headers',
    play: (socket) => void socket.end(),
    whole: API_ERROR,
    streamed: API_ERROR,
    isRetried: true,
  },
  {
    name: 'closes the connection within the headers',
    play: sayAndClose(() => 'HTTP/1.1 200 OK\r\ncontent-ty'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'resets the connection within the headers',
    play: sayAndReset(() => 'HTTP/1.1 200 OK\r\ncontent-ty'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'closes the connection after the headers',
    play: sayAndClose((request) => headOf(request, CHUNKED)),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'resets the connection within the body',
    play: sayAndReset((request) => headOf(request, CHUNKED) + chunk(partOf(request))),
    whole: API_ERROR,
    streamed: CUT,
  },
  {
    name: 'closes the connection within a chunked body',
    play: sayAndClose((request) => headOf(request, CHUNKED) + chunk(partOf(request))),
    whole: API_ERROR,
    streamed: CUT,
  },
  {
    name: 'closes the connection within a body of unknown length',
    play: sayAndClose((request) => headOf(request) + partOf(request)),
    whole: API_ERROR,
    streamed: CUT,
  },
  {
    name: 'half-closes the connection after the response',
    play: sayAndClose((request) => headOf(request, CHUNKED) + chunk(bodyOf(request)) + chunk('')),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'sends the response byte by byte',
    play: (socket, request) => drip(socket, headOf(request, CHUNKED) + chunk(bodyOf(request)) + chunk('')),
    whole: SERVED,
    streamed: SERVED,
  },
];

/** Faults that only a timeout detects. */
export const silences: readonly UpstreamFault[] = [
  { name: 'stalls before the first byte', play: () => undefined, whole: TIMEOUT, streamed: TIMEOUT },
  { name: 'stalls within the headers', play: say(() => 'HTTP/1.1 200 OK\r\nx-'), whole: TIMEOUT, streamed: TIMEOUT },
  {
    name: 'stalls after the headers',
    play: say((request) => headOf(request, CHUNKED)),
    whole: TIMEOUT,
    streamed: TIMEOUT,
  },
  {
    name: 'stalls within the body',
    play: say((request) => headOf(request, CHUNKED) + chunk(partOf(request))),
    whole: TIMEOUT,
    streamed: '`event: error` timeout_error',
  },
  {
    name: 'stalls within the body of an error',
    play: say(
      () => `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"error":`,
    ),
    whole: TIMEOUT,
    streamed: TIMEOUT,
  },
  {
    name: 'sends an error body byte by byte, endlessly',
    play: (socket: Socket): void => {
      socket.write('HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 999999\r\n\r\n');
      const drops = setInterval(() => socket.write(' '), 50);
      socket.once('close', () => clearInterval(drops));
    },
    whole: TIMEOUT,
    streamed: TIMEOUT,
  },
];

const nonsense: readonly UpstreamFault[] = [
  {
    name: 'sends something other than HTTP',
    play: say(() => 'SSH-2.0-OpenSSH_9.9\r\n'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends random bytes',
    play: say(() => Buffer.from([0, 255, 254, 128, 10, 13, 0])),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends random bytes in the body',
    play: sayAndClose((request) => headOf(request) + '\u0000\u0001 no JSON \uFFFD{{{\n\n'.repeat(5)),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'returns an HTML page',
    play: sayAndClose(() => 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<!doctype html><title>Sign in</title>'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends the wrong content type',
    play: sayAndClose((request) => `HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n${bodyOf(request)}`),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'streams when it should not, or does not stream when it should',
    play: sayAndClose((request) => {
      const swapped = { ...request, isStream: !request.isStream };
      return headOf(swapped) + bodyOf(swapped);
    }),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'returns 200 with an empty body',
    play: say((request) => headOf(request, 'content-length: 0')),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'returns 204',
    play: say(() => 'HTTP/1.1 204 No Content\r\n\r\n'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'returns no choice: {"choices":[null]}',
    play: say(({ isStream }) => {
      const body = isStream ? frame('{"choices":[null]}') + frame('[DONE]') : '{"choices":[null]}';
      return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    }),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
];

const lengths: readonly UpstreamFault[] = [
  {
    name: 'sends a content-length that is too small',
    play: say((request) => headOf(request, `content-length: ${partOf(request).length}`) + bodyOf(request)),
    whole: API_ERROR,
    streamed: CUT,
  },
  {
    name: 'sends a content-length that is too large, then closes the connection',
    play: sayAndClose((request) => headOf(request, 'content-length: 9999') + partOf(request)),
    whole: API_ERROR,
    streamed: CUT,
  },
  {
    name: 'sends two content-length headers',
    play: say((request) => headOf(request, 'content-length: 3', 'content-length: 5') + bodyOf(request)),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends content-length and chunked encoding',
    play: say((request) => headOf(request, 'content-length: 3', CHUNKED) + chunk(bodyOf(request)) + chunk('')),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends invalid chunked encoding',
    play: say((request) => headOf(request, CHUNKED) + chunk(partOf(request)) + 'zz\r\n'),
    whole: API_ERROR,
    streamed: CUT,
  },
];

const encodings: readonly UpstreamFault[] = [
  { name: 'compresses with gzip', play: sayEncoded('gzip', gzipSync), whole: SERVED, streamed: SERVED },
  { name: 'compresses with deflate', play: sayEncoded('deflate', deflateSync), whole: SERVED, streamed: SERVED },
  { name: 'compresses with brotli', play: sayEncoded('br', brotliCompressSync), whole: SERVED, streamed: SERVED },
  {
    name: 'compresses without content-encoding',
    play: sayEncoded('identity', gzipSync),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'declares gzip but does not compress',
    play: sayEncoded('gzip', (body) => Buffer.from(body)),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends corrupted gzip data',
    play: sayEncoded('gzip', (body) => gzipSync(body).fill(0xff, 20, 60)),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'uses an unsupported content-encoding',
    play: sayEncoded('zstd', (body) =>
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...Buffer.from(body).map((byte) => byte ^ 0x55)]),
    ),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends a gzip bomb (80 MiB of spaces)',
    play: sayEncoded('gzip', () => bomb),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends a gzip bomb without content-encoding',
    play: sayEncoded('identity', () => bomb),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
];

const sizes: readonly UpstreamFault[] = [
  {
    name: 'sends a line of 17 MiB',
    play: (socket, request) => {
      socket.write(headOf(request) + (request.isStream ? 'data: ' : ''));
      socket.end(hugeLine);
    },
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends whitespace endlessly',
    play: (socket, request) => {
      socket.write(headOf(request));
      pour(socket, Buffer.alloc(64 * 1024, ' \n'));
    },
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends SSE comments endlessly',
    play: (socket, request) => {
      socket.write(headOf(request));
      pour(socket, ': still there\n\n'.repeat(4_096));
    },
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends an error body of 65 MiB',
    play: (socket) => {
      socket.write('HTTP/1.1 500 Oops\r\ncontent-type: text/plain\r\n\r\n');
      for (let part = 0; part < 65; part += 1) socket.write(Buffer.alloc(MIB, 'e'));
      socket.end();
    },
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'sends headers of 64 KiB',
    play: say((request) => headOf(request, `x-huge: ${'h'.repeat(64 * 1024)}`, 'content-length: 0')),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
];

const versions: readonly UpstreamFault[] = [
  {
    name: 'sends 102 and 103 before the response',
    play: say((request) => {
      const hints = 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n';
      return `${hints}${headOf(request, CHUNKED)}${chunk(bodyOf(request))}${chunk('')}`;
    }),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'sends 100 although the request did not expect it',
    play: say(
      (request) => `HTTP/1.1 100 Continue\r\n\r\n${headOf(request, CHUNKED)}${chunk(bodyOf(request))}${chunk('')}`,
    ),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'switches protocols (101)',
    play: say(() => 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  {
    name: 'uses HTTP/1.0',
    play: sayAndClose((request) => headOf(request).replace('HTTP/1.1', 'HTTP/1.0') + bodyOf(request)),
    whole: SERVED,
    streamed: SERVED,
  },
  {
    name: 'supports HTTP/2 only',
    play: sayAndClose(() => Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100])),
    whole: API_ERROR,
    streamed: API_ERROR,
  },
  ...[301, 302, 303, 307, 308].map(redirect),
];

/** Faults that are visible immediately. */
export const upstreamFaults: readonly UpstreamFault[] = [
  ...connection,
  ...nonsense,
  ...lengths,
  ...encodings,
  ...sizes,
  ...versions,
];
