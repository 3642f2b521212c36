import 'reflect-metadata';
import { Allow, IsOptional } from 'class-validator';
import { type ProviderName, providerNames } from '../../providers/registry.js';
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
} from '../validators.js';

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
