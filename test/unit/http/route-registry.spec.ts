import { describe, expect, it } from '@jest/globals';
import { RouteRegistry } from '../../../src/http/route-registry.js';

describe('RouteRegistry', () => {
  const routes = new RouteRegistry();
  routes.add('/', ['GET', 'HEAD']);
  routes.add('/v1/messages', 'POST');
  routes.add('/v1/models/:id', 'GET');
  routes.add('/v1/files/*', 'GET');

  it.each([
    ['/', ['GET', 'HEAD']],
    ['/v1/messages', ['POST']],
    ['/v1/messages?beta=true', ['POST']],
    ['/v1/messages/', ['POST']],
    ['/v1/models/claude', ['GET']],
    ['/v1/files/a/b', ['GET']],
    ['/v1/models/a/b', []],
    ['/v1', []],
    ['//', []],
    ['/v2/messages', []],
    ['/v1xmessages', []],
  ])('finds the methods of %s', (url, methods) => {
    expect(routes.methodsOf(url)).toEqual(methods);
  });
});
