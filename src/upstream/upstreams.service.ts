import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { toDefaultUpstream, toNamedUpstream } from './to-upstream.js';
import type { Upstream } from './upstream.js';

/** Knows every upstream by its name. */
@Injectable()
export class Upstreams {
  /** The one that the environment describes. */
  readonly default: Upstream;
  private readonly byName: ReadonlyMap<string, Upstream>;

  constructor(@Inject(PROXY_OPTIONS) options: ProxyOptions) {
    this.default = toDefaultUpstream(options);
    const named = options.upstreams.map((upstream) => toNamedUpstream(upstream, options));
    this.byName = new Map([this.default, ...named].map((upstream) => [upstream.name, upstream]));
  }

  get all(): readonly Upstream[] {
    return [...this.byName.values()];
  }

  /** Throws for a name that the routes file's checks have not let pass. */
  find(name: string): Upstream {
    const upstream = this.byName.get(name);
    if (!upstream) throw new TypeError(`There is no upstream ${name}`);
    return upstream;
  }
}
