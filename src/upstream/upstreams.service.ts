import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { createDefaultUpstream, createNamedUpstream } from './upstream.js';
import type { Upstream } from './upstream.js';

/** All upstreams by name. */
@Injectable()
export class Upstreams {
  /** The default upstream, which the environment describes, comes first. */
  readonly all: readonly Upstream[];
  private readonly byName: ReadonlyMap<string, Upstream>;

  constructor(@Inject(PROXY_OPTIONS) options: ProxyOptions) {
    const named = options.upstreams.map((upstream) => createNamedUpstream(upstream, options));
    this.all = [createDefaultUpstream(options), ...named];
    this.byName = new Map(this.all.map((upstream) => [upstream.name, upstream]));
  }

  /** Throws for an unknown name, which the validation of the routes file excludes. */
  find(name: string): Upstream {
    const upstream = this.byName.get(name);
    if (!upstream) throw new TypeError(`Unknown upstream: ${name}`);
    return upstream;
  }
}
