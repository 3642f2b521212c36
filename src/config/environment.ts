import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { providerNames, type ProviderName } from '../providers/registry.js';
import { apiSettings, type ApiSetting } from '../providers/upstream-api-choice.js';
import {
  IsApiKey,
  IsApiKeyList,
  IsBaseUrl,
  IsCount,
  IsHost,
  IsModelMap,
  IsOneOf,
  IsPortNumber,
  IsRate,
  IsRedisUrl,
  IsRetryCount,
  IsSeconds,
  IsSecondsOrZero,
  IsSwitch,
  IsUpstreamHeaders,
  IsWorkerCount,
} from './validators.js';
import { logLevels, type LogLevel } from './log-level.js';

/** Accepts a choice in any case. */
const InAnyCase = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

/** Parses decimal numbers only: Number() also accepts 0x1F, 1e3 and the empty string. */
const AsNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (/^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN) : value,
  );

const switches: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Parses `true` and `false`. Other values stay strings, which the validation rejects. */
const AsSwitch = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => switches.get(String(value).toLowerCase()) ?? value);

/** The validated environment: one property per variable. The variables are described in `variables.ts`. */
export class Environment {
  @IsOptional()
  @IsApiKey()
  readonly OPENAI_API_KEY?: string;

  @IsOptional()
  readonly OPENAI_API_KEY_FILE?: string;

  @IsBaseUrl()
  readonly OPENAI_BASE_URL: string = 'https://api.openai.com/v1';

  readonly CLAUDE_PROXY_BIG_MODEL: string = 'gpt-4o';

  readonly CLAUDE_PROXY_SMALL_MODEL: string = 'gpt-4o-mini';

  @IsHost()
  readonly CLAUDE_PROXY_HOST: string = '0.0.0.0';

  @AsNumber()
  @IsPortNumber()
  readonly CLAUDE_PROXY_PORT: number = 8085;

  @InAnyCase()
  @IsOneOf(logLevels)
  readonly CLAUDE_PROXY_LOG_LEVEL: LogLevel = 'info';

  @AsNumber()
  @IsSeconds()
  readonly CLAUDE_PROXY_REQUEST_TIMEOUT: number = 90;

  @IsOptional()
  @IsApiKeyList()
  readonly CLAUDE_PROXY_AUTH_KEY?: string;

  @IsOptional()
  readonly CLAUDE_PROXY_AUTH_KEY_FILE?: string;

  @IsOptional()
  @IsModelMap()
  readonly CLAUDE_PROXY_MODEL_MAP?: string;

  @IsOptional()
  @AsNumber()
  @IsCount()
  readonly CLAUDE_PROXY_MAX_OUTPUT_TOKENS?: number;

  @IsOptional()
  readonly CLAUDE_PROXY_ROUTES_FILE?: string;

  @AsNumber()
  @IsRetryCount()
  readonly CLAUDE_PROXY_MAX_RETRIES: number = 0;

  @AsNumber()
  @IsSeconds()
  readonly CLAUDE_PROXY_PING_INTERVAL: number = 15;

  @IsOptional()
  @InAnyCase()
  @IsOneOf(providerNames)
  readonly CLAUDE_PROXY_PROVIDER?: ProviderName;

  @InAnyCase()
  @IsOneOf(apiSettings)
  readonly CLAUDE_PROXY_UPSTREAM_API: ApiSetting = 'auto';

  @IsOptional()
  @IsUpstreamHeaders()
  readonly CLAUDE_PROXY_UPSTREAM_HEADERS?: string;

  @AsNumber()
  @IsCount()
  readonly CLAUDE_PROXY_BODY_LIMIT: number = 32 * 1024 * 1024;

  @IsOptional()
  @AsNumber()
  @IsCount()
  readonly CLAUDE_PROXY_MAX_CONCURRENCY?: number;

  @IsOptional()
  @AsNumber()
  @IsRate()
  readonly CLAUDE_PROXY_REQUESTS_PER_MINUTE?: number;

  @IsOptional()
  @IsRedisUrl()
  readonly CLAUDE_PROXY_REDIS_URL?: string;

  @AsNumber()
  @IsWorkerCount()
  readonly CLAUDE_PROXY_WORKERS: number = 1;

  @AsNumber()
  @IsSecondsOrZero()
  readonly CLAUDE_PROXY_SHUTDOWN_DELAY: number = 0;

  @AsNumber()
  @IsSecondsOrZero()
  readonly CLAUDE_PROXY_DRAIN_TIMEOUT: number = 30;

  @IsOptional()
  @AsNumber()
  @IsPortNumber()
  readonly CLAUDE_PROXY_METRICS_PORT?: number;

  @AsSwitch()
  @IsSwitch()
  readonly CLAUDE_PROXY_READINESS_UPSTREAM: boolean = false;

  @AsSwitch()
  @IsSwitch()
  readonly CLAUDE_PROXY_API_DOCS: boolean = false;

  @IsOptional()
  readonly CLAUDE_PROXY_MAX_TOKENS_LIMIT?: string;
}
