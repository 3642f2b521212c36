import { describe, expect, it } from '@jest/globals';
import { findUnknownVariables } from '../../../src/config/config-warnings.js';

describe('findUnknownVariables', () => {
  it('finds mistyped names', () => {
    expect(findUnknownVariables(['CLAUDE_PROXY_BIGMODEL', 'CLAUDE_PROXY_BIG_MODEL', 'OPENAI_ORG', 'PATH'])).toEqual([
      'CLAUDE_PROXY_BIGMODEL',
    ]);
  });

  it.each([
    'CLAUDE_PROXY_PORT_8085_TCP',
    'CLAUDE_PROXY_PORT_8085_TCP_ADDR',
    'CLAUDE_PROXY_SERVICE_HOST',
    'CLAUDE_PROXY_SERVICE_PORT',
    'CLAUDE_PROXY_SERVICE_PORT_HTTP',
    'CLAUDE_PROXY_METRICS_PORT_9090_TCP_PROTO',
    'CLAUDE_PROXY_CANARY_PORT',
  ])('leaves out %s, which Kubernetes sets for a Service', (name) => {
    expect(findUnknownVariables([name])).toEqual([]);
  });
});
