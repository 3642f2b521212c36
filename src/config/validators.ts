import { ValidateBy } from 'class-validator';
import { isIP } from 'node:net';
import { parseApiKeyList } from './api-key-list.js';
import { modelTargets, parseModelMap } from './model-map.js';
import { isHeader, parseUpstreamHeaders } from './upstream-headers.js';

/** Longer than a day is a mistake, and Node's timers fire at once beyond 24 days. */
const longestSeconds = 86_400;
const apiKey = /^[\x21-\x7e]+$/;
const variableName = /^[A-Za-z_]\w*$/;
const hostName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i;

/** Makes a check of one variable; the requirement completes the sentence "<name> must …". */
function check(requirement: string, holds: (value: unknown) => boolean): () => PropertyDecorator {
  return () =>
    ValidateBy({ name: requirement, validator: { validate: holds, defaultMessage: () => `must ${requirement}` } });
}

/** Like `check`, for values that stay text. */
function checkText(requirement: string, holds: (text: string) => boolean): () => PropertyDecorator {
  return check(requirement, (value) => typeof value === 'string' && holds(value));
}

/** Like `check`, for numbers. */
function checkNumber(requirement: string, holds: (number: number) => boolean): () => PropertyDecorator {
  return check(requirement, (value) => typeof value === 'number' && Number.isFinite(value) && holds(value));
}

/** A value of a fixed list. */
export function IsOneOf(choices: readonly string[]): PropertyDecorator {
  return checkText(`be one of ${choices.join(', ')}`, (text) => choices.includes(text))();
}

/** A list of values of a fixed list. */
export function IsEachOneOf(choices: readonly string[]): PropertyDecorator {
  const isChoice = (value: unknown): boolean => typeof value === 'string' && choices.includes(value);
  return check(
    `be a list of ${choices.join(', ')}`,
    (value) => Array.isArray(value) && value.every(isChoice) && new Set(value).size === value.length,
  )();
}

/** Yes or no. */
export const IsSwitch = check('be true or false', (value) => typeof value === 'boolean');

/** Says that a setting means nothing without another one. */
export function Needs(other: string): PropertyDecorator {
  return ValidateBy({
    name: `beside ${other}`,
    validator: {
      validate: (_, context) => context !== undefined && Reflect.get(context.object, other) !== undefined,
      defaultMessage: () => `must stand beside ${other}`,
    },
  });
}

/** A port that can be listened on. */
export const IsPortNumber = checkNumber(
  'be a port number between 0 and 65535',
  (number) => Number.isInteger(number) && number >= 0 && number <= 65_535,
);

/** A whole number of something, at least one. */
export const IsCount = checkNumber('be a whole number above 0', (number) => Number.isSafeInteger(number) && number > 0);

/** How often something is tried again. More would only hold up clients, which have a better idea of how long to go on. */
export const IsRetryCount = checkNumber(
  'be a whole number between 0 and 10',
  (number) => Number.isInteger(number) && number >= 0 && number <= 10,
);

/** Requests a minute. Each one is remembered for a minute, and no process answers more than this. */
export const IsRate = checkNumber(
  'be a whole number between 1 and 60000',
  (number) => Number.isInteger(number) && number >= 1 && number <= 60_000,
);

/** How many processes share the work. */
export const IsWorkerCount = checkNumber(
  'be a whole number between 1 and 256',
  (number) => Number.isInteger(number) && number >= 1 && number <= 256,
);

/** A time to wait that is not nothing. */
export const IsSeconds = checkNumber(
  `be a number of seconds above 0 and at most ${longestSeconds}`,
  (number) => number > 0 && number <= longestSeconds,
);

/** A time to wait that may be nothing. */
export const IsSecondsOrZero = checkNumber(
  `be a number of seconds between 0 and ${longestSeconds}`,
  (number) => number >= 0 && number <= longestSeconds,
);

/** An address to listen on. */
export const IsHost = checkText(
  'be an IP address or a host name, without scheme and port',
  (text) => isIP(text) !== 0 || hostName.test(text),
);

/** The base URL of an API. Credentials in a URL would end up in logs. */
export const IsBaseUrl = checkText(
  'be an http:// or https:// URL without a user name, password or fragment',
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url !== undefined && !url.username && !url.password && !url.hash;
    return isPlain && ['http:', 'https:'].includes(url.protocol);
  },
);

/** Where a Redis server listens; user name and password may stand in it. */
export const IsRedisUrl = checkText(
  'be a redis:// or rediss:// URL',
  (text) => URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol) && new URL(text).host !== '',
);

/** Tells a key that fits into a header. */
export const isApiKey = (text: string): boolean => apiKey.test(text);

/** A key that fits into a header; catches `Bearer …` and comments that were pasted with it. */
export const IsApiKey = checkText('be the bare key: printable ASCII characters without spaces', isApiKey);

/** One key or several. A list of nothing but commas would leave the proxy open to all. */
export const IsApiKeyList = checkText(
  'be one or more keys separated by commas: printable ASCII characters without spaces',
  (text) => parseApiKeyList(text).length > 0 && parseApiKeyList(text).every(isApiKey),
);

/** The explicit model map. */
export const IsModelMap = checkText(
  'be a list like claude-opus-*=gpt-5,*=@big, whose targets are models, @big, @small, @same or @reject',
  (text) => parseModelMap(text) !== undefined,
);

/** Headers that can be sent. */
export const IsUpstreamHeaders = checkText(
  'be a JSON object of header names and string values, without headers of the connection such as content-length',
  (text) => parseUpstreamHeaders(text) !== undefined,
);

/** Headers as the routes file has them. */
export const IsHeaders = check(
  'hold header names and texts, without headers of the connection such as content-length',
  (value) => value instanceof Map && [...value].every(([name, text]) => isHeader(String(name), text)),
);

/** Fields for the body of a request; those that the conversion answers for are its own. */
export const IsExtraBody = check(
  'hold fields of a request, without model, messages, tools and stream',
  (value) => value instanceof Map && ['model', 'messages', 'tools', 'stream'].every((field) => !value.has(field)),
);

/** The name of an environment variable. */
export const IsVariableName = checkText('be the name of an environment variable', (text) => variableName.test(text));

/** The name of a file. */
export const IsFileName = checkText('be the name of a file', (text) => text.trim() !== '');

/** Any name. */
export const IsName = checkText('be a name', (text) => text.trim() !== '');

/** A model of a provider, or what the model map says instead of one. */
export const IsTargetModel = checkText(
  `be the name of a model, or one of ${modelTargets.join(', ')}`,
  (text) => text.trim() !== '' && (!text.startsWith('@') || modelTargets.includes(text)),
);
