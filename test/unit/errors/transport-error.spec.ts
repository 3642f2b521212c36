import { describe, expect, it } from '@jest/globals';
import { classifyTransportError } from '../../../src/errors/transport-error.js';

describe('classifyTransportError', () => {
  it.each([
    ['ECONNREFUSED', 502, 'refused the connection'],
    ['ENOTFOUND', 502, 'could not be resolved'],
    ['EAI_AGAIN', 502, 'DNS server'],
    ['EHOSTUNREACH', 502, 'no route'],
    ['ECONNRESET', 502, 'closed the connection'],
    ['UND_ERR_SOCKET', 502, 'closed the connection'],
    ['EPROTO', 502, 'does not support TLS'],
    ['CERT_HAS_EXPIRED', 502, 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 502, 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 502, 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 502, 'certificate'],
    ['HPE_INVALID_CONSTANT', 502, 'HTTP'],
    ['UND_ERR_SOMETHING_NEW', 502, 'request to the upstream failed'],
    ['ETIMEDOUT', 504, 'Connecting'],
    ['UND_ERR_CONNECT_TIMEOUT', 504, 'Connecting'],
    ['UND_ERR_HEADERS_TIMEOUT', 504, 'did not respond in time'],
    ['UND_ERR_BODY_TIMEOUT', 504, 'stopped sending data'],
  ])('converts %s to a %i', (code, status, text) => {
    const error = classifyTransportError(code);

    expect(error).toMatchObject({ status, type: status === 504 ? 'timeout_error' : 'api_error' });
    expect(error.message).toContain(text);
    expect(error.message).toContain(`(${code})`);
  });

  it.each([undefined, 'connect to http://10.0.0.1 failed'])('omits anything that is not an error code: %s', (code) => {
    expect(classifyTransportError(code).message).toBe('The request to the upstream failed');
  });
});
