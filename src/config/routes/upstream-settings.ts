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

/** What the routes file says of an upstream. Its key is never written there: the file is shown around. */
export class UpstreamSettings {
  /** Where it is; `/chat/completions` is appended. */
  @IsBaseUrl()
  readonly baseUrl: string = '';

  /** The environment variable that holds its key. */
  @IsOptional()
  @IsVariableName()
  readonly apiKeyEnv?: string;

  /** The file that holds its key. */
  @IsOptional()
  @IsFileName()
  readonly apiKeyFile?: string;

  /** It wants no key. */
  @IsOptional()
  @IsSwitch()
  readonly keyless?: boolean;

  /** The provider whose ways apply; absent: recognised by the base URL's host. */
  @IsOptional()
  @IsOneOf(providerNames)
  readonly provider?: ProviderName;

  /** Added to every request. */
  @IsOptional()
  @IsHeaders()
  readonly headers?: ReadonlyMap<string, string>;

  /** Fields added to the body of every request. */
  @IsOptional()
  @IsExtraBody()
  readonly extraBody?: ReadonlyMap<string, unknown>;

  /** Seconds that it may stay silent. */
  @IsOptional()
  @IsSeconds()
  readonly timeout?: number;

  /** The most requests at a time. */
  @IsOptional()
  @IsCount()
  readonly maxConcurrency?: number;

  /** What its models can do; has checks of its own. */
  @Allow()
  readonly models?: unknown;
}
