import { setTimeout as delay } from 'node:timers/promises';
import { RawClient, rawPost } from '../support/raw-client.js';
import { describeOutcome } from '../support/outcome.js';
import type { UpstreamFault } from '../support/upstream-faults.js';
import { Client } from './client.js';
import type { Request } from './client.js';
import { echoPrompt, echoWords, faultPrompt, heavyFaults, lightFaults, slowFaults } from './obedient-upstream.js';
import type { Tally } from './tally.js';
import { formatValue } from './value-text.js';

const PATH = '/v1/messages';

/** The share of requests with a fault. */
export interface Mix {
  readonly clients: number;
  /** The share of requests in which the upstream or the client misbehaves. */
  readonly faults: number;
}

const chance = (share: number): boolean => Math.random() < share;
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)];

const toBody = (content: string, stream: boolean, filler = ''): string =>
  JSON.stringify({
    model: pick(['claude-sonnet-5-5', 'claude-haiku-5-5']),
    max_tokens: 1_000,
    stream,
    ...(filler && { system: filler }),
    messages: [{ role: 'user', content }],
  });

/** Clients that send requests one after the other, some with faults, and check every response. */
export class MixedLoad {
  private readonly client: Client;
  private asked = 0;
  private readonly sound: Readonly<Record<string, () => Promise<void>>> = {
    read: () => this.read(),
    readOn: () => this.read(),
    readSlowly: () => this.read({ pauseMs: Math.random() * 20 }),
    lookUp: () => this.lookUp(),
  };
  private readonly faulty: Readonly<Record<string, () => Promise<void>>> = {
    meetFault: () => this.meetFault(),
    meetAnother: () => this.meetFault(),
    leave: () => this.leave(),
    leaveAgain: () => this.leave(),
    breakOff: () => this.breakOff(),
    talkNonsense: () => this.talkNonsense(),
  };

  constructor(
    private readonly url: string,
    private readonly mix: Mix,
    private readonly tally: Tally,
  ) {
    this.client = new Client(url);
  }

  /** Runs until `isOver` returns true, and completes the open requests. */
  async run(isOver: () => boolean): Promise<void> {
    const ask = async (): Promise<void> => {
      while (!isOver()) await this.askSomething();
    };
    await Promise.all(Array.from({ length: this.mix.clients }, ask));
    this.client.close();
  }

  private async askSomething(): Promise<void> {
    const kinds = chance(this.mix.faults) ? this.faulty : this.sound;
    const kind = pick(Object.keys(kinds));
    try {
      await kinds[kind]?.();
    } catch (error) {
      this.tally.addProblem(`${kind}: ${String(error)}`);
    }
  }

  private read(further: Partial<Request> = {}): Promise<void> {
    const id = `r${(this.asked += 1)}`;
    const words = Math.ceil(Math.random() * 200);
    const filler = chance(0.02) ? 'The quick brown fox. '.repeat(20_000) : '';
    return this.readEcho(id, words, { body: toBody(echoPrompt(id, words), chance(0.7), filler), ...further });
  }

  private async readEcho(id: string, words: number, request: Partial<Request>): Promise<void> {
    const reply = await this.client.ask({ path: PATH, ...request });
    this.tally.expect(await describeOutcome(reply.clone()), 'served', 'a right answer');
    if (formatValue(await reply.text()) !== echoWords(id, words).join('')) this.tally.addProblem(`${id}: another text`);
  }

  private async meetFault(): Promise<void> {
    const faults = chance(0.005) ? heavyFaults : chance(0.02) ? slowFaults : lightFaults;
    const fault: UpstreamFault = pick(faults);
    const stream = chance(0.5);
    const reply = await this.client.ask({ path: PATH, body: toBody(faultPrompt(fault), stream) });
    this.tally.expect(await describeOutcome(reply), stream ? fault.streamed : fault.whole, fault.name);
  }

  /** Disconnects at any moment: before the request arrives, before, during or after the response. */
  private async leave(): Promise<void> {
    const client = new AbortController();
    const body = toBody(echoPrompt('leaver', 500), chance(0.7));
    const asked = this.client.ask({ path: PATH, body, signal: client.signal }).then(
      () => 'disconnected too late',
      () => 'disconnected',
    );
    await delay(Math.random() * 60);
    client.abort();
    this.tally.count(await asked);
  }

  private async breakOff(): Promise<void> {
    const client = await RawClient.connect(this.url);
    const text = rawPost(PATH, toBody('nothing', true));
    client.send(text.slice(0, Math.random() * text.length));
    await delay(Math.random() * 20);
    if (chance(0.5)) client.socket.destroy();
    else client.socket.resetAndDestroy();
    await client.closed;
    this.tally.count('aborted');
  }

  private async talkNonsense(): Promise<void> {
    const body = pick(['', '{', '[]', '{"model":"claude"}', 'null', '\u0000', toBody('x', true).slice(1)]);
    this.tally.expect(
      await describeOutcome(await this.client.ask({ path: PATH, body })),
      '400 invalid_request_error',
      body,
    );
  }

  private async lookUp(): Promise<void> {
    const request = pick<Request>([
      { method: 'GET', path: '/livez' },
      { method: 'GET', path: '/health' },
      { method: 'GET', path: '/metrics' },
      { method: 'GET', path: '/v1/models' },
      { path: '/v1/messages/count_tokens', body: toBody('Count this, and that as well.', false) },
      { path: '/api/event_logging/batch', body: '{"events":[]}' },
    ]);
    const { status } = await this.client.ask(request);
    this.tally.expect(String(status), request.path.startsWith('/api') ? '204' : '200', request.path);
  }
}
