import fc from 'fast-check';
import { hostileMoves, type HostileMove } from './hostile-caller.js';
import { startProxyWithRoutes } from './proxy-with-routes.js';
import { aRequest, type RunningProxy } from './running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage, type Answer } from './scripted-upstream.js';

/** What the honest caller's request led to: the requests that the upstream received, and the response. */
export interface Transcript {
  readonly sent: readonly string[];
  readonly received: string;
}

/** Ends the text of every request of the honest caller. */
const MARK = 'asked by alice in round';

/** The honest caller's request of a round: every field that a rejection could remove, in many combinations. */
function honestRequest(round: number): Record<string, unknown> {
  const has = (divisor: number): boolean => round % divisor === 0;
  return aRequest({
    model: has(3) ? 'claude-haiku-5-5' : 'claude-sonnet-5-5',
    max_tokens: has(2) ? 128_000 : 1000,
    messages: [{ role: 'user', content: `Hello, ${MARK} ${round}` }],
    stream: has(2),
    ...(has(5) && { temperature: 0.2 }),
    ...(has(7) && { stop_sequences: ['END'] }),
    ...(has(4) && { tools: [{ name: 'lookup', input_schema: { type: 'object', properties: {} } }] }),
    ...(has(11) && { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }),
  });
}

/** The upstream's answer to it, which depends on nothing but the request: rejections, failures and responses. */
const answerHonestly: Answer = (response, request) => {
  const round = Number(/in round (\d+)/.exec(JSON.stringify(request.body))?.[1]);
  const reject = (message: string, fields = {}, status = 400): Answer =>
    json({ error: { message, ...fields } }, status);
  const answer = ((): Answer => {
    if (round % 9 === 0 && request.path.startsWith('/first')) return reject('busy', {}, 503);
    if ('temperature' in request.body) return reject('No', { param: 'temperature', code: 'unsupported_parameter' });
    if (Number(request.body['max_tokens']) > 16_384) return reject('max_tokens: this model supports at most 16384');
    if (round % 13 === 0) return reject('Your image is invalid');
    if (!request.body['stream']) return json(completion({ content: `Answer ${round}` }));
    return stream(delta({ content: `Answer ${round}` }), delta({}, 'stop'), usage(12, 1));
  })();
  return answer(response, request);
};

/** Both targets of every model are served by the same program, as different upstreams. */
const routesFor = ({ origin }: URL): string => `
upstreams:
  first: { baseUrl: '${origin}/first', keyless: true }
  second: { baseUrl: '${origin}/second', keyless: true }
routes:
  '*haiku*': { upstream: first, model: small, fallbacks: [{ upstream: second, model: small }] }
  '*': { upstream: first, model: big, fallbacks: [{ upstream: second, model: big }] }
`;

/** Serves the honest caller, alone or together with a hostile one, and returns what it sent and received in each round. */
export async function runRounds(rounds: number, hostileSeed?: number): Promise<readonly Transcript[]> {
  const upstream = await ScriptedUpstream.start();
  const moves = hostileSeed === undefined ? [] : fc.sample(hostileMoves, { numRuns: rounds * 2, seed: hostileSeed });
  const proxy = await startProxyWithRoutes(routesFor(upstream.baseUrl), {}, { proxyKeys: ['alice', 'mallory'] });
  try {
    const transcripts: Transcript[] = [];
    for (let round = 0; round < rounds; round += 1) {
      transcripts.push(await runRound(round, proxy, upstream, moves.slice(2 * round, 2 * round + 2)));
    }
    return transcripts;
  } finally {
    await proxy.close();
    await upstream.close();
  }
}

async function runRound(
  round: number,
  proxy: RunningProxy,
  upstream: ScriptedUpstream,
  moves: readonly HostileMove[],
): Promise<Transcript> {
  const isHonest = ({ body }: { body: unknown }): boolean => JSON.stringify(body).includes(MARK);
  let hostileCalls = 0;
  upstream.script((response, request) => {
    if (isHonest(request)) return answerHonestly(response, request);
    return moves[hostileCalls++ % moves.length].answer(response, request);
  });
  const attacks = moves.map((move) => attack(proxy.url, move));
  const received = await send(proxy.url, honestRequest(round));
  await Promise.all(attacks);
  const sent = upstream.requests
    .filter(isHonest)
    .map(({ path, headers: { host: _, ...headers }, body }) => JSON.stringify([path, headers, body]));
  return { sent, received };
}

async function attack(url: string, { path, body, isAborted }: HostileMove): Promise<void> {
  const hasBody = path !== '/v1/models';
  try {
    const response = await fetch(url + path, {
      method: hasBody ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', 'x-api-key': 'mallory' },
      ...(hasBody && { body }),
      ...(isAborted && { signal: AbortSignal.timeout(1) }),
    });
    await response.arrayBuffer();
  } catch {
    // It left, or its connection was closed.
  }
}

/** Ids and times that differ between any two requests. */
const RANDOM = /\b(?:msg|req)_[A-Za-z0-9]+|"date":"[^"]*"/g;

async function send(url: string, body: Record<string, unknown>): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'alice' },
    body: JSON.stringify(body),
  });
  const headers = Object.fromEntries(response.headers);
  return JSON.stringify([response.status, headers, await response.text()]).replace(RANDOM, '');
}
