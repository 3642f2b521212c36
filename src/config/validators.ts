import { ValidateBy } from 'class-validator';
import { isIP } from 'node:net';
import { parseApiKeyList } from './variables/variable-parsers.js';
import { modelTargets, parseModelMap } from './variables/variable-parsers.js';
import { isHeader, parseUpstreamHeaders } from './variables/variable-parsers.js';

/** More than a day is a mistake, and Node's timers fire immediately beyond 24 days. */
const MAX_SECONDS = 86_400;
const apiKey = /^[\x21-\x7e]+$/;
const variableName = /^[A-Za-z_]\w*$/;
const hostName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

/** Creates a validator of one value. The requirement completes the sentence "<name> must …". */
function createValidator(requirement: string, holds: (value: unknown) => boolean): () => PropertyDecorator {
  return () =>
    ValidateBy({ name: requirement, validator: { validate: holds, defaultMessage: () => `must ${requirement}` } });
}

/** Creates a validator of a string. */
function createTextValidator(requirement: string, holds: (text: string) => boolean): () => PropertyDecorator {
  return createValidator(requirement, (value) => typeof value === 'string' && holds(value));
}

/** Creates a validator of a number. */
function createNumberValidator(requirement: string, holds: (number: number) => boolean): () => PropertyDecorator {
  return createValidator(requirement, (value) => typeof value === 'number' && Number.isFinite(value) && holds(value));
}

/** One value of a fixed list. */
export function IsOneOf(choices: readonly string[]): PropertyDecorator {
  return createTextValidator(`be one of ${choices.join(', ')}`, (text) => choices.includes(text))();
}

/** A list of different values of a fixed list. */
export function IsEachOneOf(choices: readonly string[]): PropertyDecorator {
  const isChoice = (value: unknown): boolean => typeof value === 'string' && choices.includes(value);
  return createValidator(
    `be a list of ${choices.join(', ')}`,
    (value) => Array.isArray(value) && value.every(isChoice) && new Set(value).size === value.length,
  )();
}

/** `true` or `false`. */
export const IsSwitch = createValidator('be true or false', (value) => typeof value === 'boolean');

/** A setting that has no effect without another one. */
export function Requires(other: string): PropertyDecorator {
  return ValidateBy({
    name: `requires ${other}`,
    validator: {
      validate: (_, context) => context !== undefined && Reflect.get(context.object, other) !== undefined,
      defaultMessage: () => `must be used with ${other}`,
    },
  });
}

/** A port to listen on; 0 selects a free port. */
export const IsPortNumber = createNumberValidator(
  'be a port number between 0 and 65535',
  (number) => Number.isInteger(number) && number >= 0 && number <= 65_535,
);

/** A whole number of at least 1. */
export const IsCount = createNumberValidator(
  'be a whole number above 0',
  (number) => Number.isSafeInteger(number) && number > 0,
);

/** A number of retries. More would delay clients, which have retry policies of their own. */
export const IsRetryCount = createNumberValidator(
  'be a whole number between 0 and 10',
  (number) => Number.isInteger(number) && number >= 0 && number <= 10,
);

/** Requests per minute. The storage keeps one entry per request for a minute, which bounds its memory. */
export const IsRate = createNumberValidator(
  'be a whole number between 1 and 60000',
  (number) => Number.isInteger(number) && number >= 1 && number <= 60_000,
);

/** A number of worker processes. */
export const IsWorkerCount = createNumberValidator(
  'be a whole number between 1 and 256',
  (number) => Number.isInteger(number) && number >= 1 && number <= 256,
);

/** A duration above 0. */
export const IsSeconds = createNumberValidator(
  `be a number of seconds above 0 and at most ${MAX_SECONDS}`,
  (number) => number > 0 && number <= MAX_SECONDS,
);

/** A duration that can be 0. */
export const IsSecondsOrZero = createNumberValidator(
  `be a number of seconds between 0 and ${MAX_SECONDS}`,
  (number) => number >= 0 && number <= MAX_SECONDS,
);

/** An address to listen on. */
export const IsHost = createTextValidator(
  'be an IP address or a host name, without scheme and port',
  (text) => isIP(text) !== 0 || hostName.test(text),
);

/** The base URL of an API. Credentials in it would appear in logs. */
export const IsBaseUrl = createTextValidator(
  'be an http:// or https:// URL without a user name, password or fragment',
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url !== undefined && !url.username && !url.password && !url.hash;
    return isPlain && ['http:', 'https:'].includes(url.protocol);
  },
);

/** The URL of a Redis server, which may contain a user name and a password. */
export const IsRedisUrl = createTextValidator(
  'be a redis:// or rediss:// URL',
  (text) => URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol) && new URL(text).host !== '',
);

/** Whether a key can be sent in a header. */
export const isApiKey = (text: string): boolean => apiKey.test(text);

/** A key that can be sent in a header. Rejects `Bearer …` and pasted comments. */
export const IsApiKey = createTextValidator('be the bare key: printable ASCII characters without spaces', isApiKey);

/** One or more keys. A list that contains only commas would open the proxy to every client. */
export const IsApiKeyList = createTextValidator(
  'be one or more keys separated by commas: printable ASCII characters without spaces',
  (text) => parseApiKeyList(text).length > 0 && parseApiKeyList(text).every(isApiKey),
);

/** The explicit model map. */
export const IsModelMap = createTextValidator(
  'be a list like claude-opus-*=gpt-5,*=@big, whose targets are models, @big, @small, @same or @reject',
  (text) => parseModelMap(text) !== undefined,
);

/** Headers to add to requests, as JSON. */
export const IsUpstreamHeaders = createTextValidator(
  'be a JSON object of header names and string values, without connection headers such as content-length',
  (text) => parseUpstreamHeaders(text) !== undefined,
);

/** Headers to add to requests, as a mapping. */
export const IsHeaders = createValidator(
  'map header names to strings, without connection headers such as content-length',
  (value) => value instanceof Map && [...value].every(([name, text]) => isHeader(String(name), text)),
);

/** Fields to add to the body of requests, except those that the conversion sets. */
export const IsExtraBody = createValidator(
  'contain request fields other than model, messages, tools and stream',
  (value) => value instanceof Map && ['model', 'messages', 'tools', 'stream'].every((field) => !value.has(field)),
);

/** The name of an environment variable. */
export const IsVariableName = createTextValidator('be the name of an environment variable', (text) =>
  variableName.test(text),
);

/** The name of a file. */
export const IsFileName = createTextValidator('be the name of a file', (text) => text.trim() !== '');

/** Any name that is not empty. */
export const IsName = createTextValidator('be a name', (text) => text.trim() !== '');

/** A model of a provider, or one of the special targets of the model map. */
export const IsTargetModel = createTextValidator(
  `be the name of a model, or one of ${modelTargets.join(', ')}`,
  (text) => text.trim() !== '' && (!text.startsWith('@') || modelTargets.includes(text)),
);
