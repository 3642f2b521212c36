import { describe, expect, it } from '@jest/globals';
import { sanitizeMessage } from '../../../src/errors/secret-masking.js';

describe('toPublicMessage', () => {
  it('keeps a short message', () => {
    expect(sanitizeMessage('das Modell fehlt: größer', [])).toBe('das Modell fehlt: größer');
  });

  it.each(['word ', '長い', '🙂x'])('cuts at 2 kB and never inside a character: %s', (text) => {
    const message = sanitizeMessage(text.repeat(3000), []);

    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(message)).toBeGreaterThan(2040);
    expect(message).toMatch(/[^\uFFFD]…$/u);
  });
});
