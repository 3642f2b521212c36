import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Finds a free port for all workers: with port 0, each worker would listen on a different one. */
export async function findFreePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
