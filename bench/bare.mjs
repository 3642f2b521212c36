// @ts-check
/**
 * The lower bound of the benchmark: node:http, undici and the proxy's own functions for authentication, validation,
 * conversion and SSE. It has no framework, access log, metrics, error conversion, retries, timeouts, pings or
 * backpressure, and it does not notice when the client disconnects.
 */
import { createServer } from 'node:http';
import { Agent } from 'undici';

/** @type {(path: string) => Promise<unknown>} */
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

const { isAcceptedKey } = /** @type {typeof import('../src/auth/api-keys.js')} */ (await built('auth/api-keys.js'));
const { digestKey } = /** @type {typeof import('../src/auth/api-keys.js')} */ (await built('auth/api-keys.js'));
const { readApiKeys } = /** @type {typeof import('../src/auth/api-keys.js')} */ (await built('auth/api-keys.js'));
const { createChatConversion } = /** @type {typeof import('../src/conversion/chat-completions/chat-conversion.js')} */ (
  await built('conversion/chat-completions/chat-conversion.js')
);
const { createResponsesConversion } =
  /** @type {typeof import('../src/conversion/responses/responses-conversion.js')} */ (
    await built('conversion/responses/responses-conversion.js')
  );
const { RefusedState } = /** @type {typeof import('../src/conversion/shared/provider-state/refused-state.js')} */ (
  await built('conversion/shared/provider-state/refused-state.js')
);
const { estimateInputTokens } = /** @type {typeof import('../src/conversion/shared/tokens/input-estimate.js')} */ (
  await built('conversion/shared/tokens/input-estimate.js')
);
const { resolveProviderProfile } = /** @type {typeof import('../src/providers/registry.js')} */ (
  await built('providers/registry.js')
);
const { createId, createRequestId } = /** @type {typeof import('../src/request-context/request-id.js')} */ (
  await built('request-context/request-id.js')
);
const { formatEvents } = /** @type {typeof import('../src/http/event-stream-body.js')} */ (
  await built('http/event-stream-body.js')
);
/** @type {typeof import('../src/messages/validation/request-validation.js')} */
const validation = /** @type {typeof import('../src/messages/validation/request-validation.js')} */ (
  await built('messages/validation/request-validation.js')
);
const {
  OPENAI_BASE_URL = '',
  OPENAI_API_KEY = '',
  CLAUDE_PROXY_AUTH_KEY = '',
  CLAUDE_PROXY_BIG_MODEL = '',
  CLAUDE_PROXY_UPSTREAM_API = 'chat',
} = process.env;
const isResponses = CLAUDE_PROXY_UPSTREAM_API === 'responses';
const profile = resolveProviderProfile(new URL(OPENAI_BASE_URL));
const { origin, pathname } = profile.chatUrl(new URL(OPENAI_BASE_URL));
const upstreamHeaders = { 'content-type': 'application/json', ...profile.authorize(OPENAI_API_KEY) };
const accepted = [digestKey(CLAUDE_PROXY_AUTH_KEY)];
const agent = new Agent();
const refusedState = new RefusedState();

// Both conversions are used in the same way; only their items differ.
const createConversion = isResponses
  ? /** @type {typeof createChatConversion} */ (/** @type {unknown} */ (createResponsesConversion))
  : createChatConversion;

/**
 * @param {import('../src/protocol/anthropic/request.js').CreateMessageRequest} body
 */
const createConversionFor = (body) =>
  createConversion(body, {
    api: isResponses ? 'responses' : 'chat-completions',
    upstreamModel: CLAUDE_PROXY_BIG_MODEL,
    profile,
    upstreamName: 'default',
    refusedState,
    createId,
    upstreamErrors: {
      isProxyKey: true,
      requestedModel: body.model,
      estimatedInputTokens: () => estimateInputTokens(body),
      confidential: [],
    },
  });

/**
 * @param {string} text
 * @param {import('node:http').ServerResponse} response
 */
async function serve(text, response) {
  /** @type {unknown} */
  const body = JSON.parse(text);
  validation.validateCreateMessage(body);
  const conversion = createConversionFor(body);
  const upstreamResponse = await agent.request({
    origin,
    path: pathname,
    method: 'POST',
    headers: upstreamHeaders,
    body: JSON.stringify(conversion.body),
  });
  if (body.stream) return serveStream(upstreamResponse.body, conversion, response);
  const reader = conversion.openResponseReader(false);
  const bytes = Buffer.from(await upstreamResponse.body.arrayBuffer());
  const received = reader.push(bytes) ?? reader.end() ?? [];
  const headers = { 'content-type': 'application/json; charset=utf-8', 'request-id': createRequestId() };
  response.writeHead(200, headers).end(JSON.stringify(conversion.convertResponse(received)));
}

/**
 * @param {import('node:stream').Readable} upstream
 * @param {ReturnType<typeof createConversionFor>} conversion
 * @param {import('node:http').ServerResponse} response
 */
function serveStream(upstream, conversion, response) {
  const requestId = createRequestId();
  const reader = conversion.openStreamReader();
  const builder = conversion.openStream(requestId);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': requestId });
  upstream.on('data', (/** @type {Buffer} */ bytes) => {
    const events = builder.accept(reader.push(bytes) ?? []);
    if (events.length > 0) response.write(formatEvents(events));
    if (builder.isOver) response.end();
  });
}

const server = createServer((request, response) => {
  if (!readApiKeys(request.headers).some((key) => isAcceptedKey(digestKey(key), accepted))) {
    response.writeHead(401).end();
    return;
  }
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (/** @type {Buffer} */ bytes) => chunks.push(bytes));
  request.on('end', () => {
    serve(Buffer.concat(chunks).toString(), response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`listening on http://127.0.0.1:${address?.port}`);
});
