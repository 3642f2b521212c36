/** Authenticates callers by OpenID Connect tokens instead of keys. Requests use the proxy's own upstream key. */
import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { PROXY_OPTIONS } from 'claude-proxy';
import type { Caller, CallerResolver, ProxyOptions } from 'claude-proxy';
import type { IncomingHttpHeaders } from 'node:http';
import { type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Resolves the provider's public keys, for example `createRemoteJWKSet(new URL('https://…/jwks.json'))`. */
export const TOKEN_KEYS = Symbol('TOKEN_KEYS');
/** The expected issuer and audience of the tokens. */
export const TOKEN_RULES = Symbol('TOKEN_RULES');

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

@Injectable()
export class OidcCallerResolver implements CallerResolver {
  constructor(
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    @Inject(TOKEN_KEYS) private readonly keys: JWTVerifyGetKey,
    @Inject(TOKEN_RULES) private readonly rules: TokenRules,
  ) {}

  async authenticate({ authorization = '' }: IncomingHttpHeaders): Promise<Caller> {
    const { upstreamKey: apiKey } = this.options;
    const token = authorization.replace(/^bearer +/i, '');
    // Do not tell the caller why the token was rejected.
    const { payload } = await jwtVerify(token, this.keys, { ...this.rules, requiredClaims: ['sub', 'exp'] }).catch(
      () => {
        throw new UnauthorizedException('A valid token of the identity provider is required');
      },
    );
    return { id: String(payload.sub), usesProxyKey: true, ...(apiKey !== undefined && { apiKey }) };
  }
}
