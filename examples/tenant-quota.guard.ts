/** Gives every tenant so many output tokens a day, counted in memory or in Redis. */
import { HttpException, HttpStatus, Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ContextKey, toRequestContext } from 'claude-proxy';
import type { RequestContext, RequestObserver } from 'claude-proxy';
import type { Redis } from 'ioredis';

/** Where the quotas are counted; one store serves all replicas when it is Redis. */
export interface QuotaStore {
  used(tenant: string): Promise<number>;
  add(tenant: string, tokens: number): Promise<void>;
}

export const QUOTA_STORE = Symbol('QUOTA_STORE');
export const QUOTA_PER_DAY = Symbol('QUOTA_PER_DAY');

/** Left by the guard for whoever comes later: the ledger, a meter, the audit log. */
export const TENANT = new ContextKey<string>();

/** Lets a tenant in as long as something of its quota is left. Here a tenant is a caller's key. */
@Injectable()
export class TenantQuotaGuard implements CanActivate {
  constructor(
    @Inject(QUOTA_STORE) private readonly store: QuotaStore,
    @Inject(QUOTA_PER_DAY) private readonly quota: number,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = toRequestContext(context);
    const tenant = request.caller?.id ?? 'anonymous';
    TENANT.set(request, tenant);
    if ((await this.store.used(tenant)) < this.quota) return true;
    throw new HttpException('The quota of today is used up; it starts again at midnight UTC', HttpStatus.FORBIDDEN);
  }
}

/** Charges the tenant once the request is over, also when the client left in the middle of it. */
@Injectable()
export class TenantLedger implements RequestObserver {
  constructor(@Inject(QUOTA_STORE) private readonly store: QuotaStore) {}

  onEnd(context: RequestContext): void {
    const tenant = TENANT.get(context);
    if (tenant && context.usage) void this.store.add(tenant, context.usage.output_tokens).catch(() => undefined);
  }
}

/** For one process. */
export class MemoryQuotaStore implements QuotaStore {
  private readonly counts = new Map<string, number>();

  used(tenant: string): Promise<number> {
    return Promise.resolve(this.counts.get(keyOf(tenant)) ?? 0);
  }

  async add(tenant: string, tokens: number): Promise<void> {
    this.counts.set(keyOf(tenant), (await this.used(tenant)) + tokens);
  }
}

/** For many replicas. */
export class RedisQuotaStore implements QuotaStore {
  constructor(private readonly redis: Pick<Redis, 'get' | 'multi'>) {}

  async used(tenant: string): Promise<number> {
    return Number((await this.redis.get(keyOf(tenant))) ?? 0);
  }

  async add(tenant: string, tokens: number): Promise<void> {
    const key = keyOf(tenant);
    // Two days: the counter of a day is of no use after it.
    await this.redis.multi().incrby(key, tokens).expire(key, 172_800).exec();
  }
}

const keyOf = (tenant: string): string => `quota:${new Date().toISOString().slice(0, 10)}:${tenant}`;
