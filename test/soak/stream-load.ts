import { checkStreamGrammar } from '../support/stream-grammar.js';
import { parseFrames } from '../support/sse.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import type { FaultServer } from '../support/fault-server.js';
import { Client } from './client.js';
import { echoPrompt, echoWords, obey } from './obedient-upstream.js';
import type { Tally } from './tally.js';
import { formatValue } from './value-text.js';

const WORDS = 100;

const toBody = (id: string): string =>
  JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 1_000,
    stream: true,
    messages: [{ role: 'user', content: echoPrompt(id, WORDS) }],
  });

/** Concurrent streams with distinct texts, to detect mixed-up output. */
export async function runStreams(url: string, upstream: FaultServer, count: number, tally: Tally): Promise<void> {
  const client = new Client(url);
  const released: (() => void)[] = [];
  upstream.play = (socket, request) => {
    released.push(() => obey(socket, request));
    // All streams continue when the last one has started.
    if (released.length === count) for (const release of released) release();
  };
  const read = async (index: number): Promise<void> => {
    const id = `s${index}`;
    const text = await (await client.ask({ path: '/v1/messages', body: toBody(id) })).text();
    checkStreamGrammar(parseFrames(text).map(({ data }) => data as unknown as MessageStreamEvent));
    tally.expect(formatValue(text) === echoWords(id, WORDS).join('') ? 'correct' : 'incorrect', 'correct', id);
  };
  const results = await Promise.allSettled(Array.from({ length: count }, (_, index) => read(index)));
  for (const result of results) if (result.status === 'rejected') tally.addProblem(String(result.reason));
  upstream.play = obey;
  client.close();
}

/** Clients that disconnect, some before the response and some during it. */
export async function runLeavers(url: string, count: number, atOnce: number, tally: Tally): Promise<void> {
  const client = new Client(url);
  let begun = 0;
  const leaveOften = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const leaving = new AbortController();
      setTimeout(() => leaving.abort(), Math.random() * 40);
      const asked = client.ask({ path: '/v1/messages', body: toBody('leaver'), signal: leaving.signal });
      tally.count(
        await asked.then(
          () => 'disconnected too late',
          () => 'disconnected',
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, leaveOften));
  client.close();
}
