import { type IncomingMessage, request } from 'node:http';

/** How the requests of an attack ended: a status, `open` or `disconnected`. */
export type Outcomes = Readonly<Record<string, number>>;

/** Posts a body. Resolves with the status; the body of the response stays unread. */
export function post(url: string, body: string | Buffer): Promise<{ status: string; response?: IncomingMessage }> {
  return new Promise((resolve) => {
    const call = request(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    call.on('response', (response) => resolve({ status: String(response.statusCode), response }));
    call.on('error', () => resolve({ status: 'disconnected' }));
    call.end(body);
  });
}

export async function read({ status, response }: { status: string; response?: IncomingMessage }): Promise<string> {
  if (!response || response.closed) return status;
  response.on('error', () => undefined);
  let end = '';
  response.on('data', (bytes: Buffer) => (end = end.slice(-600) + bytes.toString('latin1').slice(-600)));
  await new Promise((resolve) => response.once('close', resolve));
  return end.includes('event: error') ? `${status} error` : status;
}

/** Posts the same body from several clients at once and reads the responses. */
export async function postAll(url: string, body: string, clients: number): Promise<Outcomes> {
  const bytes = Buffer.from(body);
  return count(await Promise.all(Array.from({ length: clients }, async () => read(await post(url, bytes)))));
}

export function count(outcomes: readonly string[]): Outcomes {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
