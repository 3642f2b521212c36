import { Injectable } from '@nestjs/common';
import { ApiError } from '../errors/api-error.js';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** The registered routes: they distinguish a wrong method from an unknown path. */
@Injectable()
export class RouteRegistry {
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

  /** The methods that are registered for a URL's path; empty for an unknown path. */
  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1);
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
  }

  /** The error for a request that no route matches: 405 if only the method is wrong, else 404. */
  createNotFoundError(method: string, url: string): ApiError {
    const methods = this.methodsOf(url);
    if (methods.length > 0) {
      const message = `Method ${method} is not allowed here; use ${methods.join(' or ')}`;
      return new ApiError(405, 'not_found_error', message, { headers: { allow: methods.join(', ') } });
    }
    const [path = ''] = url.split('?', 1);
    return ApiError.notFound(formatNotFoundMessage(method, path, (known) => this.methodsOf(known).length > 0));
  }
}

/** Maximum length of a path in an error message. */
const MAX_SHOWN = 200;

/** Names the path that does not exist. If the client's base URL has a missing or an extra `/v1`, the message says so. */
export function formatNotFoundMessage(method: string, path: string, isKnown: (path: string) => boolean): string {
  const shown = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path;
  const message = `Not found: ${method} ${shown}`;
  if (isKnown(`/v1${path}`)) return `${message}. This client's base URL has to end in /v1`;
  if (path.startsWith('/v1/') && isKnown(path.slice('/v1'.length))) {
    return `${message}. This client's base URL must not end in /v1`;
  }
  return message;
}
