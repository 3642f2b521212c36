/** Limits the output tokens per tenant and day, counted in memory or in Redis. */
import { HttpException, HttpStatus, Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ContextKey, getRequestHead } from 'claude-proxy';
import type { RequestObserver, RequestRecord } from 'claude-proxy';
import type { Redis } from 'ioredis';

/** Stores the usage counts. A Redis store is shared by all replicas. */
export interface QuotaStore {
  used(tenant: string): Promise<number>;
  add(tenant: string, tokens: number): Promise<void>;
}

export const QUOTA_STORE = Symbol('QUOTA_STORE');
export const QUOTA_PER_DAY = Symbol('QUOTA_PER_DAY');

/** Set by the guard for later components, such as the ledger or an audit log. */
export const TENANT = new ContextKey<string>();

/** Accepts requests while the tenant has quota left. In this example, each caller's key is a tenant. */
@Injectable()
export class TenantQuotaGuard implements CanActivate {
  constructor(
    @Inject(QUOTA_STORE) private readonly store: QuotaStore,
    @Inject(QUOTA_PER_DAY) private readonly quota: number,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const head = getRequestHead(context);
    const tenant = head.caller?.id ?? 'anonymous';
    TENANT.set(head, tenant);
    if ((await this.store.used(tenant)) < this.quota) return true;
    throw new HttpException('Daily quota exhausted; it resets at midnight UTC', HttpStatus.FORBIDDEN);
  }
}

/** Charges the tenant when the request ends, including when the client disconnected. */
@Injectable()
export class TenantLedger implements RequestObserver {
  constructor(@Inject(QUOTA_STORE) private readonly store: QuotaStore) {}

  onEnd({ head, usage }: RequestRecord): void {
    const tenant = TENANT.get(head);
    if (tenant && usage) void this.store.add(tenant, usage.output_tokens).catch(() => undefined);
  }
}

/** A store for a single process. */
export class MemoryQuotaStore implements QuotaStore {
  private readonly counts = new Map<string, number>();

  used(tenant: string): Promise<number> {
    return Promise.resolve(this.counts.get(keyOf(tenant)) ?? 0);
  }

  async add(tenant: string, tokens: number): Promise<void> {
    this.counts.set(keyOf(tenant), (await this.used(tenant)) + tokens);
  }
}

/** A store for several replicas. */
export class RedisQuotaStore implements QuotaStore {
  constructor(private readonly redis: Pick<Redis, 'get' | 'multi'>) {}

  async used(tenant: string): Promise<number> {
    return Number((await this.redis.get(keyOf(tenant))) ?? 0);
  }

  async add(tenant: string, tokens: number): Promise<void> {
    const key = keyOf(tenant);
    // Two days: a counter is not used after its day.
    await this.redis.multi().incrby(key, tokens).expire(key, 172_800).exec();
  }
}

const keyOf = (tenant: string): string => `quota:${new Date().toISOString().slice(0, 10)}:${tenant}`;
