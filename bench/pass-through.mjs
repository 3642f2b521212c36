// @ts-check
/** Forwards requests and responses unchanged: the cost of node:http and undici alone. */
import { createServer } from 'node:http';
import { Agent } from 'undici';

const { origin, pathname } = new URL(`${process.env.OPENAI_BASE_URL}/chat/completions`);
const agent = new Agent();

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (/** @type {Buffer} */ bytes) => chunks.push(bytes));
  request.on('end', () => {
    agent
      .request({
        origin,
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat(chunks),
      })
      .then((upstreamResponse) => {
        response.writeHead(upstreamResponse.statusCode, { 'content-type': upstreamResponse.headers['content-type'] });
        upstreamResponse.body.on('data', (/** @type {Buffer} */ bytes) => response.write(bytes));
        upstreamResponse.body.on('end', () => response.end());
      })
      .catch((error) => {
        console.error(error);
        response.destroy();
      });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`listening on http://127.0.0.1:${address?.port}`);
});
