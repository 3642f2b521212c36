import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Socket, connect } from 'node:net';
import { type Outcomes, count, post, postAll, read } from './attack-client.js';
import { type AttackUpstream, respondTogether, sendEndlessly, sendJson } from './attack-upstream.js';
import { MIB, bombs, buildLargest, promptOf, requestWith } from './json-bombs.js';

/** Something that must not end the service. */
export interface Attack {
  readonly name: string;
  /** The number of clients. */
  readonly clients: number;
  /** Whether it is short enough for every test run. */
  readonly isShort: boolean;
  run(url: string, upstream: AttackUpstream): Promise<Outcomes>;
}

const message = (content: string): string =>
  `{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":${content}},"finish_reason":"stop"}]}`;
const chunk = (delta: string): string => `data: {"choices":[{"index":0,"delta":${delta}}]}\n\n`;

const bodyAttacks = Object.entries(bombs).flatMap(([shape, build]): Attack[] => [
  {
    name: `requests of 32 MiB that consist of ${shape}`,
    clients: 6,
    isShort: shape === 'empty objects' || shape === 'distinct keys',
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(message('"x"')));
      return postAll(url, requestWith(build(31 * MIB)), 6);
    },
  },
  {
    name: `requests with the largest accepted number of values, which consist of ${shape}`,
    clients: 40,
    isShort: false,
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(message('"x"')));
      return postAll(url, requestWith(buildLargest(build)), 40);
    },
  },
  {
    name: `responses of 60 MiB that consist of ${shape}`,
    clients: 10,
    isShort: shape === 'empty objects',
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(`{"choices":[{"message":{"content":"x"}}],"x":${build(60 * MIB)}}`));
      return postAll(url, promptOf('x'), 10);
    },
  },
  {
    name: `responses with the largest accepted number of values, which consist of ${shape}`,
    clients: 40,
    isShort: false,
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(`{"choices":[{"message":{"content":"x"}}],"x":${buildLargest(build)}}`));
      return postAll(url, promptOf('x'), 40);
    },
  },
]);

const legalAttacks: readonly Attack[] = [
  ...[
    ['ASCII', 'x'],
    ['wide characters', '\u4e00'],
    ['escapes', '\\u4e00'],
  ].map(([name = '', character = '']): Attack => ({
    name: `requests of 30 MiB of text: ${name}`,
    clients: 12,
    isShort: name === 'wide characters',
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(message('"x"')));
      return postAll(url, promptOf(character.repeat((30 * MIB) / Buffer.byteLength(character))), 12);
    },
  })),
  {
    name: 'requests of 1 MiB in progress at the same time',
    clients: 300,
    isShort: false,
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(message('"x"')));
      return postAll(url, promptOf('x'.repeat(MIB)), 300);
    },
  },
  {
    name: 'responses of 15 MiB',
    clients: 40,
    isShort: false,
    run: (url, upstream) => {
      respondTogether(upstream, sendJson(message(`"${'x'.repeat(15 * MIB - 8)}\\u4e00"`)));
      return postAll(url, promptOf('x'), 40);
    },
  },
];

const streamAttacks: readonly Attack[] = [
  ...[true, false].map((isStream): Attack => ({
    name: `60 MiB of empty events, for clients that ${isStream ? 'stream' : 'do not stream'}`,
    clients: 10,
    isShort: !isStream,
    run: (url, upstream) => {
      respondTogether(upstream, (response) => sendEndlessly(response, '', 'data: {}\n\n'.repeat(5_000), 60 * MIB));
      return postAll(url, requestWith('{}', isStream), 10);
    },
  })),
  {
    name: 'endless arguments of a tool call',
    clients: 40,
    isShort: true,
    run: (url, upstream) => {
      const call = (fields: string): string => chunk(`{"tool_calls":[{"index":0,${fields}}]}`);
      const first = call(`"id":"1","function":{"name":"a","arguments":"{\\"x\\":\\""}`);
      const more = call(`"function":{"arguments":"${'\u4e00'.repeat(10_000)}"}`);
      respondTogether(upstream, (response) => sendEndlessly(response, first, more));
      return postAll(url, requestWith('{}', true), 40);
    },
  },
  {
    name: 'streams of 250 MiB of text',
    clients: 4,
    isShort: false,
    run: (url, upstream) => {
      const text = chunk(`{"content":"${'x'.repeat(10_000)}"}`);
      respondTogether(upstream, (response) => sendEndlessly(response, '', text, 250 * MIB));
      return postAll(url, requestWith('{}', true), 4);
    },
  },
  ...[true, false].map((isChunked): Attack => ({
    name: `clients that do not read their stream, ${isChunked ? 'chunked' : 'ended by its connection'}`,
    clients: 200,
    isShort: false,
    run: async (url, upstream) => {
      const text = chunk(`{"content":"${'x'.repeat(10_000)}"}`);
      respondTogether(upstream, (response) => {
        if (!isChunked) response.useChunkedEncodingByDefault = false;
        if (!isChunked) response.setHeader('connection', 'close');
        sendEndlessly(response, '', text, 20 * MIB);
      });
      const body = requestWith('{}', true);
      const responses = await Promise.all(Array.from({ length: 200 }, () => post(url, body)));
      await quiet(5_000);
      for (const { response } of responses) response?.destroy();
      return count(responses.map(({ status }) => status));
    },
  })),
];

const socketAttacks: readonly Attack[] = [
  {
    name: 'streams of one word per second',
    clients: 2_500,
    isShort: false,
    run: async (url, upstream) => {
      const open = new Set<ServerResponse>();
      upstream.respond = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        open.add(response);
      };
      const drip = setInterval(() => open.forEach((response) => response.write(chunk('{"content":"word "}'))), 1_000);
      const responses = await Promise.all(Array.from({ length: 2_500 }, () => post(url, requestWith('{}', true))));
      for (const { response } of responses) response?.resume();
      await quiet(5_000);
      clearInterval(drip);
      for (const response of open) response.end('data: [DONE]\n\n');
      return count(await Promise.all(responses.map(read)));
    },
  },
  {
    name: 'idle sockets',
    clients: 10_000,
    isShort: false,
    run: async (url) => {
      const { hostname, port } = new URL(url);
      const sockets: Socket[] = [];
      for (let index = 0; index < 10_000; index += 1) {
        const socket = connect(Number(port), hostname).on('error', () => undefined);
        sockets.push(socket);
        if (index % 100 === 0) await once(socket, 'connect');
      }
      await quiet(3_000);
      const { length } = sockets.filter(({ destroyed }) => !destroyed);
      for (const socket of sockets) socket.destroy();
      return { open: length };
    },
  },
  {
    name: 'bodies of 32 MiB that never arrive whole',
    clients: 100,
    isShort: false,
    run: async (url) => {
      const { hostname, port } = new URL(url);
      const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${32 * MIB}\r\n\r\n`;
      const sockets = Array.from({ length: 100 }, () => {
        const socket = connect(Number(port), hostname).on('error', () => undefined);
        socket.resume().write(head);
        socket.write('x'.repeat(30 * MIB));
        return socket;
      });
      await quiet(15_000);
      const { length } = sockets.filter(({ destroyed }) => !destroyed);
      for (const socket of sockets) socket.destroy();
      return { open: length };
    },
  },
];

const quiet = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** All attacks on the memory of the service. */
export const memoryAttacks: readonly Attack[] = [...bodyAttacks, ...legalAttacks, ...streamAttacks, ...socketAttacks];
