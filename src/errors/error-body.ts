import { isJsonObject } from '../common/json.js';

/** What an upstream says about its failure, whatever shape it says it in. */
export interface UpstreamErrorBody {
  /** Empty when the body holds nothing readable. */
  readonly message: string;
  /** All names that the upstream gives the failure (code, type, status), in lower case. */
  readonly names: readonly string[];
  /** An HTTP status named inside the body. */
  readonly status?: number;
  /** The field that the failure is about: OpenAI's `param`, FastAPI's `loc`. */
  readonly param?: string;
  /** llama.cpp's counts of a prompt that does not fit. */
  readonly promptTokens?: number;
  readonly contextTokens?: number;
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_CHARACTERS = 8192;
const MAX_NAME_CHARACTERS = 200;
/** A router may wrap a provider's JSON in a message, which may wrap another's. */
const MAX_DEPTH = 8;
const MARKUP = /<(?:!doctype|html|head|body|title|h1|p|div|\?xml)\b/i;
const CODE = /^[A-Za-z]+(?:_[A-Za-z]+){1,8}$/;
const EVENT_STREAM = /^(?:event:[^\n]*\n)?data:\s*/;

/** Reads every known shape of error body: OpenAI, Gemini, FastAPI, vLLM, xAI, OpenRouter, JSON in text, HTML, nothing. */
export function parseErrorBody(body: unknown): UpstreamErrorBody {
  return read(body, MAX_DEPTH);
}

function read(body: unknown, depth: number): UpstreamErrorBody {
  if (depth === 0) return { message: '', names: [] };
  if (typeof body === 'string') return readText(body, depth);
  // Gemini sends a list of errors, FastAPI one of complaints.
  if (Array.isArray(body)) return read(body[0], depth - 1);
  return isJsonObject(body) ? readFields(body, depth) : { message: '', names: [] };
}

function readText(text: string, depth: number): UpstreamErrorBody {
  const bare = text.trim().replace(EVENT_STREAM, '');
  const parsed = /^[[{]/.test(bare) ? parse(bare) : undefined;
  if (parsed !== undefined) return read(parsed, depth - 1);
  // Groq breaks off a stream with one word: over_capacity.
  const names = CODE.test(bare) ? [bare.toLowerCase()] : [];
  return { message: MARKUP.test(bare) ? '' : bare.slice(0, MAX_CHARACTERS), names };
}

function readFields(fields: Fields, depth: number): UpstreamErrorBody {
  const own = readOwn(fields);
  const inner = innermost(fields).map((value) => read(value, depth - 1));
  const words = inner.find((failure) => failure.message !== '')?.message ?? '';
  const message = Array.isArray(fields['loc']) && own.param !== undefined ? `${own.param}: ${words}` : words;
  const names = [...own.names, ...inner.flatMap((failure) => failure.names)];
  return inner.reduce((merged, failure) => ({ ...failure, ...merged }), { ...own, message, names });
}

/** Where the words are, best first: a router's generic message gives way to the provider's own. */
function innermost({ metadata, error, message, detail, msg, innererror }: Fields): readonly unknown[] {
  const raw = isJsonObject(metadata) ? metadata['raw'] : undefined;
  return [raw, error, message, detail, msg, withoutMessage(innererror)];
}

/** Azure names the filter that struck in `innererror`, in words that are not for people. */
function withoutMessage(innererror: unknown): unknown {
  return isJsonObject(innererror) ? { code: innererror['code'] } : undefined;
}

function readOwn({ code, type, status, param, loc, n_prompt_tokens, n_ctx }: Fields): UpstreamErrorBody {
  const statusCode = [code, status].map(toNumber).find((number) => number >= 400 && number < 600);
  return {
    message: '',
    names: [code, type, status]
      .filter((name) => typeof name === 'string')
      .map((name) => name.slice(0, MAX_NAME_CHARACTERS).toLowerCase()),
    ...(statusCode !== undefined && { status: statusCode }),
    ...toParam(param ?? loc),
    ...(typeof n_prompt_tokens === 'number' && { promptTokens: n_prompt_tokens }),
    ...(typeof n_ctx === 'number' && { contextTokens: n_ctx }),
  };
}

function toParam(path: unknown): Pick<UpstreamErrorBody, 'param'> {
  const names: readonly unknown[] = Array.isArray(path) ? path.filter((name) => name !== 'body') : [path];
  const param = names.filter((name) => typeof name === 'string' || typeof name === 'number').join('.');
  return param === '' ? {} : { param: param.slice(0, MAX_NAME_CHARACTERS) };
}

/** Lists have numbers, too, as far as JavaScript is concerned: their text, if it does not end in a stack overflow. */
function toNumber(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
