import type { OperationObject, ParameterObject, ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { object, ref, text } from './schemas/build-schema.js';
import type { Schema } from './schemas/build-schema.js';

const MESSAGES = 'Messages';
const MODELS = 'Models';
const SERVICE = 'Service';

const security = [{ apiKey: [] }, { bearer: [] }];

const requestIdHeader = { 'request-id': { description: 'The id of the request in the log.', schema: text } };

const json = (description: string, schema: Schema): ResponseObject => ({
  description,
  headers: requestIdHeader,
  content: { 'application/json': { schema } },
});

const failures: Readonly<Record<number, string>> = {
  400: 'The request is not valid, or the provider refused it.',
  401: 'The key is missing or wrong.',
  402: 'The provider’s quota or credit is used up.',
  403: 'The provider refuses the client’s key.',
  404: 'There is no such model.',
  409: 'The provider’s 409.',
  413: 'The request is too large.',
  415: 'The request is no JSON.',
  429: 'A rate limit; `retry-after` says when to come back.',
  500: 'The provider failed, or the proxy did.',
  502: 'The provider cannot be reached, answers nonsense, or refuses the proxy’s own key.',
  504: 'The provider did not answer in time.',
  529: 'The provider or the proxy is overloaded, or the proxy is shutting down.',
};

const errors = (...statuses: readonly number[]): ResponsesObject =>
  Object.fromEntries(statuses.map((status) => [status, json(failures[status] ?? '', ref('Error'))]));

const body = (schema: Schema, example?: unknown) => ({
  required: true,
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});

const header = (name: string, description: string): ParameterObject => ({
  name,
  in: 'header',
  description,
  schema: text,
});

const clientHeaders = [
  header('anthropic-version', 'Any version is served alike.'),
  header('x-request-id', 'The client’s own id of the request; logged and echoed when it is `[A-Za-z0-9._-]{1,128}`.'),
];

const example = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] };

const answer: ResponseObject = {
  description: 'The answer of the model, whole or, with `stream`, as server-sent events.',
  headers: {
    ...requestIdHeader,
    'x-proxy-dropped': { description: 'What the provider could not get of the request.', schema: text },
    'x-upstream-request-id': { description: 'The provider’s id of the request.', schema: text },
  },
  content: {
    'application/json': { schema: ref('Message') },
    'text/event-stream': { schema: ref('ServerSentEvent') },
  },
};

const healthCheck: ResponsesObject = {
  200: json('Yes.', ref('HealthCheck')),
  503: json('No.', ref('HealthCheck')),
};

/** What the document says of each route, in the order in which it lists them. */
export const operations: Readonly<Record<string, OperationObject>> = {
  'post /v1/messages': {
    operationId: 'createMessage',
    tags: [MESSAGES],
    summary: 'Ask the model',
    security,
    parameters: clientHeaders,
    requestBody: body(ref('CreateMessageRequest'), example),
    responses: { 200: answer, ...errors(400, 401, 402, 403, 404, 409, 413, 415, 429, 500, 502, 504, 529) },
  },
  'post /v1/messages/count_tokens': {
    operationId: 'countTokens',
    tags: [MESSAGES],
    summary: 'Count the input tokens of a request',
    description: 'Counted here, with a public tokenizer; the provider is not asked.',
    security,
    parameters: clientHeaders,
    requestBody: body(ref('CountTokensRequest'), { model: example.model, messages: example.messages }),
    responses: { 200: json('The count.', ref('TokenCount')), ...errors(400, 401, 413, 415, 429, 500, 529) },
  },
  'get /v1/models': {
    operationId: 'listModels',
    tags: [MODELS],
    summary: 'List the models that clients may ask for',
    security,
    parameters: [
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 } },
      { name: 'after_id', in: 'query', description: 'The page behind this model.', schema: text },
      { name: 'before_id', in: 'query', description: 'The page in front of this model.', schema: text },
    ],
    responses: { 200: json('One page.', ref('ModelPage')), ...errors(400, 401, 429, 529) },
  },
  'get /v1/models/{model_id}': {
    operationId: 'getModel',
    tags: [MODELS],
    summary: 'Look up one model',
    security,
    parameters: [{ name: 'model_id', in: 'path', required: true, schema: text }],
    responses: { 200: json('The model.', ref('ModelInfo')), ...errors(400, 401, 404, 429, 529) },
  },
  'get /': {
    operationId: 'describeService',
    tags: [SERVICE],
    summary: 'What this is',
    responses: { 200: json('Name, version, configuration and endpoints.', ref('ServiceInfo')) },
  },
  'get /health': {
    operationId: 'describeHealth',
    tags: [SERVICE],
    summary: 'Version and configuration, for people',
    responses: { 200: json('The provider is not asked.', ref('Health')) },
  },
  'get /test-connection': {
    operationId: 'testConnection',
    tags: [SERVICE],
    summary: 'Ask the provider for a few tokens',
    security,
    responses: {
      200: json('It answers.', ref('ConnectionSuccess')),
      ...errors(401),
      503: json('It does not; with suggestions.', ref('ConnectionFailure')),
    },
  },
  'get /livez': {
    operationId: 'checkLiveness',
    tags: [SERVICE],
    summary: 'Does the process answer?',
    responses: healthCheck,
  },
  'get /readyz': {
    operationId: 'checkReadiness',
    tags: [SERVICE],
    summary: 'Should new requests come here?',
    responses: healthCheck,
  },
  'get /metrics': {
    operationId: 'readMetrics',
    tags: [SERVICE],
    summary: 'Metrics for Prometheus',
    responses: { 200: { description: 'The text format of Prometheus.', content: { 'text/plain': { schema: text } } } },
  },
  'get /openapi.json': {
    operationId: 'describeApi',
    tags: [SERVICE],
    summary: 'This document',
    responses: { 200: json('OpenAPI 3.1.', { type: 'object' }) },
  },
  'get /api/hello': {
    operationId: 'greet',
    tags: [SERVICE],
    summary: 'Asked by Claude Code to see whether somebody answers',
    responses: { 200: json('Somebody does.', ref('Greeting')) },
  },
  'post /api/event_logging/batch': {
    operationId: 'ignoreEvents',
    tags: [SERVICE],
    summary: 'Claude Code’s telemetry: taken and dropped',
    requestBody: body(object({})),
    responses: { 204: { description: 'Dropped.' }, ...errors(400, 413, 415) },
  },
};
