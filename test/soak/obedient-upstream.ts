import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Play, RawRequest } from '../support/fault-server.js';
import { completion, delta, frame, usage } from '../support/scripted-upstream.js';
import { silences, upstreamFaults } from '../support/upstream-faults.js';
import type { UpstreamFault } from '../support/upstream-faults.js';

/** Those that move tens of megabytes would leave no time for the others. */
const HEAVY = /MiB|endlessly/;

export const heavyFaults: readonly UpstreamFault[] = [...upstreamFaults, ...silences].filter(({ name }) =>
  HEAVY.test(name),
);
export const lightFaults: readonly UpstreamFault[] = upstreamFaults.filter(({ name }) => !HEAVY.test(name));
export const slowFaults: readonly UpstreamFault[] = silences.filter(({ name }) => !HEAVY.test(name));

const faultsByName = new Map([...upstreamFaults, ...silences].map((fault) => [fault.name, fault]));

/** Asks for a text of so many words that nobody else gets. */
export const echoPrompt = (id: string, words: number): string => `echo ${id} ${words}`;

/** Asks for a fault. */
export const faultPrompt = ({ name }: UpstreamFault): string => `fault ${name}`;

/** The words that `echoPrompt` asks for. */
export const echoWords = (id: string, words: number): string[] =>
  Array.from({ length: words }, (_, index) => `${id}.${index} `);

/** Does what the prompt asks for: an echo of so many words, or a fault by its name. */
export const obey: Play = (socket, request) => {
  const prompt = promptOf(request);
  const fault = prompt.startsWith('fault ') ? faultsByName.get(prompt.slice(6)) : undefined;
  if (fault) return fault.play(socket, request);
  const [, id = 'nobody', words = '3'] = prompt.split(' ');
  const answer = echoWords(id, Number(words));
  if (request.isStream) void stream(socket, answer);
  else sendWhole(socket, answer.join(''));
};

function promptOf({ body }: RawRequest): string {
  const { messages = [] } = JSON.parse(body) as { messages?: { content?: unknown }[] };
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
}

function sendWhole(socket: Socket, text: string): void {
  const body = JSON.stringify(completion({ content: text }));
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

/** Several chunks a write, with a pause now and then, as models do. */
async function stream(socket: Socket, words: readonly string[]): Promise<void> {
  const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
  for (let index = 0; index < words.length && !socket.destroyed; index += 5) {
    const part = words.slice(index, index + 5).map((content) => frame(delta({ content })));
    socket.write(chunk(part.join('')));
    if (Math.random() < 0.2) await delay(Math.random() * 10);
  }
  socket.write(chunk(frame(delta({}, 'stop')) + frame(usage(9, words.length)) + frame('[DONE]')) + chunk(''));
}
