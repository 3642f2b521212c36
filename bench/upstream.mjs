// @ts-check
/** A Chat Completions server that sends the selected prepared response without reading the request. */
import { createServer } from 'node:http';
import { responses } from './responses.mjs';

/** @type {import('./responses.mjs').PreparedResponse} */
let prepared = responses.completion;

/** @param {import('node:http').ServerResponse} response */
function respond(response) {
  const { contentType, parts, gap } = prepared;
  response.writeHead(200, { 'content-type': contentType });
  if (parts.length === 1) {
    response.end(parts[0]);
    return;
  }
  response.write(parts[0]);
  let next = 1;
  const timer = setInterval(() => {
    response.write(parts[next]);
    next += 1;
    if (next === parts.length) response.end();
  }, gap);
  response.once('close', () => clearInterval(timer));
}

const server = createServer((request, response) => request.resume().once('end', () => respond(response)));

process.on('message', (/** @type {import('./responses.mjs').ResponseName} */ name) => {
  prepared = responses[name];
  process.send?.(name);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`listening on http://127.0.0.1:${address?.port}`);
});
