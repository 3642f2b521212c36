import { isJsonObject, tryParseJson } from '../common/json.js';

/** An error as an upstream describes it, independent of the provider's error format. */
export interface UpstreamErrorBody {
  /** Empty if the body contains no readable text. */
  readonly message: string;
  /** All names that the upstream gives the error (code, type, status), in lower case. */
  readonly names: readonly string[];
  /** An HTTP status inside the body. */
  readonly status?: number;
  /** The field that the error is about: OpenAI's `param`, FastAPI's `loc`. */
  readonly param?: string;
  /** When to retry, if the error says so. */
  readonly retryAfterSeconds?: number;
  /** llama.cpp: the token counts of a prompt that exceeds the context window. */
  readonly promptTokens?: number;
  readonly contextTokens?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Longer messages are data that the upstream quotes. All patterns for messages take linear time. */
const MAX_MESSAGE_CHARACTERS = 4096;
const MAX_NAME_CHARACTERS = 200;
/** Routers put the JSON of a provider into their message, sometimes repeatedly. */
const MAX_DEPTH = 8;
const MARKUP = /<(?:!doctype|html|head|body|title|h1|p|div|\?xml)\b/i;
const ERROR_CODE = /^[A-Za-z]{1,40}(?:_[A-Za-z]{1,40}){1,8}$/;
const EVENT_STREAM_PREFIX = /^(?:event:[^\n]*\n)?data:\s*/;
const EMPTY: UpstreamErrorBody = { message: '', names: [] };

/** Parses all known error formats: OpenAI, Gemini, FastAPI, vLLM, xAI, OpenRouter, JSON in text, HTML, an empty body. */
export function parseErrorBody(body: unknown): UpstreamErrorBody {
  return parseValue(body, MAX_DEPTH);
}

function parseValue(value: unknown, depth: number): UpstreamErrorBody {
  if (depth === 0) return EMPTY;
  if (typeof value === 'string') return parseText(value, depth);
  // Gemini sends a list of errors, FastAPI a list of validation errors.
  if (Array.isArray(value)) return parseValue(value[0], depth - 1);
  return isJsonObject(value) ? parseFields(value, depth) : EMPTY;
}

function parseText(text: string, depth: number): UpstreamErrorBody {
  const bare = text.trim().replace(EVENT_STREAM_PREFIX, '');
  const parsed = /^[[{]/.test(bare) ? tryParseJson(bare) : undefined;
  if (parsed !== undefined) return parseValue(parsed, depth - 1);
  // Groq ends a stream with a bare error code: over_capacity.
  const message = bare.slice(0, MAX_MESSAGE_CHARACTERS);
  const names = ERROR_CODE.test(bare) ? [bare.toLowerCase()] : [];
  return { message: MARKUP.test(message) ? '' : message, names };
}

function parseFields(fields: Fields, depth: number): UpstreamErrorBody {
  const outer = parseOwnFields(fields);
  const inner = collectNestedErrors(fields).map((value) => parseValue(value, depth - 1));
  const innerMessage = inner.find((error) => error.message !== '')?.message ?? '';
  const isFieldError = Array.isArray(fields['loc']) && outer.param !== undefined;
  const message = isFieldError ? `${outer.param}: ${innerMessage}` : innerMessage;
  const names = [...outer.names, ...inner.flatMap((error) => error.names)];
  return inner.reduce((merged, error) => ({ ...error, ...merged }), { ...outer, message, names });
}

/** Lists the values that may hold the message. The provider's own error precedes a router's generic message. */
function collectNestedErrors(fields: Fields): readonly unknown[] {
  const { metadata, error, message, detail, details, errors, msg, innererror } = fields;
  const raw = isJsonObject(metadata) ? metadata['raw'] : undefined;
  return [
    raw,
    error,
    pickFieldError(details),
    pickFieldError(errors),
    message,
    detail,
    msg,
    errors,
    pickCode(innererror),
  ];
}

/** Validation errors name the field and the reason, in contrast to the message next to them. */
function pickFieldError(list: unknown): unknown {
  const [first] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  return isJsonObject(first) && Array.isArray(first['loc']) ? first : undefined;
}

/** Azure: the code in `innererror` names the filter that was triggered; its message is not meant for users. */
function pickCode(innererror: unknown): unknown {
  return isJsonObject(innererror) ? { code: innererror['code'] } : undefined;
}

function parseOwnFields(fields: Fields): UpstreamErrorBody {
  const { code, type, error_type, status, param, loc, n_prompt_tokens, n_ctx } = fields;
  const statusCode = [code, status].map(parseNumber).find((number) => number >= 400 && number < 600);
  return {
    message: '',
    // OpenRouter distinguishes errors with the same code by their `error_type`.
    names: [code, type, error_type, status]
      .filter((name) => typeof name === 'string')
      .map((name) => name.slice(0, MAX_NAME_CHARACTERS).toLowerCase()),
    ...(statusCode !== undefined && { status: statusCode }),
    ...parseParam(param ?? loc),
    ...parseRetryDelay(fields['details']),
    ...(typeof n_prompt_tokens === 'number' && { promptTokens: n_prompt_tokens }),
    ...(typeof n_ctx === 'number' && { contextTokens: n_ctx }),
  };
}

/** Google's RetryInfo: `"retryDelay": "26s"`. */
function parseRetryDelay(details: unknown): Pick<UpstreamErrorBody, 'retryAfterSeconds'> {
  const entries = Array.isArray(details) ? (details as readonly unknown[]).filter(isJsonObject) : [];
  const delay = entries.map(({ retryDelay }) => retryDelay).find((value) => typeof value === 'string');
  const seconds = /^(\d{1,6}(?:\.\d{1,9})?)s$/.exec(delay ?? '')?.[1];
  return seconds === undefined ? {} : { retryAfterSeconds: Number(seconds) };
}

function parseParam(path: unknown): Pick<UpstreamErrorBody, 'param'> {
  const names: readonly unknown[] = Array.isArray(path) ? path.filter((name) => name !== 'body') : [path];
  const param = names.filter((name) => typeof name === 'string' || typeof name === 'number').join('.');
  return param === '' ? {} : { param: param.slice(0, MAX_NAME_CHARACTERS) };
}

/** Number() also accepts arrays: `[500]` becomes 500, and a deeply nested array overflows the stack. */
function parseNumber(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
}
