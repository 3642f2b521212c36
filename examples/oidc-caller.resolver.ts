/** Lets people in by the tokens of an OpenID Connect provider, instead of keys; the proxy's own key pays. */
import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { PROXY_OPTIONS } from 'claude-proxy';
import type { Caller, CallerResolver, ProxyOptions } from 'claude-proxy';
import type { IncomingHttpHeaders } from 'node:http';
import { type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Finds the provider's public keys: `createRemoteJWKSet(new URL('https://…/jwks.json'))`. */
export const TOKEN_KEYS = Symbol('TOKEN_KEYS');
/** Who makes the tokens, and for whom. */
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
    // Why a token is refused is for the provider's log, not for whoever sent it.
    const { payload } = await jwtVerify(token, this.keys, { ...this.rules, requiredClaims: ['sub', 'exp'] }).catch(
      () => {
        throw new UnauthorizedException('A valid token of the identity provider is required');
      },
    );
    return { id: String(payload.sub), usesProxyKey: true, ...(apiKey !== undefined && { apiKey }) };
  }
}
