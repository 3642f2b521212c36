import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Play, RawRequest } from '../support/fault-server.js';
import { completion, delta, frame, usage } from '../support/scripted-upstream.js';
import { silences, upstreamFaults } from '../support/upstream-faults.js';
import type { UpstreamFault } from '../support/upstream-faults.js';

/** Faults that transfer tens of megabytes would take the time of all others. */
const HEAVY = /MiB|endlessly/;

export const heavyFaults: readonly UpstreamFault[] = [...upstreamFaults, ...silences].filter(({ name }) =>
  HEAVY.test(name),
);
export const lightFaults: readonly UpstreamFault[] = upstreamFaults.filter(({ name }) => !HEAVY.test(name));
export const slowFaults: readonly UpstreamFault[] = silences.filter(({ name }) => !HEAVY.test(name));

const faultsByName = new Map([...upstreamFaults, ...silences].map((fault) => [fault.name, fault]));

/** A prompt for a unique text of the given number of words. */
export const echoPrompt = (id: string, words: number): string => `echo ${id} ${words}`;

/** A prompt for a fault. */
export const faultPrompt = ({ name }: UpstreamFault): string => `fault ${name}`;

/** The words that `echoPrompt` requests. */
export const echoWords = (id: string, words: number): string[] =>
  Array.from({ length: words }, (_, index) => `${id}.${index} `);

/** Follows the prompt: an echo of the given number of words, or a fault by name. */
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

/** Several chunks per write, with occasional pauses, as real models send them. */
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
