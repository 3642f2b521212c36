import { parseBaseUrl } from '../base-url.js';
import 'reflect-metadata';
import { Allow, IsOptional } from 'class-validator';
import { readFileSync } from 'node:fs';
import type { ModelOverrides } from '../../providers/configured-overrides.js';
import { providerNames } from '../../providers/registry.js';
import type { ProviderName } from '../../providers/registry.js';
import { apiSettings, type ApiSetting } from '../../providers/upstream-api-choice.js';
import {
  IsBaseUrl,
  IsCount,
  IsExtraBody,
  IsFileName,
  IsHeaders,
  IsOneOf,
  IsSeconds,
  IsSwitch,
  IsVariableName,
  isApiKey,
} from '../validators.js';
import { validateEntries, validateSettings } from './entry-validation.js';
import type { ParseResult } from './entry-validation.js';
import { parseModelOverrides } from './model-overrides.js';

/** Names appear in logs and as labels of metrics. */
const validName = /^[a-z\d][\w.-]{0,63}$/i;

/** Parses the routes file's `upstreams` and reads their keys. */
export function parseUpstreamEntries(
  upstreams: unknown,
  environment: KeySource,
): Required<ParseResult<readonly UpstreamOptions[]>> {
  return validateEntries('upstreams', upstreams, 'upstream names', (name, content) => {
    const path = `upstreams.${name}`;
    const { value: settings, problems: ownProblems } = validateSettings(new UpstreamSettings(), path, content);
    const models = parseModelOverrides(`${path}.models`, settings.models);
    const key = ownProblems.length > 0 ? { problems: [] } : resolveUpstreamKey(path, settings, environment);
    const problems = [...findNameProblems(path, name), ...ownProblems, ...key.problems, ...models.problems];
    return problems.length > 0
      ? { problems }
      : { value: createUpstreamOptions(name, settings, key, models.value), problems };
  });
}

function findNameProblems(path: string, name: string): readonly string[] {
  if (name === DEFAULT_UPSTREAM) return [`${path} is reserved for the upstream of OPENAI_BASE_URL; use another name`];
  return validName.test(name) ? [] : [`${path} must have a name of letters, digits, ".", "_" and "-"`];
}

function createUpstreamOptions(
  name: string,
  { baseUrl, api, provider, headers = new Map(), extraBody = new Map(), timeout, maxConcurrency }: UpstreamSettings,
  { value: apiKey }: ParseResult<string>,
  modelOverrides: readonly ModelOverrides[],
): UpstreamOptions {
  return {
    name,
    baseUrl: parseBaseUrl(baseUrl),
    headers: Object.fromEntries([...headers].map(([header, value]) => [header.toLowerCase(), value])),
    extraBody: convertToObject(extraBody),
    modelOverrides,
    ...(apiKey !== undefined && { apiKey }),
    ...(api !== undefined && { api }),
    ...(provider !== undefined && { provider }),
    ...(timeout !== undefined && { timeoutMs: Math.ceil(timeout * 1000) }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
}

/** An upstream of the routes file. */
export interface UpstreamOptions {
  readonly name: string;
  readonly baseUrl: URL;
  /** The upstream's API key; absent if it requires none. */
  readonly apiKey?: string;
  /** The API that requests are converted to; absent: chosen by the provider and the model. */
  readonly api?: ApiSetting;
  readonly provider?: ProviderName;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields added to the body of every request. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** The maximum time in ms without data; absent: `ProxyOptions.requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** The maximum number of concurrent requests; absent: not limited. */
  readonly maxConcurrency?: number;
  /** Overrides for its models; the first pattern that matches applies, then those for the models of all upstreams. */
  readonly modelOverrides: readonly ModelOverrides[];
}

/** The name of the upstream that the environment describes. */
export const DEFAULT_UPSTREAM = 'default';

/** Converts the Maps of parsed YAML to plain objects. */
function convertToObject(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), convertToJson(value)]));
}

function convertToJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convertToJson);
  return value instanceof Map ? convertToObject(value) : value;
}

/** One entry of `upstreams` in the routes file. It refers to its key, because the file itself is not secret. */
export class UpstreamSettings {
  /** The base URL; `/chat/completions` is appended. */
  @IsBaseUrl()
  readonly baseUrl: string = '';

  /** The environment variable that contains its key. */
  @IsOptional()
  @IsVariableName()
  readonly apiKeyEnv?: string;

  /** The file that contains its key. */
  @IsOptional()
  @IsFileName()
  readonly apiKeyFile?: string;

  /** Whether it requires no key. */
  @IsOptional()
  @IsSwitch()
  readonly keyless?: boolean;

  /** The API that requests are converted to. */
  @IsOptional()
  @IsOneOf(apiSettings)
  readonly api?: ApiSetting;

  /** The provider profile; absent: detected from the host of the base URL. */
  @IsOptional()
  @IsOneOf(providerNames)
  readonly provider?: ProviderName;

  /** Headers to add to every request. */
  @IsOptional()
  @IsHeaders()
  readonly headers?: ReadonlyMap<string, string>;

  /** Fields to add to the body of every request. */
  @IsOptional()
  @IsExtraBody()
  readonly extraBody?: ReadonlyMap<string, unknown>;

  /** The maximum time in seconds without data. */
  @IsOptional()
  @IsSeconds()
  readonly timeout?: number;

  /** The maximum number of concurrent requests. */
  @IsOptional()
  @IsCount()
  readonly maxConcurrency?: number;

  /** Overrides for its models; validated separately. */
  @Allow()
  readonly models?: unknown;
}

/** The environment in which `apiKeyEnv` is looked up. */
export type KeySource = Readonly<Record<string, unknown>>;

/** Reads the key of an upstream; no value if it requires none. Messages never contain what could be a key. */
function resolveUpstreamKey(
  path: string,
  { apiKeyEnv, apiKeyFile, keyless = false }: UpstreamSettings,
  environment: KeySource,
): ParseResult<string> {
  const sources = [apiKeyEnv !== undefined, apiKeyFile !== undefined, keyless].filter(Boolean);
  if (sources.length !== 1)
    return createProblem(`${path} must set exactly one of apiKeyEnv, apiKeyFile and keyless: true`);
  if (keyless) return { problems: [] };
  if (apiKeyFile !== undefined)
    return readKeyFile(`${path}.apiKeyFile must be the path of a readable file that contains a key`, apiKeyFile);
  return parseKey(
    `${path}.apiKeyEnv must be the name of an environment variable that contains a key`,
    environment[apiKeyEnv ?? ''],
  );
}

function readKeyFile(requirement: string, file: string): ParseResult<string> {
  try {
    return parseKey(requirement, readFileSync(file, 'utf8'));
  } catch {
    return createProblem(requirement);
  }
}

function parseKey(requirement: string, text: unknown): ParseResult<string> {
  const value = typeof text === 'string' ? text.trim() : '';
  return isApiKey(value) ? { value, problems: [] } : createProblem(requirement);
}

const createProblem = (text: string): ParseResult<never> => ({ problems: [text] });
