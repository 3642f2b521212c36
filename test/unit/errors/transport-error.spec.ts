import { describe, expect, it } from '@jest/globals';
import { classifyTransportError } from '../../../src/errors/transport-error.js';

describe('toTransportError', () => {
  it.each([
    ['ECONNREFUSED', 502, 'refused the connection'],
    ['ENOTFOUND', 502, 'host is unknown'],
    ['EAI_AGAIN', 502, 'DNS'],
    ['EHOSTUNREACH', 502, 'no route'],
    ['ECONNRESET', 502, 'closed the connection'],
    ['UND_ERR_SOCKET', 502, 'closed the connection'],
    ['EPROTO', 502, 'not support TLS'],
    ['CERT_HAS_EXPIRED', 502, 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 502, 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 502, 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 502, 'certificate'],
    ['HPE_INVALID_CONSTANT', 502, 'HTTP'],
    ['UND_ERR_SOMETHING_NEW', 502, 'could not be asked'],
    ['ETIMEDOUT', 504, 'Connecting'],
    ['UND_ERR_CONNECT_TIMEOUT', 504, 'Connecting'],
    ['UND_ERR_HEADERS_TIMEOUT', 504, 'did not answer in time'],
    ['UND_ERR_BODY_TIMEOUT', 504, 'middle of its answer'],
  ])('words %s as a %i', (code, status, words) => {
    const error = classifyTransportError(code);

    expect(error).toMatchObject({ status, type: status === 504 ? 'timeout_error' : 'api_error' });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`(${code})`);
  });

  it.each([undefined, 'connect to http://10.0.0.1 failed'])('shows nothing that is no code: %s', (code) => {
    expect(classifyTransportError(code).message).toBe('The upstream could not be asked');
  });
});
