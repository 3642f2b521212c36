import type {
  OperationObject,
  ParameterObject,
  ReferenceObject,
  ResponseObject,
  ResponsesObject,
  SchemaObject,
} from '@nestjs/swagger';
import { ref } from './components.js';

type Schema = SchemaObject | ReferenceObject;

const text: SchemaObject = { type: 'string' };

const MESSAGES = 'Messages';
const MODELS = 'Models';
const SERVICE = 'Service';

const security = [{ apiKey: [] }, { bearer: [] }];

const requestIdHeader = { 'request-id': { description: 'The ID of the request in the log.', schema: text } };

const json = (description: string, schema: Schema): ResponseObject => ({
  description,
  headers: requestIdHeader,
  content: { 'application/json': { schema } },
});

const errorDescriptions: Readonly<Record<number, string>> = {
  400: 'The request is invalid, or the provider rejected it.',
  401: 'The key is missing or wrong.',
  402: 'The quota or credit at the provider is used up.',
  403: 'The provider rejects the client’s key.',
  404: 'The model does not exist.',
  409: 'The provider reports a conflict.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'A rate limit is reached; `retry-after` says when to retry.',
  500: 'The provider or the proxy failed.',
  502: 'The provider is unreachable, its response is invalid, or it rejects the key of the proxy.',
  504: 'The provider did not respond in time.',
  529: 'The provider or the proxy is overloaded, or the proxy is shutting down.',
};

const errors = (...statuses: readonly number[]): ResponsesObject =>
  Object.fromEntries(statuses.map((status) => [status, json(errorDescriptions[status] ?? '', ref('Error'))]));

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
  header('anthropic-version', 'All versions are accepted and treated alike.'),
  header(
    'x-request-id',
    'The client’s ID of the request. It is logged and returned if it matches `[A-Za-z0-9._-]{1,128}`.',
  ),
];

const example = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] };

const messageResponse: ResponseObject = {
  description: 'The response of the model, as one message or, with `stream`, as server-sent events.',
  headers: {
    ...requestIdHeader,
    'x-proxy-dropped': { description: 'The parts of the request that the provider could not receive.', schema: text },
    'x-upstream-request-id': { description: 'The provider’s ID of the request.', schema: text },
  },
  content: {
    'application/json': { schema: ref('Message') },
    'text/event-stream': { schema: ref('ServerSentEvent') },
  },
};

const healthCheck: ResponsesObject = {
  200: json('Healthy.', ref('HealthCheck')),
  503: json('Not healthy.', ref('HealthCheck')),
};

/** The description of each route, in the order of the document. */
export const operations: Readonly<Record<string, OperationObject>> = {
  'post /v1/messages': {
    operationId: 'createMessage',
    tags: [MESSAGES],
    summary: 'Create a message',
    security,
    parameters: clientHeaders,
    requestBody: body(ref('CreateMessageRequest'), example),
    responses: { 200: messageResponse, ...errors(400, 401, 402, 403, 404, 409, 413, 415, 429, 500, 502, 504, 529) },
  },
  'post /v1/messages/count_tokens': {
    operationId: 'countTokens',
    tags: [MESSAGES],
    summary: 'Count the input tokens of a request',
    description: 'The proxy counts with a public tokenizer and does not call the provider.',
    security,
    parameters: clientHeaders,
    requestBody: body(ref('CountTokensRequest'), { model: example.model, messages: example.messages }),
    responses: { 200: json('The count.', ref('TokenCount')), ...errors(400, 401, 413, 415, 429, 500, 529) },
  },
  'get /v1/models': {
    operationId: 'listModels',
    tags: [MODELS],
    summary: 'List the models that clients may request',
    security,
    parameters: [
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 } },
      { name: 'after_id', in: 'query', description: 'The page after this model.', schema: text },
      { name: 'before_id', in: 'query', description: 'The page before this model.', schema: text },
    ],
    responses: { 200: json('One page.', ref('ModelPage')), ...errors(400, 401, 429, 529) },
  },
  'get /v1/models/{model_id}': {
    operationId: 'getModel',
    tags: [MODELS],
    summary: 'Get a model',
    security,
    parameters: [{ name: 'model_id', in: 'path', required: true, schema: text }],
    responses: { 200: json('The model.', ref('ModelInfo')), ...errors(400, 401, 404, 429, 529) },
  },
  'get /': {
    operationId: 'describeService',
    tags: [SERVICE],
    summary: 'Describe the service',
    responses: { 200: json('Name, version, configuration and endpoints.', ref('ServiceInfo')) },
  },
  'get /health': {
    operationId: 'describeHealth',
    tags: [SERVICE],
    summary: 'Show version and configuration',
    responses: { 200: json('Version and configuration. The proxy does not call the provider.', ref('Health')) },
  },
  'get /test-connection': {
    operationId: 'testConnection',
    tags: [SERVICE],
    summary: 'Test the connection to the provider',
    security,
    responses: {
      200: json('The provider responds.', ref('ConnectionSuccess')),
      ...errors(401),
      503: json('The provider does not respond; with suggestions.', ref('ConnectionFailure')),
    },
  },
  'get /livez': {
    operationId: 'checkLiveness',
    tags: [SERVICE],
    summary: 'Liveness probe',
    responses: healthCheck,
  },
  'get /readyz': {
    operationId: 'checkReadiness',
    tags: [SERVICE],
    summary: 'Readiness probe',
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
    summary: 'Connectivity check of Claude Code',
    responses: { 200: json('The service is reachable.', ref('Greeting')) },
  },
  'post /api/event_logging/batch': {
    operationId: 'ignoreEvents',
    tags: [SERVICE],
    summary: 'Accept and discard the telemetry of Claude Code',
    requestBody: body({ type: 'object' }),
    responses: { 204: { description: 'Discarded.' }, ...errors(400, 413, 415) },
  },
};
