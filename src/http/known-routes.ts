import { Injectable } from '@nestjs/common';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** The routes that were registered, so that a wrong method can be told from an unknown path. */
@Injectable()
export class KnownRoutes {
  private readonly routes: Route[] = [];

  add(path: string, method: string | readonly string[]): void {
    const pattern = path
      .split('/')
      .map((segment) =>
        segment.startsWith(':') ? '[^/]+' : segment === '*' ? '.+' : segment.replace(/[^\w-]/g, '\\$&'),
      )
      .join('/');
    const trailing = path === '/' ? '' : '/?';
    this.routes.push({ pattern: new RegExp(`^${pattern}${trailing}$`), methods: [method].flat() });
  }

  /** The methods that a URL's path answers to; empty for an unknown path. */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
  }
}
